import { consumed } from '../capacity';
import { OtsError } from '../errors';
import type { BatchGetRowRequest, RowInBatchResponse } from '../protocol/messages';
import { type TableRead, validateBatchGetRow } from '../requests/batch-get-row';
import { bindKey } from '../requests/primary-key';
import { defineOperation, type Instance } from './operation';
import { readRow } from './read';

interface Response {
  tables: { tableName: string; rows: RowInBatchResponse[] }[];
}

export const batchGetRow = defineOperation<BatchGetRowRequest, Response>({
  name: 'BatchGetRow',
  request: 'BatchGetRowRequest',
  response: 'BatchResponse',
  run: async (instance, request) => {
    const tables = validateBatchGetRow(request).map((read) => ({
      tableName: read.tableName,
      rows: readTable(instance, read),
    }));
    const rows = tables.flatMap((table) => table.rows);
    const read = rows.reduce((sum, row) => sum + (row.consumed?.capacityUnit.read ?? 0), 0);
    const rowsRead = rows.filter((row) => row.isOk && row.row && row.row.length > 0).length;
    return { response: { tables }, usage: { capacity: { read, write: 0 }, rowsRead, rowsWritten: 0 } };
  },
});

function readTable(instance: Instance, { tableName, rows, options }: TableRead): RowInBatchResponse[] {
  return rows.map((sent) => {
    try {
      const table = instance.catalog.forReading(tableName);
      const { row, capacity } = readRow(instance, table, bindKey(table, sent), options);
      return { isOk: true, consumed: consumed(capacity), row };
    } catch (error) {
      return rowError(error);
    }
  });
}

/** A refusal of one row of a batch; anything else fails the whole. */
export function rowError(error: unknown): RowInBatchResponse {
  if (!(error instanceof OtsError)) throw error;
  return { isOk: false, error: { code: error.code, message: error.message } };
}
