import { isDate } from '../../shared/dates';
import { idsLimit, largestPageSize, titleLimit } from '../../shared/limits';
import { wordsOf } from '../../shared/search';
import { tagKey, tagsIn } from '../../shared/tags';
import { boolean, Invalid, integerBetween, only, type Parameter } from '../http/query';
import type { DueRange } from './find';
import { isTaskId } from './task';

const string = { type: 'string' };

const cursor: Parameter<string> = {
  schema: string,
  read: (text) => (isTaskId(text) ? text : new Invalid('is not a cursor that a Link header of this list gave')),
};

const q: Parameter<readonly string[]> = {
  schema: { ...string, maxLength: titleLimit },
  read(text) {
    const words = wordsOf(text);
    if (words.length === 0) return new Invalid('must have a word');
    return text.length <= titleLimit ? words : new Invalid(`must be at most ${titleLimit} characters long`);
  },
};

const tag: Parameter<readonly string[]> = {
  schema: { type: 'array', items: string },
  mayRepeat: true,
  read(text, before = []) {
    const keys: string[] = [];
    // Function Compute 3.0 joins the values of a repeated parameter by commas, which no tag has.
    for (const one of text.split(',')) {
      const key = keyOfTag(one);
      if (key === undefined) return new Invalid('must be one tag: a letter, then letters, digits, _ or -');
      keys.push(key);
    }
    return [...before, ...keys];
  },
};

/** The key of a tag that is given with `#` or without; undefined for any other text. */
function keyOfTag(text: string): string | undefined {
  const [name, ...more] = tagsIn(/^[#＃]/.test(text) ? text : `#${text}`);
  const isWhole = name !== undefined && more.length === 0 && name.length === text.replace(/^[#＃]/, '').length;
  return isWhole ? tagKey(name) : undefined;
}

const list: Parameter<string> = {
  schema: string,
  read: (text) => (text === 'inbox' || isTaskId(text) ? text : new Invalid('must be the id of a list, or inbox')),
};

const dueProblem = 'must be dates YYYY-MM-DD as a..b, ..b or a.., or none';

const due: Parameter<DueRange> = {
  schema: { ...string, description: 'a..b, ..b or a.. with dates YYYY-MM-DD, both included, or none' },
  read(text) {
    if (text === 'none') return 'none';
    const [from, until, ...more] = text.split('..');
    if (from === undefined || until === undefined || more.length > 0 || text === '..') return new Invalid(dueProblem);
    if (![from, until].every((date) => date === '' || isDate(date))) return new Invalid(dueProblem);
    if (from && until && from > until) return new Invalid('must not end before it begins');
    return { ...(from && { from }), ...(until && { until }) };
  },
};

const ids: Parameter<readonly string[]> = {
  schema: { ...string, description: `At most ${idsLimit} ids, separated by commas` },
  read(text) {
    const all = text.split(',');
    if (!all.every(isTaskId)) return new Invalid('must be ids of tasks, separated by commas');
    return all.length <= idsLimit ? all : new Invalid(`must be at most ${idsLimit} ids`);
  },
};

/** The parameters of `GET /api/tasks`. */
export const listQuery = {
  completed: boolean,
  q,
  tag,
  list,
  due,
  ids,
  limit: integerBetween(1, largestPageSize),
  cursor,
};

const permanently = only('true', 'can only be true; leave it out to delete into the trash');

/** The parameters of `DELETE /api/tasks/:id`. */
export const removalQuery = { permanently };

/**
 * The parameters of `DELETE /api/tasks`. Deleting the tasks that are *not* completed is not offered: one typing mistake
 * would delete the wrong half.
 */
export const deletionQuery = {
  completed: only('true', 'can only be true here; leave it out to delete all tasks'),
  permanently,
};

const occurrence: Parameter<string> = {
  schema: { type: 'string', format: 'date' },
  read: (text) => (isDate(text) ? text : new Invalid('must be a date of the calendar as YYYY-MM-DD')),
};

/** The parameters of completing or skipping an occurrence of a repeating task. */
export const occurrenceQuery = { occurrence };

const versionsCursor: Parameter<string> = {
  schema: string,
  read(text) {
    const isKey = isTaskId(text.replace(/^!l:/, ''));
    return isKey ? text : new Invalid('is not a cursor that a Link header of this route gave');
  },
};

/** The parameters of `GET /api/versions`. */
export const versionsQuery = { cursor: versionsCursor };
