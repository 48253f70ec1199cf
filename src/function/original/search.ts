import type { Status } from '../../shared/wire';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import type { Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { endOfTasks, startOfTasks } from '../tasks/rows';
import { fromRow, type Task } from '../tasks/task';
import type { ListQuery } from './query';

/** Rows that are read whole at once, rows of which only what decides is read at once, and rows read by key at once. */
const readWhole = 200;
const scanned = 2000;
const readByKey = 50;

export interface FoundPage {
  tasks: Task[];
  /** How many tasks match, on all pages. */
  total: number;
}

/**
 * One page of what matches a query, and the true number of all that match, in one reading of the owner's rows. A list of
 * up to 200 tasks takes one round trip. Of a longer one only the columns that decide are read on, 2,000 rows at a time,
 * and then the page's own rows; what is kept meanwhile is an id and a time a task, and that only when they are sorted.
 */
export class TaskSearch {
  constructor(private readonly store: TablestoreClient) {}

  /** @throws StoreError, also when the list cannot be read to its end in time: a part of it would look like all of it */
  async find(call: StoreCall, owner: string, query: ListQuery): Promise<FoundPage> {
    const selection = new Selection(query);
    const newest = await this.#scan(call, owner, { limit: readWhole });
    for (const row of newest.rows) selection.look(row);
    const columns = ['updated_at', ...columnsToFilter(query)];
    for (let from = newest.next; from !== undefined; ) {
      const range = await this.#scan(call, owner, { limit: scanned, from, columns });
      for (const row of range.rows) selection.look(row);
      from = range.next;
    }
    const rows = await this.#rows(call, owner, selection.page(), newest.rows);
    return { tasks: rows.map(fromRow), total: selection.total };
  }

  #scan(call: StoreCall, owner: string, part: { limit: number; from?: string; columns?: string[] }) {
    return this.store.getRange(call, tasksTable, {
      partition: owner,
      until: endOfTasks,
      downTo: startOfTasks,
      backward: true,
      ...part,
    });
  }

  /** The rows of some ids, less those that were deleted meanwhile. */
  async #rows(call: StoreCall, owner: string, ids: string[], known: Row[]): Promise<Row[]> {
    const rows = new Map(known.map((row) => [row.key.id, row]));
    const missing = ids.filter((id) => !rows.has(id)).map((id) => ({ owner, id }));
    for (let start = 0; start < missing.length; start += readByKey) {
      const read = await this.store.batchGet(call, tasksTable, missing.slice(start, start + readByKey));
      for (const row of read) if (row) rows.set(row.key.id, row);
    }
    return ids.map((id) => rows.get(id)).filter((row): row is Row => row !== undefined);
  }
}

function columnsToFilter({ name, desc, statuses }: ListQuery): string[] {
  return [...(name ? ['title'] : []), ...(desc ? ['note'] : []), ...(statuses ? ['status'] : [])];
}

/** Which tasks of the rows that pass by, newest first, are on the page that is asked for. */
class Selection {
  total = 0;
  readonly #candidates: { id: string; updatedAt: number }[] = [];
  readonly #first: number;
  readonly #end: number;

  constructor(private readonly query: ListQuery) {
    this.#first = (query.current - 1) * query.pageSize;
    this.#end = this.#first + query.pageSize;
  }

  look({ key, columns }: Row): void {
    if (!matches(this.query, columns)) return;
    const position = this.total++;
    const sorted = this.query.order !== 'newest first';
    if (!sorted && (position < this.#first || position >= this.#end)) return;
    this.#candidates.push({ id: key.id as string, updatedAt: Number(columns.updated_at) });
  }

  /** Ids in order. Tasks that were changed at the same time stay newest first. */
  page(): string[] {
    const { order } = this.query;
    if (order === 'newest first') return this.#candidates.map(({ id }) => id);
    const sign = order === 'ascending' ? 1 : -1;
    this.#candidates.sort((a, b) => sign * (a.updatedAt - b.updatedAt) || (a.id < b.id ? 1 : -1));
    return this.#candidates.slice(this.#first, this.#end).map(({ id }) => id);
  }
}

function matches({ name, desc, statuses, updatedSince }: ListQuery, columns: Row['columns']): boolean {
  if (statuses && !statuses.includes((columns.status ?? 'open') as Status)) return false;
  if (updatedSince !== undefined && Number(columns.updated_at) < updatedSince) return false;
  return String(columns.title ?? '').includes(name ?? '') && String(columns.note ?? '').includes(desc ?? '');
}
