import type { RangeQuery, StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';

/** Rows scanned by one range read. */
export const scanned = 1000;

/** Rows changed by one batch write (the service's limit is 200). */
const batched = 200;

/** The longest pause before the rows are read again, in milliseconds. */
const longestPauseMs = 500;

/** The rows that a change is about, and the columns that it looks at. A row that was changed is not selected again. */
export type Selection = Pick<RangeQuery, 'from' | 'until' | 'columns' | 'filter'>;

/** Changes rows that were read. False when some must be read again. */
export type WriteRows = (rows: Row[]) => Promise<boolean>;

/**
 * Reads rows of an owner again and again until none is left to be changed. At most one page of rows is in memory at a time.
 * @throws StoreError also when there are too many rows for one call
 */
export async function changeAll(
  store: TablestoreClient,
  call: StoreCall,
  owner: string,
  wanted: Selection,
  write: WriteRows,
  { table = tasksTable, batch = batched } = {},
): Promise<void> {
  async function pass(): Promise<boolean> {
    let done = true;
    let { from } = wanted;
    do {
      const query = { ...wanted, partition: owner, limit: scanned, ...(from !== undefined && { from }) };
      const range = await store.getRange(call, table, query);
      for (let start = 0; start < range.rows.length; start += batch) {
        if (Date.now() >= call.deadline) throw tooLong();
        done = (await write(range.rows.slice(start, start + batch))) && done;
      }
      from = range.next;
    } while (from !== undefined);
    return done;
  }
  for (let passes = 1; !(await pass()); passes++) {
    const pause = Math.min(10 * 2 ** passes, longestPauseMs);
    if (Date.now() + pause >= call.deadline) throw tooLong();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function tooLong(): StoreError {
  return new StoreError(
    'BatchWriteRow',
    'Deadline',
    'unknown',
    'the list is too long for one call; repeat it to go on',
  );
}
