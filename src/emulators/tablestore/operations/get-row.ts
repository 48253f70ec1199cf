import { consumed } from '../capacity';
import type { Consumed, GetRowRequest } from '../protocol/messages';
import { parseGetRow } from '../requests/get-row';
import { bindKey } from '../requests/primary-key';
import { defineOperation, inTransaction } from './operation';
import { readRow } from './read';

export const getRow = defineOperation<GetRowRequest, { consumed: Consumed; row: Buffer }>({
  name: 'GetRow',
  request: 'GetRowRequest',
  response: 'GetRowResponse',
  run: async (instance, request) => {
    const { key: sent, options } = parseGetRow(request);
    const table = instance.catalog.forReading(request.tableName);
    const key = bindKey(table, sent);
    const { row, capacity } = await inTransaction(instance, request.transactionId, async (transaction) =>
      readRow(instance, table, key, options, transaction),
    );
    return {
      response: { consumed: consumed(capacity), row },
      usage: { capacity, rowsRead: row.length > 0 ? 1 : 0, rowsWritten: 0 },
    };
  },
});
