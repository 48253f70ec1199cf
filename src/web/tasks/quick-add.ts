import { dateOf, dayOf, isDate } from '../../shared/dates';
import { nextOccurrence, weekdayOf } from '../../shared/repeat/next';
import { setRule } from '../../shared/repeat/parse';
import { type Rule, weekdays } from '../../shared/repeat/rule';

/** The date, and perhaps the repeat, that the words at the end of a new title set. */
export interface DateWords {
  /** The text without the words. */
  title: string;
  due: string;
  repeat: Rule | null;
  /** Where the words stand in the text. */
  start: number;
  end: number;
}

/** A day's number, NaN for none, and the rule that begins on it. */
type Meaning = [day: number, rule?: Rule];

const weekdayNames = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const monthNames = 'january february march april may june july august september october november december'.split(' ');
const numerals = '零一二三四五六七八九十';
const name = '([a-z]{3,9})';
const date = '(\\d\\d?)(?:st|nd|rd|th)?';
const unit = '(day|week|month|year)s?';
const week = '(?:周|星期|礼拜)';
const number = `[\\d两${numerals}]`;
const unitInChinese = '个?([天日周月年]|星期)';
const dateInChinese = '(\\d\\d?)月(\\d\\d?)[日号]';
const none: Meaning = [Number.NaN];
const monthEnd = 'FREQ=MONTHLY;BYMONTHDAY=-1';

/** How a title can end, in English or Chinese, and the meaning of its groups on the day `today`. */
const forms: [end: RegExp, meaning: (today: number, ...groups: string[]) => Meaning][] = [
  [ending('today|tonight', '今[天日晚]'), (today) => [today]],
  [ending('tomorrow|tmrw?', '明[天日晚]'), (today) => [today + 1]],
  [ending('(?:the )?day after tomorrow', '后[天日]'), (today) => [today + 2]],
  [ending('in three days', '大后天'), (today) => [today + 3]],
  [
    ending(`(?:this )?${name}`, `[这本]?${week}(.)`),
    (today, day = '') => [today + ((dayNamed(day) - weekdayOf(today) + 7) % 7)],
  ],
  [ending(`next ${name}`, `下个?${week}(.?)`), nextWeek],
  [ending('(?:the )?end of (?:the )?month', '(?:这个|本)?月底'), (today) => [from(today, monthEnd)[0]]],
  [ending(`in (\\d{1,3}) ${unit}`, `(${number}{1,3})${unitInChinese}[之以]?后`), later],
  [ending(`${name} ${date}(?:,? (\\d{4}))?`, dateInChinese), onDate],
  [ending(`${date} ${name}(?: (\\d{4}))?`), (today, day = '', month = '', year) => onDate(today, month, day, year)],
  [ending(`every (\\d{0,3}|other) ?${unit}`, `每(${number}{0,3})${unitInChinese}`), every],
  [ending('every (?:week|work)day', '每个?工作日'), (today) => from(today, 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR')],
  [ending('every ([a-z, ]+)', `每个?${week}([${numerals}日天、，和]+)`), weekly],
  [ending(`every ${date}`, '每个?月(\\d\\d?)[日号]'), monthly],
  [ending('every month end', '每个?月底'), (today) => from(today, monthEnd)],
  [ending(`every ${name} ${date}`, `每年${dateInChinese}`), (...groups) => [onDate(...groups)[0], 'FREQ=YEARLY']],
];

/**
 * Reads the words for a date or a repeat at the end of a title, in English or Chinese: `tomorrow`, `next monday`, `dec 3`,
 * `every 2 weeks`, `明天`, `下周一`, `月底`, `每月31号`. Weeks begin on Monday, and a date without a year is the next one.
 * @param today the person's own date, `YYYY-MM-DD`
 * @returns undefined when there are no such words, or nothing else
 */
export function readDateWords(text: string, today: string): DateWords | undefined {
  let longest: DateWords | undefined;
  for (const [end, meaning] of forms) {
    const found = end.exec(text);
    if (!found || (longest && longest.start <= found.index)) continue;
    const groups = found.slice(1).filter((group) => group !== undefined);
    const [day, rule] = meaning(dayOf(today), ...groups);
    const title = text.slice(0, found.index).replace(/[\s,，、]+$/, '');
    if (!title || Number.isNaN(day)) continue;
    const due = dateOf(day);
    longest = { title, due, repeat: rule ? setRule(rule, due) : null, start: found.index, end: text.trimEnd().length };
  }
  return longest;
}

/** The end of a title: English words after a blank, or Chinese ones that are not the end of longer ones. */
function ending(english: string, chinese = '$^'): RegExp {
  return RegExp(`(?:(?<=\\s)(?:(?:on|by) )?(?:${english})|(?<![上下大每年\\d])(?:${chinese}))\\s*$`, 'i');
}

/** A rule that names its days, from the first of them on. */
function from(today: number, rule: Rule): Meaning {
  const yesterday = dateOf(today - 1);
  return [dayOf(nextOccurrence(rule, yesterday, yesterday, 'due')!.due), rule];
}

/** The weekdays of a list such as `mon, wed and fri` or `一三五`. */
function weekly(today: number, list = ''): Meaning {
  const days = (list.match(/\b(?!and\b)[a-z]+|[一-龥]/gi) ?? []).filter((word) => word !== '和').map(dayNamed);
  const byDay = weekdays.filter((_, day) => days.includes(day));
  return days.some(Number.isNaN) || days.length === 0 ? none : from(today, `FREQ=WEEKLY;BYDAY=${byDay}`);
}

function monthly(today: number, day = ''): Meaning {
  return Number(day) > 0 && Number(day) < 32 ? from(today, `FREQ=MONTHLY;BYMONTHDAY=${Number(day)}`) : none;
}

function every(today: number, count = '', of = count): Meaning {
  const interval = count === of || count === '' ? 1 : count === 'other' ? 2 : numberOf(count);
  return interval > 0 ? [today, `FREQ=${frequencyOf(of)};INTERVAL=${interval}`] : none;
}

/** A day after some units of time; where a later month is too short, its last day. */
function later(today: number, count = '', of = ''): Meaning {
  const [, rule] = every(today, count, of);
  const start = dateOf(today);
  return rule ? [dayOf(nextOccurrence(rule, start, start, 'due')?.due ?? '')] : none;
}

/** The date in a year, or its next one, for which 29 February may need eight years. */
function onDate(today: number, month = '', day = '', year?: string): Meaning {
  const monthNumber = /\d/.test(month) ? month : indexIn(monthNames, month) + 1;
  const firstYear = Number(year ?? dateOf(today).slice(0, 4));
  const dates = Array.from({ length: year ? 1 : 9 }, (_, index) =>
    [firstYear + index, ...[monthNumber, day].map((part) => String(part).padStart(2, '0'))].join('-'),
  );
  return [
    dates
      .filter(isDate)
      .map(dayOf)
      .find((one) => year || one >= today) ?? Number.NaN,
  ];
}

function nextWeek(today: number, day = ''): Meaning {
  return [today - weekdayOf(today) + 7 + (/^(week)?$/i.test(day) ? 0 : dayNamed(day))];
}

/** The number of a weekday, 0 for Monday; NaN for another word. */
function dayNamed(word: string): number {
  const inChinese = '一二三四五六日天'.indexOf(word);
  return inChinese < 0 ? indexIn(weekdayNames, word.replace(/s$/, '')) : Math.min(inChinese, 6);
}

/** The index of the name of which a word is the beginning or the whole. */
function indexIn(names: readonly string[], word: string): number {
  const index = word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word.toLowerCase()));
  return index < 0 ? Number.NaN : index;
}

/** A number in digits, or up to ten in Chinese. */
function numberOf(text: string): number {
  return text === '两' ? 2 : Number(text) || numerals.indexOf(text);
}

function frequencyOf(of: string): string {
  const index = 'dwmy日周月年天星'.indexOf(of.charAt(0).toLowerCase()) % 4;
  return ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'][index] ?? '';
}
