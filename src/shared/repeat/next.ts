import { dateOf, dayOf } from '../dates';
import type { RepeatFrom } from '../wire';
import { partOf, type Rule, weekdays } from './rule';

/** The number of 9999-12-31, the last date that `YYYY-MM-DD` can say. */
const lastDay = 2_932_896;

/**
 * The next due date of a task, strictly after its due date and the day of its completion, and the rule with one occurrence
 * less. From completion, whole intervals are counted from the day of completion, and the rule's BY-parts do not count. Dates
 * are `YYYY-MM-DD`. It takes the same time for any rule and any dates.
 * @returns undefined when the rule has no occurrence left
 */
export function nextOccurrence(
  rule: Rule,
  due: string,
  completedOn: string,
  from: RepeatFrom,
): { due: string; repeat: Rule } | undefined {
  const left = partOf(rule, 'COUNT');
  const until = partOf(rule, 'UNTIL');
  const after = Math.max(dayOf(due), dayOf(completedOn));
  const day = from === 'due' ? dayAfter(rule, due, after) : dayAfter(rule.replace(/;BY[^;]*/g, ''), completedOn, after);
  if (left === '1' || day > lastDay || (until && dateOf(day).replace(/-/g, '') > until)) return undefined;
  return { due: dateOf(day), repeat: rule.replace(/COUNT=\d+/, `COUNT=${Number(left) - 1}`) };
}

/** The first day of a rule after `after`, when its intervals are counted from the date `start`. */
function dayAfter(rule: Rule, start: string, after: number): number {
  const freq = partOf(rule, 'FREQ');
  const interval = Number(partOf(rule, 'INTERVAL') ?? 1);
  const byDay = partOf(rule, 'BYDAY');
  const startDay = dayOf(start);
  if (freq === 'DAILY') return after + interval - modulo(after - startDay, interval);
  if (freq === 'WEEKLY') {
    const days = byDay?.split(',').map((name) => weekdays.indexOf(name)) ?? [weekdayOf(startDay)];
    const monday = after - modulo(after - startDay + weekdayOf(startDay), interval * 7);
    return monday + (days.find((day) => monday + day > after) ?? interval * 7 + Math.min(...days));
  }
  const months = freq === 'YEARLY' ? interval * 12 : interval;
  const monthDay = Number(partOf(rule, 'BYMONTHDAY') ?? start.slice(8));
  // 29 February stays in February, although its due date may have been moved to another month.
  const startMonth = monthOf(partOf(rule, 'BYMONTH') ? `${start.slice(0, 5)}02` : start);
  const month = monthOf(dateOf(after));
  const current = month - modulo(month - startMonth, months);
  const day = dayIn(current, byDay, monthDay);
  return day > after ? day : dayIn(current + months, byDay, monthDay);
}

/** The day that a rule means in a month: a weekday such as `2MO` or `-1FR`, or else a day of the month. */
function dayIn(month: number, byDay: string | undefined, monthDay: number): number {
  const first = firstOf(month);
  const last = firstOf(month + 1) - 1;
  if (!byDay) return monthDay < 0 ? last : Math.min(first + monthDay - 1, last);
  const weekday = weekdays.indexOf(byDay.slice(-2));
  if (byDay < '0') return last - modulo(weekdayOf(last) - weekday, 7);
  return first + modulo(weekday - weekdayOf(first), 7) + Number(byDay[0]) * 7 - 7;
}

/** The weekday of a day's number; 0 is Monday. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7);
}

/** Months since January of the year 0. */
function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** The number of a month's first day. Years are counted from March, so that a leap day is the last of its year. */
function firstOf(month: number): number {
  const year = Math.floor((month - 2) / 12);
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return 365 * year + leapDays + Math.floor((153 * modulo(month - 2, 12) + 2) / 5) - 719_468;
}

function modulo(dividend: number, divisor: number): number {
  return ((dividend % divisor) + divisor) % divisor;
}
