import { dayOf, isDate } from '../dates';
import { repeatLimit } from '../limits';
import { weekdayOf } from './next';
import { type Rule, weekdays } from './rule';

/** The part of a rule that is not accepted, and what is wrong with it. */
export class WrongPart {
  constructor(
    readonly part: string,
    readonly detail: string,
  ) {}
}

/** The parts in the order in which a rule is written. */
const names = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTH', 'BYMONTHDAY', 'UNTIL', 'COUNT'];

type Parts = ReadonlyMap<string, string>;

/** What is wrong with a part's value, beside those of the other parts; undefined when nothing is. */
const checks: Record<string, (value: string, parts: Parts) => string | undefined> = {
  FREQ: (value) => (/^(DAI|WEEK|MONTH|YEAR)LY$/.test(value) ? undefined : 'must be DAILY, WEEKLY, MONTHLY or YEARLY'),
  INTERVAL: numberProblem,
  BYDAY(value, parts) {
    switch (parts.get('FREQ')) {
      case 'WEEKLY': {
        const days = value.split(',');
        const isKnown = days.every((day) => weekdays.includes(day)) && new Set(days).size === days.length;
        return isKnown ? undefined : `must be some of ${weekdays.join(',')} with FREQ=WEEKLY`;
      }
      case 'MONTHLY':
        return /^([1-4]|-1)..$/.test(value) && weekdays.includes(value.slice(-2))
          ? undefined
          : 'must be one weekday with FREQ=MONTHLY, such as 2MO for the second Monday or -1FR for the last Friday';
      default:
        return 'goes with FREQ=WEEKLY and FREQ=MONTHLY only';
    }
  },
  BYMONTH(value, parts) {
    const isLeapDay = parts.get('FREQ') === 'YEARLY' && value === '2' && parts.get('BYMONTHDAY') === '29';
    return isLeapDay ? undefined : 'is accepted in FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 only';
  },
  BYMONTHDAY(value, parts) {
    if (parts.get('FREQ') !== 'MONTHLY' && !parts.has('BYMONTH')) return 'goes with FREQ=MONTHLY only';
    if (parts.has('BYDAY')) return 'cannot stand beside BYDAY';
    return /^(-1|[1-9]|[12]\d|3[01])$/.test(value) ? undefined : 'must be a day from 1 to 31, or -1 for the last';
  },
  UNTIL: (value) =>
    /^\d{8}$/.test(value) && isDate(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`)
      ? undefined
      : 'must be a date of the calendar as YYYYMMDD',
  COUNT: (value, parts) => (parts.has('UNTIL') ? 'cannot stand beside UNTIL' : numberProblem(value)),
};

function numberProblem(value: string): string | undefined {
  const isWithin = /^[1-9]\d{0,8}$/.test(value) && Number(value) <= repeatLimit;
  return isWithin ? undefined : `must be a whole number from 1 to ${repeatLimit}`;
}

/** Reads a rule, whose parts may come in any order. */
export function parseRule(text: string): Rule | WrongPart {
  const parts = partsOf(text);
  if (parts instanceof WrongPart) return parts;
  if (!parts.has('FREQ')) return new WrongPart('FREQ', 'is required');
  for (const [name, value] of parts) {
    const detail = checks[name]?.(value, parts);
    if (detail !== undefined) return new WrongPart(name, detail);
  }
  return format(parts);
}

/**
 * The rule as it is kept with a task. Without BY-parts the due date's own weekday or day counts; it is written into the rule
 * here, so that a short month does not make the task forget the 31st, nor a common year 29 February.
 */
export function setRule(rule: Rule, due: string): Rule {
  const parts = partsOf(rule);
  if (parts instanceof WrongPart || parts.has('BYDAY') || parts.has('BYMONTHDAY')) return rule;
  const freq = parts.get('FREQ');
  if (freq === 'WEEKLY') parts.set('BYDAY', weekdays[weekdayOf(dayOf(due))] as string);
  if (freq === 'MONTHLY') parts.set('BYMONTHDAY', String(Number(due.slice(8))));
  if (freq === 'YEARLY' && due.endsWith('02-29')) parts.set('BYMONTH', '2').set('BYMONTHDAY', '29');
  return format(parts);
}

function partsOf(text: string): Map<string, string> | WrongPart {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', value, ...more] = part.split('=');
    if (!names.includes(name) || value === undefined || more.length > 0) {
      return new WrongPart(
        part.slice(0, 40) || 'An empty part',
        `is not a part of a rule; known ones are ${names.join(', ')}`,
      );
    }
    if (parts.has(name)) return new WrongPart(name, 'is given more than once');
    parts.set(name, value);
  }
  return parts;
}

function format(parts: Parts): Rule {
  const canonical = new Map(parts);
  if (parts.get('INTERVAL') === '1') canonical.delete('INTERVAL');
  if (parts.get('FREQ') === 'WEEKLY') {
    const days = parts.get('BYDAY')?.split(',');
    if (days) canonical.set('BYDAY', weekdays.filter((day) => days.includes(day)).join(','));
  }
  return names
    .filter((name) => canonical.has(name))
    .map((name) => `${name}=${canonical.get(name)}`)
    .join(';');
}
