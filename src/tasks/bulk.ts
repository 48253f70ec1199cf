import type { RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import { ConditionFailed, StoreError } from '../tablestore/errors';
import type { ColumnTest, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { endOfTasks } from './repository';

/** Rows scanned by one range read, and rows changed by one batch write (the service's limit is 200). */
const scanned = 1000;
const batched = 200;

type Filter = ColumnTest | undefined;

/**
 * Changes to all tasks of an owner. There are no transactions over rows, so the rows are changed one by one, each on
 * condition of its version: a task that somebody else changes meanwhile is looked at again, and a request that broke off
 * is completed by repeating it. At most one page of rows is held at a time.
 */
export class BulkTasks {
  constructor(private readonly store: TablestoreClient) {}

  /** Completes all tasks, or reopens the completed ones. */
  async setCompleted(call: StoreCall, owner: string, completed: boolean): Promise<void> {
    const now = Date.now();
    const wanted: Filter = { column: 'status', is: completed ? 'not equal' : 'equal', value: 'completed' };
    await this.changeAll(call, owner, wanted, (row) => ({
      type: 'update',
      key: row.key,
      put: {
        status: completed ? 'completed' : 'open',
        version: Number(row.columns.version) + 1,
        updated_at: now,
        ...(completed && { completed_at: now }),
      },
      ...(!completed && { remove: ['completed_at'] }),
      condition: { row: 'exists', columns: [atVersionOf(row)] },
    }));
  }

  /** Deletes all tasks, or the completed ones. */
  async removeAll(call: StoreCall, owner: string, completedOnly: boolean): Promise<void> {
    const wanted: Filter = completedOnly ? { column: 'status', is: 'equal', value: 'completed' } : undefined;
    await this.changeAll(call, owner, wanted, (row) => ({
      type: 'delete',
      key: row.key,
      condition: { row: 'exists', columns: [atVersionOf(row)] },
    }));
  }

  /** Goes over the list until a pass finds nothing that was left undone. */
  private async changeAll(
    call: StoreCall,
    owner: string,
    wanted: Filter,
    change: (row: Row) => RowChange,
  ): Promise<void> {
    while (!(await this.pass(call, owner, wanted, change))) {
      if (Date.now() >= call.deadline) throw tooLong();
    }
  }

  /** True when every row that was wanted is done. */
  private async pass(
    call: StoreCall,
    owner: string,
    wanted: Filter,
    change: (row: Row) => RowChange,
  ): Promise<boolean> {
    let done = true;
    let from: string | undefined;
    do {
      const range = await this.store.getRange(call, tasksTable, {
        partition: owner,
        until: endOfTasks,
        limit: scanned,
        columns: ['status', 'version'],
        ...(from !== undefined && { from }),
        ...(wanted && { filter: [wanted] }),
      });
      for (let start = 0; start < range.rows.length; start += batched) {
        if (Date.now() >= call.deadline) throw tooLong();
        const changes = range.rows.slice(start, start + batched).map(change);
        done = (await this.write(call, changes)) && done;
      }
      from = range.next;
    } while (from !== undefined);
    return done;
  }

  /** False when some rows must be looked at again: somebody changed them, or the answer was lost. */
  private async write(call: StoreCall, changes: RowChange[]): Promise<boolean> {
    const errors = await this.store.batchWrite(call, tasksTable, changes);
    const failure = errors.find((error) => error !== undefined && !(error instanceof ConditionFailed));
    if (failure) throw failure;
    return errors.every((error) => error === undefined);
  }
}

function atVersionOf(row: Row): ColumnTest {
  return { column: 'version', is: 'equal', value: Number(row.columns.version) };
}

function tooLong(): StoreError {
  return new StoreError(
    'batchWriteRow',
    'Deadline',
    'unknown',
    'the list is too long for one call; repeat it to go on',
  );
}
