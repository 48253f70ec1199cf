import { isWorkdays, type RepeatParts, weekdayName } from '../tasks/repeat-words';

const nths = ['last', '', 'first', 'second', 'third', 'fourth'];

/** A rule of repeats in words: `every 2 weeks on Monday and Friday`, `every month on the 31st, 5 times`. */
export function repeatText(parts: RepeatParts): string {
  const { unit, interval, afterCompletion, until, count } = parts;
  const times = interval === 1 ? unit : `${interval} ${unit}s`;
  const days = afterCompletion ? '' : daysOf(parts);
  let text = `every ${times}${days && ` on ${days}`}`;
  if (unit === 'week' && interval === 1 && days) text = `every ${days}`;
  if (afterCompletion) text = `${interval === 1 ? `a ${unit}` : times} after completion`;
  if (until) text += `, until ${dateText(until)}`;
  return count ? `${text}, ${count === 1 ? 'once more' : `${count} times`}` : text;
}

function daysOf(parts: RepeatParts): string {
  const { days, nth, monthDay } = parts;
  if (isWorkdays(parts)) return 'weekday';
  if (monthDay !== undefined) return monthDay < 0 ? 'the last day' : `the ${monthDay}${ordinal(monthDay)}`;
  const names = new Intl.ListFormat('en').format(days.map((day) => weekdayName(day, 'en')));
  return nth === undefined ? names : `the ${nths[nth + 1]} ${names}`;
}

function ordinal(number: number): string {
  const last = number % 10;
  return (number > 10 && number < 14) || last > 3 ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th');
}

function dateText(date: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));
}
