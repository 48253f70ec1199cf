import { consumed } from '../capacity';
import type { Table } from '../model/table';
import { decodeRow } from '../plainbuffer/decode';
import type { ConditionMessage, Consumed, ReturnContent } from '../protocol/messages';
import { parseCondition, parseReturnContent } from '../validation/condition';
import type { RowChange, SentChange } from '../validation/row-change';
import { toRowWrite } from '../writing/write-row';
import { type Instance, inTransaction, type Usage } from './operation';

interface WriteRequest {
  readonly tableName: string;
  readonly condition: ConditionMessage;
  readonly returnContent?: ReturnContent;
  readonly transactionId?: string;
}

/** Decodes what single writes and writes in a batch send alike. @throws OtsError OTSParameterInvalid */
export const parseSentChange = (
  { condition, returnContent }: Pick<WriteRequest, 'condition' | 'returnContent'>,
  row: Buffer,
): SentChange => ({
  row: decodeRow(row),
  condition: parseCondition(condition),
  returned: parseReturnContent(returnContent),
});

/** PutRow, UpdateRow and DeleteRow, which differ in what they allow. */
export const runWrite = async (
  instance: Instance,
  request: WriteRequest,
  row: Buffer,
  validate: (table: Table, sent: SentChange) => RowChange,
): Promise<{ response: { consumed: Consumed; row?: Buffer }; usage: Usage }> => {
  const table = instance.catalog.forWriting(request.tableName);
  const change = validate(table, parseSentChange(request, row));
  const result = await inTransaction(instance, request.transactionId, (transaction) =>
    instance.rows.write(toRowWrite(change, instance.sequences), transaction),
  );
  return {
    response: { consumed: consumed(result.capacity), ...(result.row && { row: result.row }) },
    usage: { capacity: result.capacity, rowsRead: 0, rowsWritten: 1 },
  };
};
