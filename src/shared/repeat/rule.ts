/**
 * When a task repeats, as the API writes it: the part of RFC 5545's `recur` that `parseRule` takes, in its one form and
 * order, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=5`. A month without the day that a rule names takes its last day.
 */
export type Rule = string;

/** Weekdays from Monday, on which a week begins. */
export const weekdays = 'MO,TU,WE,TH,FR,SA,SU'.split(',');

/** The value of a rule's part. */
export function partOf(rule: Rule, name: string): string | undefined {
  return RegExp(`${name}=([^;]*)`).exec(rule)?.[1];
}
