import type { IncomingMessage } from 'http';
import type { Status } from '../../shared/wire';
import { Invalid, integerBetween, type Parameter, readKnownParameters } from '../http/query';
import { toStatus } from './row';

/** The part of the list to answer, and its order. */
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

/** The page sends local times without a zone. It is a Chinese page, and China has one zone. */
const zoneOfPage = '+08:00';

const positive = integerBetween(1, 999_999_999);

/** Titles are stored trimmed, so that a text typed with a space at its end is found. */
const words: Parameter<string> = { schema: { type: 'string' }, read: (text) => text.trim() };

const parameters = {
  current: positive,
  pageSize: positive,
  sorter: words,
  name: words,
  desc: words,
  status: { schema: { type: 'string' }, read: readStatuses },
  updatedAt: { schema: { type: 'string' }, read: readTime },
};

/**
 * Reads the query of `GET /api/rule`. Parameters that the page adds for itself, such as `_timestamp`, are ignored, and so
 * are empty ones.
 * @throws HttpError 400 naming every wrong parameter
 */
export function readListQuery(req: IncomingMessage): ListQuery {
  const {
    current = 1,
    pageSize = 10,
    sorter = '',
    name,
    desc,
    status,
    updatedAt,
  } = readKnownParameters(req, parameters);
  return {
    current,
    pageSize: Math.min(largestPage, pageSize),
    order: orders.get(sorter) ?? 'newest first',
    ...(name !== undefined && { name }),
    ...(desc !== undefined && { desc }),
    ...(status !== undefined && { statuses: status }),
    ...(updatedAt !== undefined && { updatedSince: updatedAt }),
  };
}

function readStatuses(text: string): Status[] | Invalid {
  const statuses = text.split(',').map(toStatus);
  const known = statuses.filter((status): status is Status => status !== undefined);
  if (known.length === statuses.length) return known;
  return new Invalid('must be 0, 1, 2 or 3, or several of them separated by commas');
}

function readTime(text: string): number | Invalid {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const [, date, clock = '00:00:00', zone = zoneOfPage] = parts ?? [];
  const time = Date.parse(`${date}T${clock}${zone}`);
  if (Number.isNaN(time) || !isOfCalendar(date as string)) {
    return new Invalid('must be a time as YYYY-MM-DD HH:mm:ss');
  }
  return time;
}

/** Date.parse takes 31 February for 3 March. */
function isOfCalendar(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
