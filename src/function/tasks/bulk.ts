import type { Range, RangeQuery, RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { ColumnTest, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { writeBatch } from './batches';
import { completeSeries, isSeries, seriesColumns } from './bulk-series';
import { endOfOwner, endOfTasks, startOfTasks, writeTokensColumn } from './rows';
import { ifUnchanged } from './write-tokens';

/** Rows scanned by one range read, and rows changed by one batch write (the service's limit is 200). */
const scanned = 1000;
const batched = 200;

/** The longest pause before the list is read again, in milliseconds. */
const longestPauseMs = 500;

/** The rows that a change is about, and the columns that it looks at. */
type Selection = Pick<RangeQuery, 'from' | 'until' | 'filter'> & { columns: string[] };

/** Changes rows that were read, up to `batched` of them. False when some must be read again. */
type WriteRows = (rows: Row[]) => Promise<boolean>;

/** The service's filter sees no other columns than those that are read. */
function tasksWhere(...filter: ColumnTest[]): Selection {
  return {
    from: startOfTasks,
    until: endOfTasks,
    columns: ['status', 'list', 'version', writeTokensColumn],
    ...(filter.length > 0 && { filter }),
  };
}

function isIn(listId: string): ColumnTest {
  return { column: 'list', is: 'equal', value: listId };
}

const everything: Selection = { until: endOfOwner, columns: ['created_at'] };

/**
 * Changes to all tasks of an owner. There are no transactions over rows, so each row is changed on condition that it is
 * unchanged: a task that somebody else changes meanwhile is read again, and repeating an interrupted request completes it.
 * At most one page of rows is in memory at a time.
 *
 * @throws StoreError from every method, also when the list is too long for one call
 */
export class BulkTasks {
  readonly #store: TablestoreClient;

  constructor(store: TablestoreClient) {
    this.#store = store;
  }

  /**
   * Completes all tasks. Repeating ones go on to their next occurrence, once on that day.
   * @param day the day of completion
   */
  async completeAll(call: StoreCall, owner: string, day: string): Promise<void> {
    const wanted = tasksWhere({ column: 'status', is: 'not equal', value: 'completed' });
    await this.#writeAll(call, owner, { ...wanted, columns: [...wanted.columns, ...seriesColumns] }, async (rows) => {
      const plain = rows.filter((row) => !isSeries(row)).map((row) => statusChange(row, 'completed'));
      const done = await this.#write(call, plain);
      return (await completeSeries(this.#store, call, rows.filter(isSeries), day)) && done;
    });
  }

  /** Reopens all completed tasks. */
  async reopenAll(call: StoreCall, owner: string): Promise<void> {
    const wanted = tasksWhere({ column: 'status', is: 'equal', value: 'completed' });
    await this.#changeAll(call, owner, wanted, (row) => statusChange(row, 'open'));
  }

  /** Deletes all tasks, or the completed ones. */
  async removeAll(call: StoreCall, owner: string, completedOnly: boolean): Promise<void> {
    const wanted = completedOnly ? tasksWhere({ column: 'status', is: 'equal', value: 'completed' }) : tasksWhere();
    await this.#changeAll(call, owner, wanted, (row) => ({
      type: 'delete',
      key: row.key,
      condition: { row: 'exists', columns: ifUnchanged(row) },
    }));
  }

  /** Whether a list has tasks. */
  async hasTasksIn(call: StoreCall, owner: string, listId: string): Promise<boolean> {
    let from: string | undefined = startOfTasks;
    while (from !== undefined) {
      const query = { ...tasksWhere(isIn(listId)), from, partition: owner, limit: scanned };
      const range: Range = await this.#store.getRange(call, tasksTable, query);
      if (range.rows.length > 0) return true;
      from = range.next;
    }
    return false;
  }

  /** Moves the tasks of a list into the Inbox. */
  async moveToInbox(call: StoreCall, owner: string, listId: string): Promise<void> {
    const now = Date.now();
    await this.#changeAll(call, owner, tasksWhere(isIn(listId)), (row) => ({
      type: 'update',
      key: row.key,
      put: { version: Number(row.columns.version) + 1, updated_at: now },
      remove: ['list'],
      condition: { row: 'exists', columns: ifUnchanged(row) },
    }));
  }

  /** Deletes the tasks of a list. */
  async removeAllIn(call: StoreCall, owner: string, listId: string): Promise<void> {
    await this.#changeAll(call, owner, tasksWhere(isIn(listId)), (row) => ({
      type: 'delete',
      key: row.key,
      condition: { row: 'exists', columns: ifUnchanged(row) },
    }));
  }

  /** Deletes all rows of an owner: tasks, whatever their version, and the rows of idempotency keys. */
  async removeEverything(call: StoreCall, owner: string): Promise<void> {
    await this.#changeAll(call, owner, everything, (row) => ({
      type: 'delete',
      key: row.key,
      condition: { row: 'exists' },
    }));
  }

  #changeAll(call: StoreCall, owner: string, wanted: Selection, change: (row: Row) => RowChange): Promise<void> {
    return this.#writeAll(call, owner, wanted, (rows) => this.#write(call, rows.map(change)));
  }

  /** Reads the list again and again until no row is left to be changed. */
  async #writeAll(call: StoreCall, owner: string, wanted: Selection, write: WriteRows): Promise<void> {
    for (let passes = 1; !(await this.#pass(call, owner, wanted, write)); passes++) {
      const pause = Math.min(10 * 2 ** passes, longestPauseMs);
      if (Date.now() + pause >= call.deadline) throw tooLong();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** True when every row that was wanted is done. */
  async #pass(call: StoreCall, owner: string, wanted: Selection, write: WriteRows): Promise<boolean> {
    let done = true;
    let { from } = wanted;
    do {
      const range = await this.#store.getRange(call, tasksTable, {
        ...wanted,
        partition: owner,
        limit: scanned,
        ...(from !== undefined && { from }),
      });
      for (let start = 0; start < range.rows.length; start += batched) {
        if (Date.now() >= call.deadline) throw tooLong();
        done = (await write(range.rows.slice(start, start + batched))) && done;
      }
      from = range.next;
    } while (from !== undefined);
    return done;
  }

  /** False when some rows must be read again: somebody changed them, or the store could not change them at the moment. */
  async #write(call: StoreCall, changes: RowChange[]): Promise<boolean> {
    const results = await writeBatch(this.#store, call, changes);
    return results.every((result) => result === 'applied');
  }
}

function statusChange(row: Row, status: 'open' | 'completed'): RowChange {
  const now = Date.now();
  const completed = status === 'completed';
  return {
    type: 'update',
    key: row.key,
    put: {
      status,
      version: Number(row.columns.version) + 1,
      updated_at: now,
      ...(completed && { completed_at: now }),
    },
    ...(!completed && { remove: ['completed_at', 'occurrence_of'] }),
    condition: { row: 'exists', columns: ifUnchanged(row) },
  };
}

function tooLong(): StoreError {
  return new StoreError(
    'BatchWriteRow',
    'Deadline',
    'unknown',
    'the list is too long for one call; repeat it to go on',
  );
}
