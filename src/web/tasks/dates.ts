import type { Texts } from '../texts/texts';
import { localDate } from './local-date';

export { localDate };

/** Whether a due date has passed. */
export const isOverdue = (due: string, now: Date): boolean => due < localDate(now);

/** A due date in words: today, tomorrow, overdue, or the date. */
export function dueText(due: string, texts: Texts, now: Date, completed: boolean): string {
  const date = shortDate(due, texts, now);
  if (!completed && isOverdue(due, now)) return texts.task.overdue(date);
  if (due === localDate(now)) return texts.task.dueToday;
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return due === localDate(tomorrow) ? texts.task.dueTomorrow : texts.task.dueOn(date);
}

function shortDate(date: string, texts: Texts, now: Date): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const moment = new Date(year, month - 1, day);
  const options: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
  if (year !== now.getFullYear()) options.year = 'numeric';
  return new Intl.DateTimeFormat(texts.language, options).format(moment);
}

/** A whole day in words, for the heading. */
export const longDate = (texts: Texts, now: Date): string =>
  new Intl.DateTimeFormat(texts.language, { weekday: 'long', month: 'long', day: 'numeric' }).format(now);

export const dateAndTime = (texts: Texts, moment: string): string =>
  new Intl.DateTimeFormat(texts.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
