const dayMs = 86_400_000;

/** The number of a date `YYYY-MM-DD`, counted in days from 1970-01-01. */
export function dayOf(date: string): number {
  return Date.parse(date) / dayMs;
}

/** The date `YYYY-MM-DD` of a day's number. */
export function dateOf(day: number): string {
  return utcDateOf(day * dayMs);
}

/** The date `YYYY-MM-DD` in UTC of a time in milliseconds since 1970. */
export function utcDateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Whether a text is a date of the calendar as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  // Some engines take 31 February for 3 March.
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dayOf(text)) && dateOf(dayOf(text)) === text;
}
