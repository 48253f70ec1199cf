import * as crypto from 'node:crypto';
import * as fc from 'fast-check';
import { RRule } from 'rrule';
import { dateOf, dayOf } from '../../src/shared/dates';
import { nextOccurrence } from '../../src/shared/repeat/next';
import { occurrenceId, occurrenceSeed } from '../../src/shared/repeat/occurrence';
import { parseRule, setRule, WrongPart } from '../../src/shared/repeat/parse';
import { toRfcRule } from '../../src/shared/repeat/rfc';
import { timeOfUlid, ulidPattern } from '../../src/shared/ulid';
import type { RepeatFrom } from '../../src/shared/wire';

/** A rule that must be accepted. */
function accepted(text: string): string {
  const rule = parseRule(text);
  if (rule instanceof WrongPart) throw new Error(`${text}: ${rule.part} ${rule.detail}`);
  return rule;
}

/** The due dates of a task that is completed on some days, one after the other, as they follow `due`. */
function dueDates(text: string, due: string, completedOn: readonly string[], from: RepeatFrom = 'due'): string[] {
  const dates: string[] = [];
  let state: { due: string; repeat: string } | undefined = { due, repeat: setRule(accepted(text), due) };
  for (const day of completedOn) {
    state = state && nextOccurrence(state.repeat, state.due, day === 'on time' ? state.due : day, from);
    dates.push(state?.due ?? 'end');
  }
  return dates;
}

const onTime = (times: number) => Array<string>(times).fill('on time');

test.each([
  ['FREQ=MONTHLY', '2027-12-31', ['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31']],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', '2027-01-15', ['2027-01-31', '2027-02-28', '2027-03-31']],
  ['FREQ=YEARLY', '2028-02-29', ['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']],
  ['FREQ=YEARLY;INTERVAL=4', '2096-02-29', ['2100-02-28', '2104-02-29']],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO', '2027-03-01', ['2027-03-07', '2027-03-15', '2027-03-21']],
  ['FREQ=MONTHLY;BYDAY=-1FR', '2027-01-01', ['2027-01-29', '2027-02-26', '2027-03-26']],
  ['FREQ=DAILY;COUNT=3', '2027-01-01', ['2027-01-02', '2027-01-03', 'end', 'end']],
  ['FREQ=DAILY;UNTIL=20270102', '2027-01-01', ['2027-01-02', 'end']],
  ['FREQ=DAILY', '9999-12-30', ['9999-12-31', 'end']],
  ['FREQ=YEARLY;INTERVAL=999', '9000-01-01', ['9999-01-01', 'end']],
])('A task that repeats by %s, due %s, is due next as a person expects', (rule, due, expected) => {
  expect(dueDates(rule, due, onTime(expected.length))).toEqual(expected);
});

test('A task that was left for weeks comes back once, and one that was done early does not come back in the same week', () => {
  expect(dueDates('FREQ=DAILY', '2027-01-01', ['2027-01-15'])).toEqual(['2027-01-16']);
  expect(dueDates('FREQ=WEEKLY', '2027-01-08', ['2027-01-06'])).toEqual(['2027-01-15']);
});

test('From completion, a task is due whole intervals after the day of completion, and never before it was due', () => {
  const next = (rule: string, completedOn: string) => dueDates(rule, '2027-01-31', [completedOn], 'completion')[0];
  expect(next('FREQ=DAILY;INTERVAL=3', '2027-02-10')).toBe('2027-02-13');
  expect(next('FREQ=WEEKLY', '2027-02-10')).toBe('2027-02-17');
  expect(next('FREQ=MONTHLY', '2027-02-10')).toBe('2027-03-10');
  expect(next('FREQ=MONTHLY', '2027-03-31')).toBe('2027-04-30');
  expect(next('FREQ=YEARLY', '2028-02-29')).toBe('2029-02-28');
  expect(next('FREQ=DAILY;INTERVAL=3', '2027-01-01')).toBe('2027-02-03');
});

describe('rrule as the oracle', () => {
  const rules = [
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR',
    'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU',
    'FREQ=MONTHLY',
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYMONTHDAY=30',
    'FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR',
    'FREQ=YEARLY',
    'FREQ=YEARLY;INTERVAL=3',
    'FREQ=DAILY;INTERVAL=10;UNTIL=20280301',
  ];
  const firstDay = dayOf('2027-11-30');
  const due = [
    ...['2028-02-29', '2096-02-29', '2027-12-31', '2028-01-31', '2100-02-28', '1969-12-31', '2027-01-01'],
    ...Array.from({ length: 30 }, (_, i) => dateOf(firstDay + i * 37)),
  ];
  const later = [-3, 0, 1, 6, 20, 59, 400];

  /** The first date of a rule after another, by rrule. */
  function oracle(rule: string, start: string, after: number): string {
    const options = { ...RRule.parseString(toRfcRule(rule)), dtstart: new Date(start) };
    const date = new RRule(options, true).after(new Date(dateOf(after)));
    return date?.toISOString().slice(0, 10) ?? 'end';
  }

  test.each(rules)('%s goes on as rrule says, from the due date and from completion', (text) => {
    const wrong: unknown[] = [];
    for (const date of due) {
      for (const days of later) {
        const done = dateOf(dayOf(date) + days);
        const after = Math.max(dayOf(date), dayOf(done));
        const fromDue = oracle(setRule(accepted(text), date), date, after);
        const bare = text.replace(/;BY[^;]*/g, '');
        const fromCompletion = oracle(setRule(accepted(bare), done), done, after);
        const actual = [dueDates(text, date, [done])[0], dueDates(text, date, [done], 'completion')[0]];
        if (actual[0] !== fromDue || actual[1] !== fromCompletion)
          wrong.push({ date, done, actual, fromDue, fromCompletion });
      }
    }
    expect(wrong).toEqual([]);
  });
});

const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const byParts = fc.oneof(
  fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'),
  fc.uniqueArray(weekday, { minLength: 1 }).map((days) => `FREQ=WEEKLY;BYDAY=${days}`),
  fc.tuple(fc.constantFrom(1, 2, 3, 4, -1), weekday).map(([n, day]) => `BYDAY=${n}${day};FREQ=MONTHLY`),
  fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant(-1)).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day}`),
);
const anyDate = fc.integer({ min: dayOf('0001-01-01'), max: dayOf('9999-12-31') }).map(dateOf);
const end = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 999 }).map((count) => `;COUNT=${count}`),
  anyDate.map((date) => `;UNTIL=${date.replace(/-/g, '')}`),
);
const anyRule = (largestInterval: number) =>
  fc
    .tuple(byParts, fc.integer({ min: 1, max: largestInterval }), end)
    .map(([parts, interval, last]) => `${parts};INTERVAL=${interval}${last}`);
const from = fc.constantFrom<RepeatFrom>('due', 'completion');

/** Whether a day is one of a rule's, said in another way than the engine does: by looking at that day alone. */
function isOccurrence(rule: string, start: string, day: number): boolean {
  const value = (name: string) => new RegExp(`(?:^|;)${name}=([^;]+)`).exec(rule)?.[1];
  const interval = Number(value('INTERVAL') ?? 1);
  const [date, first] = [new Date(dateOf(day)), new Date(start)];
  const name = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][date.getUTCDay()]!;
  const months = (date.getUTCFullYear() - first.getUTCFullYear()) * 12 + date.getUTCMonth() - first.getUTCMonth();
  const isLastDay = new Date(dateOf(day + 1)).getUTCDate() === 1;
  const isDay = (wanted: number) =>
    date.getUTCDate() === wanted || (isLastDay && (wanted < 0 || date.getUTCDate() < wanted));
  switch (value('FREQ')) {
    case 'DAILY':
      return (day - dayOf(start)) % interval === 0;
    case 'WEEKLY': {
      const mondays = (days: number) => Math.floor((days + 3) / 7);
      return (mondays(day) - mondays(dayOf(start))) % interval === 0 && value('BYDAY')!.split(',').includes(name);
    }
    case 'MONTHLY': {
      if (months % interval !== 0) return false;
      const byDay = value('BYDAY');
      if (!byDay) return isDay(Number(value('BYMONTHDAY')));
      const nth = Math.ceil(date.getUTCDate() / 7);
      const isLast = new Date(dateOf(day + 7)).getUTCMonth() !== date.getUTCMonth();
      return byDay.endsWith(name) && (byDay.startsWith('-1') ? isLast : byDay.startsWith(String(nth)));
    }
    default: {
      const years = date.getUTCFullYear() - first.getUTCFullYear();
      const month = value('BYMONTH') ? 1 : first.getUTCMonth();
      const wanted = value('BYMONTHDAY') ? 29 : first.getUTCDate();
      return years % interval === 0 && date.getUTCMonth() === month && isDay(wanted);
    }
  }
}

test('The next date is strictly later than the due date and the day of completion, and no date of the rule is left out', () => {
  fc.assert(
    fc.property(anyRule(3), anyDate, fc.integer({ min: -40, max: 800 }), from, (text, due, days, repeatFrom) => {
      const done = dateOf(Math.min(Math.max(dayOf(due) + days, dayOf('0001-01-01')), dayOf('9999-12-31')));
      const rule = setRule(accepted(text), due);
      const after = Math.max(dayOf(due), dayOf(done));
      const next = nextOccurrence(rule, due, done, repeatFrom);
      const [start, meant] =
        repeatFrom === 'due' ? [due, rule] : [done, setRule(accepted(rule.replace(/;BY[^;]*/g, '')), done)];
      const until = /UNTIL=(\d{4})(\d\d)(\d\d)/.exec(rule)?.slice(1).join('-') ?? '9999-12-31';
      const last = Math.min(dayOf(until), dayOf('9999-12-30'), after + 4 * 366);
      let expected = after + 1;
      while (expected <= last && !isOccurrence(meant, start, expected)) expected++;
      if (rule.endsWith(';COUNT=1')) expect(next).toBeUndefined();
      else if (expected <= last) expect(next?.due).toBe(dateOf(expected));
      else if (next) expect(dayOf(next.due)).toBeGreaterThan(last);
    }),
    { numRuns: 500 },
  );
});

test('A count goes down by one with every completion', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 999 }), (count) => {
      const next = nextOccurrence(accepted(`FREQ=DAILY;COUNT=${count}`), '2027-01-01', '2027-03-01', 'due');
      expect(next).toEqual({ due: '2027-03-02', repeat: `FREQ=DAILY;COUNT=${count - 1}` });
    }),
  );
});

test('Any rule and any dates cost next to nothing', () => {
  const cases = fc.sample(fc.tuple(anyRule(999), anyDate, anyDate, from), { numRuns: 10_000, seed: 1 });
  const rules = cases.map(([text, due, ...rest]) => [setRule(accepted(text), due), due, ...rest] as const);
  const began = performance.now();
  for (const one of rules) nextOccurrence(...one);
  // A search day by day would take minutes, and a search year by year many seconds.
  expect(performance.now() - began).toBeLessThan(2000);
});

test('A rule is written in one form, whatever the order of its parts, and reading it again changes nothing', () => {
  expect(accepted('COUNT=5;BYDAY=FR,MO;INTERVAL=1;FREQ=WEEKLY')).toBe('FREQ=WEEKLY;BYDAY=MO,FR;COUNT=5');
  expect(setRule('FREQ=MONTHLY;INTERVAL=2;COUNT=5', '2027-01-31')).toBe(
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31;COUNT=5',
  );
  expect(setRule('FREQ=WEEKLY', '2027-01-31')).toBe('FREQ=WEEKLY;BYDAY=SU');
  expect(setRule('FREQ=YEARLY', '2028-02-29')).toBe('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29');
  fc.assert(
    fc.property(anyRule(999), anyDate, (text, due) => {
      const rule = setRule(accepted(text), due);
      expect(accepted(rule)).toBe(rule);
      expect(setRule(rule, '2027-03-15')).toBe(rule);
    }),
  );
});

test.each([
  ['', 'An empty part'],
  ['INTERVAL=2', 'FREQ'],
  ['FREQ=HOURLY', 'FREQ'],
  ['freq=daily', 'freq=daily'],
  ['RRULE:FREQ=DAILY', 'RRULE:FREQ=DAILY'],
  ['FREQ=DAILY;', 'An empty part'],
  ['FREQ=DAILY;FREQ=DAILY', 'FREQ'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1000', 'INTERVAL'],
  ['FREQ=DAILY;COUNT=1e2', 'COUNT'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'COUNT'],
  ['FREQ=DAILY;UNTIL=20270229', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=20270101T000000Z', 'UNTIL'],
  ['FREQ=DAILY;BYDAY=MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=MO,', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=5MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,15', 'BYMONTHDAY'],
  ['FREQ=YEARLY;BYMONTHDAY=31', 'BYMONTHDAY'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31', 'BYMONTH'],
  ['FREQ=WEEKLY;WKST=SU', 'WKST=SU'],
  ['FREQ=DAILY;BYHOUR=9', 'BYHOUR=9'],
])('The rule "%s" is refused, and the part "%s" is named', (text, part) => {
  expect(parseRule(text)).toMatchObject({ part, detail: expect.stringMatching(/^(must|is|goes|cannot) /) });
});

test('A finished occurrence has one id, which carries the time of its due date and 80 bits of the hash', () => {
  const idOf = (taskId: string, due: string) =>
    occurrenceId(due, crypto.createHash('sha256').update(occurrenceSeed(taskId, due)).digest());
  const id = idOf('01JD0000000000000000000000', '2027-01-31');
  expect(id).toMatch(ulidPattern);
  expect(timeOfUlid(id)).toBe(Date.parse('2027-01-31'));
  expect(idOf('01JD0000000000000000000000', '2027-01-31')).toBe(id);
  expect(idOf('01JD0000000000000000000001', '2027-01-31').slice(10)).not.toBe(id.slice(10));
  expect(timeOfUlid(idOf('x', '0001-01-01'))).toBe(0);
  // The bits of the hash in order, five to a letter of Crockford's alphabet.
  expect(occurrenceId('1970-01-01', [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x01])).toBe('0000000000ZW00000000000001');
});
