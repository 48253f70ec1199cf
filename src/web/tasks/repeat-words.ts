import { partOf, type Rule, weekdays } from '../../shared/repeat/rule';
import type { RepeatFrom } from '../../shared/wire';

/** A rule of repeats, taken apart for a sentence. */
export interface RepeatParts {
  unit: 'day' | 'week' | 'month' | 'year';
  interval: number;
  /** Weekdays, 0 for Monday. */
  days: number[];
  /** Which of its weekdays a month means: 1 to 4, or -1 for the last. */
  nth: number | undefined;
  /** The day of the month, or -1 for the last. */
  monthDay: number | undefined;
  /** The next date is counted from the day of completion. */
  afterCompletion: boolean;
  /** The last date that is possible, `YYYY-MM-DD`. */
  until: string | undefined;
  /** How many occurrences are left, this one included. */
  count: number | undefined;
}

const units = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;

/** From the day of completion, whole intervals are counted, and the days that the rule names mean nothing. */
export function repeatParts(rule: Rule, from: RepeatFrom): RepeatParts {
  const numberOf = (name: string) => {
    const value = partOf(rule, name);
    return value === undefined ? undefined : Number(value);
  };
  const afterCompletion = from === 'completion';
  const byDay = afterCompletion ? undefined : partOf(rule, 'BYDAY');
  return {
    unit: units[partOf(rule, 'FREQ') as keyof typeof units],
    interval: numberOf('INTERVAL') ?? 1,
    days: byDay?.split(',').map((day) => weekdays.indexOf(day.slice(-2))) ?? [],
    nth: byDay && /\d/.test(byDay) ? Number.parseInt(byDay, 10) : undefined,
    monthDay: afterCompletion || rule.includes('YEARLY') ? undefined : numberOf('BYMONTHDAY'),
    afterCompletion,
    until: partOf(rule, 'UNTIL')?.replace(/(..)(..)$/, '-$1-$2'),
    count: numberOf('COUNT'),
  };
}

/** The name of a weekday, 0 for Monday, in a language. */
export function weekdayName(day: number, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2001, 0, day + 1));
}

/** Whether the days are Monday to Friday. */
export const isWorkdays = ({ days }: RepeatParts): boolean => days.join('') === '01234';
