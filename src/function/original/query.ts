import type { IncomingMessage } from 'http';
import { type InputError, invalidInput } from '../http/problem';
import { integerBetween, type ParameterReader, parameters } from '../http/query';
import type { Status } from '../tasks/task';
import { toStatus } from './row';

/** What part of the list is asked for, and in which order. */
export interface ListQuery {
  /** Counts from 1. */
  current: number;
  pageSize: number;
  /** By `updatedAt`; otherwise the newest task comes first. */
  order: 'ascending' | 'descending' | 'newest first';
  /** Texts that the title and the note must hold. */
  name?: string;
  desc?: string;
  statuses?: readonly Status[];
  /** Epoch milliseconds: only tasks that were changed at this time or later. */
  updatedSince?: number;
}

/** A page of tasks with long notes must stay below what the platform lets a function answer. */
const largestPage = 100;

const orders = new Map<string, ListQuery['order']>([
  ['updatedAt_ascend', 'ascending'],
  ['updatedAt_descend', 'descending'],
]);

/** The page sends the clock of its person without a zone. It is a Chinese page, and China has one zone. */
const zoneOfPage = '+08:00';

const positive = integerBetween(1, 999_999_999);

const readers = new Map<string, ParameterReader<Partial<ListQuery>>>([
  ['current', (text) => ({ current: positive(text) })],
  ['pageSize', (text) => ({ pageSize: Math.min(largestPage, positive(text)) })],
  ['sorter', (text) => ({ order: orders.get(text) ?? 'newest first' })],
  // Titles are stored trimmed, so that what was typed with a space at its end is found by typing the same again.
  ['name', (text) => ({ name: text.trim() })],
  ['desc', (text) => ({ desc: text.trim() })],
  ['status', (text) => ({ statuses: text.split(',').map(readStatus) })],
  ['updatedAt', (text) => ({ updatedSince: readTime(text) })],
]);

/**
 * Reads the query of `GET /api/rule`. Parameters that the page adds for itself, such as `_timestamp`, are ignored, and so
 * are empty ones.
 * @throws HttpError 400 naming every wrong parameter
 */
export function readListQuery(req: IncomingMessage): ListQuery {
  const query: ListQuery = { current: 1, pageSize: 10, order: 'newest first' };
  const errors: InputError[] = [];
  const seen = new Set<string>();
  for (const [name, text] of parameters(req)) {
    const read = readers.get(name);
    if (!read || text === '') continue;
    try {
      if (seen.has(name)) throw new Error('is given more than once');
      seen.add(name);
      Object.assign(query, read(text));
    } catch (error) {
      errors.push({ pointer: `?${name}`, detail: (error as Error).message });
    }
  }
  if (errors.length > 0) throw invalidInput(errors);
  return query;
}

function readStatus(text: string): Status {
  const status = toStatus(text);
  if (!status) throw new Error('must be 0, 1, 2 or 3, or several of them separated by commas');
  return status;
}

function readTime(text: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const [, date, clock = '00:00:00', zone = zoneOfPage] = parts ?? [];
  const time = Date.parse(`${date}T${clock}${zone}`);
  if (Number.isNaN(time) || !isOfCalendar(date as string)) {
    throw new Error('must be a time as YYYY-MM-DD HH:mm:ss');
  }
  return time;
}

/** Date.parse takes 31 February for 3 March. */
function isOfCalendar(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
