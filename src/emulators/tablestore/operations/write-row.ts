import { consumed } from '../capacity';
import { checkTableName } from '../model/names';
import type { Consumed, DeleteRowRequest, PutRowRequest, UpdateRowRequest, WriteRequest } from '../protocol/messages';
import { bindChange, checkSize, parseSentChange } from '../requests/row-change';
import { deleteRowRules, putRowRules, updateRowRules, type WriteRules } from '../requests/write-rules';
import { toRowWrite } from '../writing/write-row';
import { defineOperation, type Instance, inTransaction, type Usage } from './operation';

interface Response {
  consumed: Consumed;
  row?: Buffer;
}

async function writeRow(
  instance: Instance,
  request: WriteRequest,
  row: Buffer,
  rules: WriteRules,
): Promise<{ response: Response; usage: Usage }> {
  checkTableName(request.tableName);
  const sent = parseSentChange(rules, request, row);
  checkSize(rules.operation, sent.sentSize);
  const change = bindChange(instance.catalog.forWriting(request.tableName), sent);
  const result = await inTransaction(instance, request.transactionId, (transaction) =>
    instance.rows.write(toRowWrite(change, instance.sequences), transaction),
  );
  return {
    response: { consumed: consumed(result.capacity), ...(result.row && { row: result.row }) },
    usage: { capacity: result.capacity, rowsRead: 0, rowsWritten: 1 },
  };
}

export const putRow = defineOperation<PutRowRequest, Response>({
  name: 'PutRow',
  request: 'PutRowRequest',
  response: 'WriteRowResponse',
  run: (instance, request) => writeRow(instance, request, request.row, putRowRules),
});

export const updateRow = defineOperation<UpdateRowRequest, Response>({
  name: 'UpdateRow',
  request: 'UpdateRowRequest',
  response: 'WriteRowResponse',
  run: (instance, request) => writeRow(instance, request, request.rowChange, updateRowRules),
});

export const deleteRow = defineOperation<DeleteRowRequest, Response>({
  name: 'DeleteRow',
  request: 'DeleteRowRequest',
  response: 'WriteRowResponse',
  run: (instance, request) => writeRow(instance, request, request.primaryKey, deleteRowRules),
});
