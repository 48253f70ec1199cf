import { trashDays } from '../../shared/limits';
import { timeOfUlid } from '../../shared/ulid';
import type { RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import { MissingTableError, StoreError } from '../tablestore/errors';
import type { PrimaryKey, Row } from '../tablestore/rows';
import { tasksTable, trashTable } from '../tablestore/schema';
import { writeBatch } from '../tasks/batches';
import { changeAll, type Selection, type WriteRows } from '../tasks/change-all';
import { endOfOwner } from '../tasks/rows';
import { fromRow, type Task, taskCodec, toColumns } from '../tasks/task';
import { trashBatch, writeEntries } from '../tasks/trash-rows';
import { VersionedRows } from '../tasks/versioned-rows';
import { isUnchanged, newToken, withToken } from '../tasks/write-tokens';
import { trashIdPattern } from './query';

/** Entries read at once when the whole trash is gone through. */
const pageSize = 100;

/** A task in the trash. Times are epoch milliseconds. */
export interface TrashedTask {
  /** A ULID of the time of deletion, a colon, and the task's id. */
  id: string;
  deletedAt: number;
  expiresAt: number;
  /** The task as it was deleted. */
  task: Task;
}

export interface TrashPage {
  entries: TrashedTask[];
  /** Where the next page begins; absent after the last entry. */
  next: string | undefined;
}

/**
 * Tasks that were deleted, in a table that forgets them by itself.
 *
 * @throws StoreError from every method
 */
export class Trash {
  readonly #store: TablestoreClient;
  readonly #rows: VersionedRows<Task>;

  constructor(store: TablestoreClient) {
    this.#store = store;
    this.#rows = new VersionedRows(store, taskCodec);
  }

  /** One page, the last deleted first; one round trip. */
  async list(call: StoreCall, owner: string, page: { from?: string | undefined; limit: number }): Promise<TrashPage> {
    const range = await this.#store.getRange(call, trashTable, {
      partition: owner,
      until: endOfOwner,
      backward: true,
      limit: page.limit + 1,
      ...(page.from !== undefined && { from: page.from }),
    });
    const now = Date.now();
    const entries = range.rows.map(entryOf);
    const kept = entries.filter(({ expiresAt }) => expiresAt > now);
    // All that follows the first one that has expired was deleted earlier still.
    const next = kept.length < entries.length ? undefined : (entries[page.limit]?.id ?? range.next);
    return { entries: kept.slice(0, page.limit), next };
  }

  /** Everything, or the entries from an id on, page by page; nothing when the table is missing. */
  async *pages(call: StoreCall, owner: string, from?: string): AsyncGenerator<TrashedTask[], void> {
    let next = from;
    do {
      const page = await orWithoutTable(this.list(call, owner, { from: next, limit: pageSize }), {
        entries: [],
        next: undefined,
      });
      yield page.entries;
      next = page.next;
    } while (next !== undefined);
  }

  /**
   * Puts a task back into the list, as its next version. The list has it before the trash loses it, so that a repeat
   * completes what broke off.
   * @returns the task as it is in the list, also when it is there already; `id taken` when another task has its id
   */
  async restore(call: StoreCall, owner: string, id: string): Promise<Task | 'missing' | 'id taken'> {
    const taskKey = { owner, id: id.slice(id.indexOf(':') + 1) };
    const row = await this.#store.getRow(call, trashTable, { owner, id });
    if (!row) {
      const restored = await this.#store.getRow(call, tasksTable, taskKey);
      return restored ? fromRow(restored) : 'missing';
    }
    const restored = await this.#putBack(call, taskKey, row);
    if (restored === 'id taken') return restored;
    await this.#store.deleteRow(call, trashTable, { owner, id }, { row: 'exists' });
    return restored;
  }

  async #putBack(call: StoreCall, key: PrimaryKey, row: Row): Promise<Task | 'id taken'> {
    const { task } = entryOf(row);
    const next: Task = { ...task, version: task.version + 1, updatedAt: Date.now() };
    const columns = toColumns(next, withToken(row, newToken()));
    const result = await this.#store.putRow(call, tasksTable, key, columns, { row: 'missing' });
    if (result === 'applied') return next;
    const existing = await this.#store.getRow(call, tasksTable, key);
    if (!existing) throw new StoreError('PutRow', 'OutcomeUnknown', 'unknown', 'the task was deleted at the same time');
    if (existing.columns.created_at !== row.columns.created_at) return 'id taken';
    const there = fromRow(existing);
    if (!isUnchanged(existing, row)) return there;
    // The deletion that wrote this entry may still be on its way. A new token makes its condition false.
    return (await this.#rows.writeVersion(call, key, there, existing)) ? there : this.#putBack(call, key, row);
  }

  /** Forgets one task for good. One round trip. */
  async remove(call: StoreCall, owner: string, id: string): Promise<'removed' | 'missing'> {
    const result = await this.#store.deleteRow(call, trashTable, { owner, id }, { row: 'exists' });
    return result === 'refused' ? 'missing' : 'removed';
  }

  /** Forgets everything for good. */
  async empty(call: StoreCall, owner: string): Promise<void> {
    const everything: Selection = { until: endOfOwner, columns: ['created_at'] };
    await changeAll(this.#store, call, owner, everything, (rows) => this.#forget(call, rows), { table: trashTable });
  }

  /** Empties the trash of an account that is deleted. A table that is missing has nothing. */
  async emptyIfThere(call: StoreCall, owner: string): Promise<void> {
    await orWithoutTable(this.empty(call, owner), undefined);
  }

  /** Moves everything to another owner: copies first, so that nothing is missing and a repeat completes it. */
  async moveAll(call: StoreCall, from: string, to: string): Promise<void> {
    const move: WriteRows = async (rows) => {
      await writeEntries(
        this.#store,
        call,
        rows.map(({ key, columns }) => {
          return { type: 'put', key: { ...key, owner: to }, columns, condition: { row: 'missing' } };
        }),
      );
      return this.#forget(call, rows);
    };
    const where = { table: trashTable, batch: trashBatch };
    await orWithoutTable(changeAll(this.#store, call, from, { until: endOfOwner }, move, where), undefined);
  }

  async #forget(call: StoreCall, rows: Row[]): Promise<boolean> {
    const changes = rows.map(({ key }): RowChange => ({ type: 'delete', key, condition: { row: 'exists' } }));
    const results = await writeBatch(this.#store, call, changes, trashTable);
    return results.every((result) => result === 'applied');
  }
}

/** What an operation gives, or something else when this deployment's tables are older than its trash. */
async function orWithoutTable<T>(operation: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof MissingTableError && error.table === trashTable.name) return otherwise;
    throw error;
  }
}

function entryOf(row: Row): TrashedTask {
  const id = row.key.id as string;
  const [, deletion = '', taskId = ''] = trashIdPattern.exec(id) ?? [];
  const deletedAt = timeOfUlid(deletion) ?? 0;
  const task = fromRow({ key: { ...row.key, id: taskId }, columns: row.columns });
  return { id, deletedAt, expiresAt: deletedAt + trashDays * 24 * 60 * 60 * 1000, task };
}
