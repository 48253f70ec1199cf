import * as chrono from 'chrono-node';
import { dateOf, dayOf } from '../../../src/shared/dates';
import { parseRule } from '../../../src/shared/repeat/parse';
import { pastedTitles } from '../../../src/web/tasks/pasted-titles';
import { readDateWords } from '../../../src/web/tasks/quick-add';

/** A Wednesday. */
const today = '2026-11-25';

test.each([
  ['Buy milk tomorrow', 'Buy milk', '2026-11-26'],
  ['Pay rent, end of month ', 'Pay rent', '2026-11-30'],
  ['Call Lena on Friday', 'Call Lena', '2026-11-27'],
  ['Report by next week', 'Report', '2026-11-30'],
  ['Party dec 24, 2027', 'Party', '2027-12-24'],
  ['Leap 29 feb', 'Leap', '2028-02-29'],
  ['Renew in 3 months', 'Renew', '2027-02-25'],
  ['买牛奶明天', '买牛奶', '2026-11-26'],
  ['交房租，月底', '交房租', '2026-11-30'],
  ['给奶奶打电话 这周日', '给奶奶打电话', '2026-11-29'],
  ['开会下周日', '开会', '2026-12-06'],
  ['换滤芯两个月后', '换滤芯', '2027-01-25'],
  ['生日 2月29日', '生日', '2028-02-29'],
])('The words at the end of "%s" set the date and leave "%s"', (text, title, due) => {
  const words = readDateWords(text, today);
  expect(words).toMatchObject({ title, due, repeat: null });
  expect(readDateWords(text.slice(0, words!.start), today)).toBeUndefined();
});

test.each([
  ['Water plants every friday', '2026-11-27', 'FREQ=WEEKLY;BYDAY=FR'],
  ['Gym every mon, wed and fri', '2026-11-25', 'FREQ=WEEKLY;BYDAY=MO,WE,FR'],
  ['Standup every weekday', '2026-11-25', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['Bins every 2 weeks', '2026-11-25', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE'],
  ['Bins every other day', '2026-11-25', 'FREQ=DAILY;INTERVAL=2'],
  ['Rent every 31st', '2026-11-30', 'FREQ=MONTHLY;BYMONTHDAY=31'],
  ['Tax every year', '2026-11-25', 'FREQ=YEARLY'],
  ['吃药每天', '2026-11-25', 'FREQ=DAILY'],
  ['倒垃圾 每周五', '2026-11-27', 'FREQ=WEEKLY;BYDAY=FR'],
  ['健身每周一、三、五', '2026-11-25', 'FREQ=WEEKLY;BYDAY=MO,WE,FR'],
  ['打卡每个工作日', '2026-11-25', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['大扫除每两周', '2026-11-25', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE'],
  ['还信用卡每月31号', '2026-11-30', 'FREQ=MONTHLY;BYMONTHDAY=31'],
  ['对账每月底', '2026-11-30', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['生日每年2月29日', '2028-02-29', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'],
])('"%s" begins on %s and repeats by a rule in its one form', (text, due, repeat) => {
  expect(readDateWords(text, today)).toMatchObject({ due, repeat });
  expect(parseRule(repeat)).toBe(repeat);
});

test.each([
  ['today'],
  ['  明天'],
  ['Watch the Sunset'],
  ['Read Today, the magazine'],
  ['总结上周五'],
  ['体检下下周一'],
  ['毕业 2030年6月1日'],
  ['3月底'],
  ['Decor 3'],
  ['Party feb 30'],
  ['Bins every 0 weeks'],
  ['还款每月32号'],
  ['前天'],
])('"%s" has no words for a date', (text) => {
  expect(readDateWords(text, today)).toBeUndefined();
});

describe('chrono as the oracle', () => {
  const days = Array.from({ length: 40 }, (_, index) => dateOf(dayOf('2027-02-12') + index * 11));
  const weekdays = ['monday', 'tue', 'wed', 'thurs', 'fri', 'saturday', 'sun'];
  const english = [
    'today',
    'tomorrow',
    'in 3 days',
    'in 2 weeks',
    'in 5 months',
    'dec 3',
    '3 dec',
    'december 3rd, 2028',
  ];
  const chinese = ['今天', '明天', '后天', '大后天', '12月3日', '11月3号', '3天后'];

  /** The date that chrono reads, seen from noon of a day. */
  function oracle(words: string, day: string, parser: Pick<typeof chrono, 'parseDate'>): string | undefined {
    const [year, month, date] = day.split('-').map(Number) as [number, number, number];
    const found = parser.parseDate(`x ${words}`, new Date(year, month - 1, date, 12), { forwardDate: true });
    return found
      ? dateOf(Math.round((found.getTime() - found.getTimezoneOffset() * 60_000) / 86_400_000 - 0.5))
      : undefined;
  }

  test.each([
    ...[...english, ...weekdays, ...weekdays.map((name) => `next ${name}`)].map((words) => [words, chrono] as const),
    // 下周一 is left out: chrono begins the week on Sunday, China on Monday.
    ...[...chinese, ...Array.from('一二三四五六日', (name) => `周${name}`)].map(
      (words) => [words, chrono.zh.hans] as const,
    ),
  ])('"%s" means the date that chrono says, on any day', (words, parser) => {
    const wrong = days
      .map((day) => ({ day, due: readDateWords(`x ${words}`, day)?.due, expected: oracle(words, day, parser) }))
      .filter(({ due, expected }) => due !== expected);
    expect(wrong).toEqual([]);
  });
});

test('Pasted lines are a title each, without the marks of a list and without blank lines', () => {
  expect(pastedTitles('- [ ] milk\r\n\n* bread\n2. eggs\n  买菜 \n')).toEqual(['milk', 'bread', 'eggs', '买菜']);
  expect(pastedTitles('3.5 kg of flour\n')).toEqual(['3.5 kg of flour']);
});
