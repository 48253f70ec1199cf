import { partOf, type Rule } from './rule';

/**
 * A rule for programs that follow RFC 5545 to the letter, such as calendars: they skip a month without the 31st, where a task
 * takes its last day.
 */
export function toRfcRule(rule: Rule): string {
  const monthDay = partOf(rule, 'BYMONTHDAY');
  if (monthDay === '31' || rule.includes('BYMONTH=2')) return rule.replace(/BYMONTHDAY=\d+/, 'BYMONTHDAY=-1');
  if (monthDay !== '29' && monthDay !== '30') return rule;
  const days = Array.from({ length: Number(monthDay) - 27 }, (_, i) => 28 + i);
  return rule.replace(/BYMONTHDAY=\d+/, `BYMONTHDAY=${days.join(',')};BYSETPOS=-1`);
}
