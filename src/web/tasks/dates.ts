import { dateOf, dayOf } from '../../shared/dates';
import type { Texts } from '../texts/texts';

/** Whether a due date has passed. */
export const isOverdue = (due: string, today: string): boolean => due < today;

/** The date so many days later. */
export const daysLater = (date: string, days: number): string => dateOf(dayOf(date) + days);

/** A date in words, as short as a row needs: today, tomorrow, yesterday, or the date, with its year if that is another one. */
export function shortDue(date: string, texts: Texts, today: string): string {
  const days = dayOf(date) - dayOf(today);
  const near = Math.abs(days) <= 1 ? texts.days[days + 1] : undefined;
  const year = date.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
  return near ?? formatted(date, texts, { month: 'short', day: 'numeric', year });
}

/** A day as the heading of its tasks. */
export function dayText(date: string, texts: Texts, today: string): string {
  const year = date.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
  const day = formatted(date, texts, { weekday: 'short', month: 'short', day: 'numeric', year });
  const near = dayOf(date) - dayOf(today) <= 1 ? texts.days[dayOf(date) - dayOf(today) + 1] : undefined;
  return near ? `${near} · ${day}` : day;
}

/** Making a format takes longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A date of the calendar in words; it is the same day in every time zone. */
export function formatted(date: string, texts: Texts, options: Intl.DateTimeFormatOptions): string {
  const key = texts.language + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(texts.language, { ...options, timeZone: 'UTC' });
  formats.set(key, format);
  return format.format(Date.parse(date));
}

/** A whole day in words, for the heading. */
export const longDate = (texts: Texts, now: Date): string =>
  new Intl.DateTimeFormat(texts.language, { weekday: 'long', month: 'long', day: 'numeric' }).format(now);

export const dateAndTime = (texts: Texts, moment: string): string =>
  new Intl.DateTimeFormat(texts.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
