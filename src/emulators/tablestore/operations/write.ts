import { consumed } from '../capacity';
import type { ConditionMessage, Consumed, ReturnContent } from '../protocol/messages';
import { bindChange, checkSize, parseSentChange, type WriteRules } from '../requests/row-change';
import { toRowWrite } from '../writing/write-row';
import { type Instance, inTransaction, type Usage } from './operation';

interface WriteRequest {
  readonly tableName: string;
  readonly condition: ConditionMessage;
  readonly returnContent?: ReturnContent;
  readonly transactionId?: string;
}

/** PutRow, UpdateRow and DeleteRow, which differ in what they allow. */
export async function runWrite(
  instance: Instance,
  request: WriteRequest,
  row: Buffer,
  rules: WriteRules,
): Promise<{ response: { consumed: Consumed; row?: Buffer }; usage: Usage }> {
  const table = instance.catalog.forWriting(request.tableName);
  const sent = parseSentChange(rules, request, row);
  checkSize(rules.operation, sent.sentSize);
  const change = bindChange(table, sent);
  const result = await inTransaction(instance, request.transactionId, (transaction) =>
    instance.rows.write(toRowWrite(change, instance.sequences), transaction),
  );
  return {
    response: { consumed: consumed(result.capacity), ...(result.row && { row: result.row }) },
    usage: { capacity: result.capacity, rowsRead: 0, rowsWritten: 1 },
  };
}
