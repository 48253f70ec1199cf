import type { RowChange, RowResult, StoreCall, TablestoreClient } from '../tablestore/client';
import { isTransient, StoreError } from '../tablestore/errors';
import { tasksTable } from '../tablestore/schema';

/**
 * Changes up to 200 rows in one round trip, or none without one.
 * @returns what became of each row; a failure of a row may pass
 * @throws StoreError also when a row failed for a reason that stays
 */
export async function writeBatch(
  store: TablestoreClient,
  call: StoreCall,
  changes: RowChange[],
  table = tasksTable,
): Promise<RowResult[]> {
  if (changes.length === 0) return [];
  const results = await store.batchWrite(call, table, changes);
  const failure = results.find((result) => result instanceof StoreError && !isTransient(result));
  if (failure) throw failure;
  return results;
}
