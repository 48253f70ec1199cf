import * as crypto from 'crypto';
import { timeOfUlid, ulidOf } from '../../shared/ulid';
import type { RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { Columns, Condition, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { endOfOwner, isCalendarRow, startOfLists } from './rows';
import { ifUnchanged, newestToken, relationOf, tokensOf } from './write-tokens';

/** Rows moved together. Even of the longest notes this many stay under the service's 4 MB of one batch. */
const batched = 64;

/**
 * Moves all rows of one owner to another: lists, tasks, and the idempotency keys that stand for them. A calendar feed ends. There are no transactions
 * over rows, so each is copied first and then removed: nothing is ever missing, and repeating an interrupted move completes
 * it. A copy's column `origin` names the owner and the state that it was copied from, so that a repeat recognises it.
 */
export class TaskMove {
  readonly #store: TablestoreClient;

  constructor(store: TablestoreClient) {
    this.#store = store;
  }

  /** @throws StoreError, also when there are too many rows for one call: those that were moved stay moved */
  async moveAll(call: StoreCall, from: string, to: string): Promise<void> {
    for (;;) {
      const query = { partition: from, until: endOfOwner, limit: batched };
      const { rows, next } = await this.#store.getRange(call, tasksTable, query);
      if (rows.length === 0 && next === undefined) return;
      if (Date.now() >= call.deadline) {
        throw new StoreError('BatchWriteRow', 'Deadline', 'unknown', 'too many tasks for one call; repeat it to go on');
      }
      await this.#moveRows(call, rows, from, to);
    }
  }

  async #moveRows(call: StoreCall, rows: Row[], from: string, to: string): Promise<void> {
    const kept = rows.filter((row) => !isCalendarRow(row));
    const taken = await this.#write(call, kept, (row) => copyOf(row, from, { owner: to, id: row.key.id as string }));
    const placed: Row[] = [];
    for (const row of rows) {
      if (!taken.includes(row) || (await this.#placeBeside(call, row, from, to))) placed.push(row);
    }
    if (placed.length === 0) return;
    // A task that was changed since it was copied stays, to be copied again.
    await this.#write(call, placed, (row) => ({
      type: 'delete',
      key: row.key,
      condition: {
        row: 'exists',
        ...(hasVersions(row) && { columns: ifUnchanged(row) }),
      },
    }));
  }

  /**
   * Deals with a row whose id is in use at the new owner. It is there already when an earlier attempt copied it; a copy of
   * an earlier state that nobody changed since is brought up to date. Another task of the same id, or a task that was changed
   * on both sides, is kept beside it under an id of its own.
   * @returns whether the row is in place; false when it has to be looked at again
   */
  async #placeBeside(call: StoreCall, row: Row, from: string, to: string): Promise<boolean> {
    const own = row.key.id as string;
    for (const id of [own, otherId(own, from), otherId(own, originOf(row, from))]) {
      const key = { owner: to, id };
      const existing = await this.#store.getRow(call, tasksTable, key);
      if (!existing) return (await this.#write(call, [row], () => copyOf(row, from, key))).length === 0;
      if (!hasVersions(row) || cameFrom(existing, row, from)) break;
      if (existing.columns.origin === originOf(existing, from) && descends(row, existing)) {
        return (await this.#write(call, [row], () => catchUp(existing, row, from))).length === 0;
      }
    }
    return true;
  }

  /** Writes a change of each row; returns those whose condition was false. */
  async #write(call: StoreCall, rows: Row[], change: (row: Row) => RowChange): Promise<Row[]> {
    if (rows.length === 0) return [];
    const results = await this.#store.batchWrite(call, tasksTable, rows.map(change));
    const failure = results.find((result) => result instanceof StoreError);
    if (failure) throw failure;
    return rows.filter((_, i) => results[i] !== 'applied');
  }
}

/** Whether a row is a record with versions and write tokens: a task or a list. */
function hasVersions({ columns }: Row): boolean {
  return columns.version !== undefined;
}

function originOf(row: Row, from: string): string {
  return `${from}@${row.columns.version} ${tokensOf(row).join(' ')}`;
}

function copyOf(row: Row, from: string, key: { owner: string; id: string }): RowChange {
  const columns = hasVersions(row) ? { ...row.columns, origin: originOf(row, from) } : row.columns;
  return { type: 'put', key, columns, condition: { row: 'missing' } };
}

/** Brings a copy to the state that its row has come to since. */
function catchUp(copy: Row, row: Row, from: string): RowChange {
  const put: Columns = { ...row.columns, origin: originOf(row, from) };
  const condition: Condition = { row: 'exists', columns: ifUnchanged(copy) };
  return {
    type: 'update',
    key: copy.key,
    put,
    remove: Object.keys(copy.columns).filter((column) => put[column] === undefined),
    condition,
  };
}

/** Whether what stands at the new owner is a copy of this state of the task, of a later one, or of the same creation. */
function cameFrom(existing: Row, row: Row, from: string): boolean {
  const [owner, version, ...tokens] = String(existing.columns.origin ?? '').split(/[@ ]/);
  if (owner !== from) return false;
  if (Number(version) >= Number(row.columns.version) && tokens.includes(newestToken(row))) return true;
  // A creation that was repeated with its idempotency key after its task had been moved.
  return row.columns.version === 1 && row.columns.created_at === existing.columns.created_at;
}

/** Whether a row is a later state of the task that was copied, as its tokens tell. */
function descends(row: Row, copied: Row): boolean {
  return relationOf(row, copied) === 'same task' && Number(row.columns.version) > Number(copied.columns.version);
}

/** An id of the same kind and time, for a record that cannot have its own, which each repeat finds again. */
function otherId(id: string, seed: string): string {
  const prefix = id.startsWith(startOfLists) ? startOfLists : '';
  const digest = crypto.createHash('sha256').update(`${id} of ${seed}`).digest();
  return prefix + ulidOf(timeOfUlid(id.slice(prefix.length)) ?? 0, digest.slice(0, 16));
}
