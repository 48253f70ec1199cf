import { parseRule } from '../../../src/shared/repeat/parse';
import { repeatParts } from '../../../src/web/tasks/repeat-words';
import { repeatText as english } from '../../../src/web/texts/repeat-en';
import { repeatText as chinese } from '../../../src/web/texts/repeat-zh-CN';

test.each([
  ['FREQ=DAILY', 'every day', '每天'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=5', 'every 3 days, 5 times', '每 3 天，还有 5 次'],
  ['FREQ=WEEKLY;BYDAY=FR', 'every Friday', '每周五'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday', '每个工作日'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'every 2 weeks on Monday and Friday', '每 2 周的周一、周五'],
  ['FREQ=MONTHLY;BYMONTHDAY=31', 'every month on the 31st', '每月 31 日'],
  ['FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=12', 'every 2 months on the 12th', '每 2 个月的 12 日'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day', '每月最后一天'],
  ['FREQ=MONTHLY;BYDAY=2MO', 'every month on the second Monday', '每月第二个周一'],
  ['FREQ=MONTHLY;BYDAY=-1SU', 'every month on the last Sunday', '每月最后一个周日'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'every year', '每年'],
  ['FREQ=YEARLY;UNTIL=20300105', 'every year, until Jan 5, 2030', '每年，到 2030 年 1 月 5 日'],
  ['FREQ=DAILY;COUNT=1', 'every day, once more', '每天，还有 1 次'],
])('%s reads "%s" and "%s"', (rule, inEnglish, inChinese) => {
  expect(parseRule(rule)).toBe(rule);
  const parts = repeatParts(rule, 'due');
  expect([english(parts), chinese(parts)]).toEqual([inEnglish, inChinese]);
});

test.each([
  ['FREQ=WEEKLY;BYDAY=FR', 'a week after completion', '完成 1 周后'],
  ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31', '3 months after completion', '完成 3 个月后'],
])('%s from the day of completion reads "%s" and "%s"', (rule, inEnglish, inChinese) => {
  const parts = repeatParts(rule, 'completion');
  expect([english(parts), chinese(parts)]).toEqual([inEnglish, inChinese]);
});
