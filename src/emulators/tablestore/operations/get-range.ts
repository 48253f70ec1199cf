import { columnsSize, consumed, keySize, units } from '../capacity';
import { limits } from '../limits';
import { RowWriter } from '../plainbuffer/encode';
import { encodeRowReply, writeRow } from '../plainbuffer/reply';
import type { Consumed, GetRangeRequest } from '../protocol/messages';
import { select } from '../reading/select';
import { bindRange, parseGetRange } from '../requests/get-range';
import { decodeKey } from '../storage/key';
import { checkScope } from '../storage/transactions';
import { defineOperation, inTransaction } from './operation';

interface Response {
  consumed: Consumed;
  rows: Buffer;
  nextStartPrimaryKey?: Buffer;
}

/**
 * Reads up to the request's limit of returned rows; stops before it at 5000 rows or 4 MB scanned, returned or filtered
 * out. The next start key is the first row that was not scanned, so it is there only when there is such a row.
 */
export const getRange = defineOperation<GetRangeRequest, Response>({
  name: 'GetRange',
  request: 'GetRangeRequest',
  response: 'GetRangeResponse',
  run: async (instance, request) => {
    const sent = parseGetRange(request);
    const { limit, options, keyColumns } = sent;
    const table = instance.catalog.forReading(request.tableName);
    const { range, partition } = bindRange(table, sent);
    const writer = new RowWriter(64 * 1024);
    let scanned = 0;
    let size = 0;
    let returnedRows = 0;
    let nextStart: Buffer | undefined;
    await inTransaction(instance, request.transactionId, async (transaction) => {
      if (transaction) for (const end of partition) checkScope(transaction, table, [end]);
      await instance.rows.scan(table, range, transaction, (encodedKey, row) => {
        const key = decodeKey(encodedKey);
        if (returnedRows >= limit || scanned >= instance.scannedRows || size >= limits.scannedSize) {
          nextStart = encodeRowReply(table, key, []);
          return false;
        }
        const { read, returned } = select(table, key, row, options);
        scanned++;
        size += keySize(table, key) + columnsSize(table, read);
        if (returned) {
          returnedRows++;
          writeRow(writer, table, key, returned, keyColumns);
        }
        return true;
      });
    });
    const capacity = { read: units(size), write: 0 };
    return {
      response: {
        consumed: consumed(capacity),
        rows: returnedRows > 0 ? writer.finish() : Buffer.alloc(0),
        ...(nextStart && { nextStartPrimaryKey: nextStart }),
      },
      usage: { capacity, rowsRead: returnedRows, rowsWritten: 0 },
    };
  },
});
