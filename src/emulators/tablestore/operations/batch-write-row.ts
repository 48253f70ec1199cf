import { type Capacity, consumed } from '../capacity';
import { type KeyValue, printValue } from '../model/value';
import type { BatchWriteRowRequest, RowInBatchResponse } from '../protocol/messages';
import { type SentRow, validateBatchWriteRow } from '../requests/batch-write-row';
import { bindChange } from '../requests/row-change';
import { outOfScope, type Transaction } from '../storage/transactions';
import { ConditionFailure, toRowWrite, type WriteResult } from '../writing/write-row';
import { rowError } from './batch-get-row';
import { defineOperation, type Instance, inTransaction } from './operation';

interface Response {
  tables: { tableName: string; rows: RowInBatchResponse[] }[];
}

interface RowResult {
  readonly response: RowInBatchResponse;
  readonly capacity: Capacity;
}

export const batchWriteRow = defineOperation<BatchWriteRowRequest, Response>({
  name: 'BatchWriteRow',
  request: 'BatchWriteRowRequest',
  response: 'BatchResponse',
  run: async (instance, request) => {
    const rows = validateBatchWriteRow(request);
    const results = await inTransaction(instance, request.transactionId, (transaction) =>
      request.isAtomic ? writeAtomically(instance, rows, transaction) : writeEach(instance, rows, transaction),
    );
    let next = 0;
    const tables = request.tables.map(({ tableName, rows: sent }) => ({
      tableName,
      rows: sent.map(() => (results[next++] as RowResult).response),
    }));
    const read = results.reduce((sum, { capacity }) => sum + capacity.read, 0);
    const write = results.reduce((sum, { capacity }) => sum + capacity.write, 0);
    const rowsWritten = results.filter(({ response }) => response.isOk).length;
    return { response: { tables }, usage: { capacity: { read, write }, rowsRead: 0, rowsWritten } };
  },
});

function succeeded({ capacity, row }: WriteResult): RowResult {
  return {
    response: { isOk: true, consumed: consumed(capacity), ...(row && { row }) },
    capacity,
  };
}

function failed(error: unknown): RowResult {
  return {
    response: rowError(error),
    capacity: error instanceof ConditionFailure ? error.capacity : { read: 0, write: 0 },
  };
}

function prepare(instance: Instance, sent: SentRow) {
  return toRowWrite(bindChange(instance.catalog.forWriting(sent.tableName), sent), instance.sequences);
}

/** Writes each row separately. All start in order, so that the later of two writes of one row wins. */
function writeEach(
  instance: Instance,
  rows: readonly SentRow[],
  transaction: Transaction | undefined,
): Promise<RowResult[]> {
  return Promise.all(
    rows.map(async (sent) => {
      try {
        return succeeded(await instance.rows.write(prepare(instance, sent), transaction));
      } catch (error) {
        return failed(error);
      }
    }),
  );
}

/** Writes all rows or none. They must have one partition key, and the failure of one row is the answer for each. */
async function writeAtomically(
  instance: Instance,
  rows: readonly SentRow[],
  transaction: Transaction | undefined,
): Promise<RowResult[]> {
  try {
    const writes = rows.map((sent) => prepare(instance, sent));
    const first = writes[0]?.key[0] as KeyValue;
    for (const { key, table } of writes) {
      const other = key[0] as KeyValue;
      const same = other.type === first.type && printValue(other) === printValue(first);
      if (!same || table.id !== writes[0]?.table.id) throw outOfScope(first, other);
    }
    return (await instance.rows.writeTogether(writes, transaction)).map(succeeded);
  } catch (error) {
    const failure = failed(error);
    return rows.map(() => failure);
  }
}
