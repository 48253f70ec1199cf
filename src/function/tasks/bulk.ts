import type { Range, RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import type { ColumnTest, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { writeBatch } from './batches';
import { completeSeries, isSeries, seriesColumns } from './bulk-series';
import { changeAll, type Selection, scanned, type WriteRows } from './change-all';
import { endOfOwner, endOfTasks, startOfTasks, writeTokensColumn } from './rows';
import { putIntoTrash, trashBatch } from './trash-rows';
import { ifUnchanged } from './write-tokens';

/** The service's filter sees no other columns than those that are read. */
const stateColumns = ['status', 'list', 'version', writeTokensColumn];

/** The tasks that pass a filter. */
function tasksWhere(...filter: ColumnTest[]): Selection {
  return { from: startOfTasks, until: endOfTasks, columns: stateColumns, ...(filter.length > 0 && { filter }) };
}

function isIn(listId: string): ColumnTest {
  return { column: 'list', is: 'equal', value: listId };
}

const isCompleted: ColumnTest = { column: 'status', is: 'equal', value: 'completed' };

const everything: Selection = { until: endOfOwner, columns: ['created_at'] };

/**
 * Changes to all tasks of an owner. There are no transactions over rows, so each row is changed on condition that it is
 * unchanged: a task that somebody else changes meanwhile is read again, and repeating an interrupted request completes it.
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
    const columns = [...stateColumns, ...seriesColumns];
    await changeAll(this.#store, call, owner, { ...wanted, columns }, async (rows) => {
      const plain = rows.filter((row) => !isSeries(row)).map((row) => statusChange(row, 'completed'));
      const done = await this.#write(call, plain);
      return (await completeSeries(this.#store, call, rows.filter(isSeries), day)) && done;
    });
  }

  /** Reopens all completed tasks. */
  async reopenAll(call: StoreCall, owner: string): Promise<void> {
    const wanted = tasksWhere(isCompleted);
    await this.#changeAll(call, owner, wanted, (row) => statusChange(row, 'open'));
  }

  /** Deletes all tasks, or the completed ones, into the trash or for good. */
  async removeAll(
    call: StoreCall,
    owner: string,
    { completedOnly, permanently }: { completedOnly: boolean; permanently: boolean },
  ): Promise<void> {
    const wanted = completedOnly ? tasksWhere(isCompleted) : tasksWhere();
    if (permanently) await this.#changeAll(call, owner, wanted, deletion);
    else await this.#moveToTrash(call, owner, wanted);
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

  /** Moves the tasks of a list into the trash. */
  async removeAllIn(call: StoreCall, owner: string, listId: string): Promise<void> {
    await this.#moveToTrash(call, owner, tasksWhere(isIn(listId)));
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
    return changeAll(this.#store, call, owner, wanted, (rows) => this.#write(call, rows.map(change)));
  }

  /** The trash has each task, with all its columns, before the list loses it. */
  async #moveToTrash(call: StoreCall, owner: string, { columns: _, ...wanted }: Selection): Promise<void> {
    const move: WriteRows = async (rows) => {
      await putIntoTrash(this.#store, call, rows);
      return this.#write(call, rows.map(deletion));
    };
    await changeAll(this.#store, call, owner, wanted, move, { batch: trashBatch });
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

/** Deletes a row while it is unchanged. */
function deletion(row: Row): RowChange {
  return { type: 'delete', key: row.key, condition: { row: 'exists', columns: ifUnchanged(row) } };
}
