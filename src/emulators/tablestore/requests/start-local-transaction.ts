import { invalid } from '../errors';
import type { Table } from '../model/table';
import type { KeyValue } from '../model/value';
import { decodeRow } from '../plainbuffer/decode';
import type { StartLocalTransactionRequest } from '../protocol/messages';
import { bindKey, parseReadKey } from './primary-key';

/** The partition-key value that a transaction is about. @throws OtsError OTSParameterInvalid, OTSInvalidPK */
export function validateStartLocalTransaction(table: Table, { key }: StartLocalTransactionRequest): KeyValue {
  if (!table.localTransactions) {
    throw invalid('Try to call method using explicit transaction on explicit-transaction-disabled table.');
  }
  const row = decodeRow(key);
  if (row.primaryKey.length !== 1) throw invalid('StartLocalTransaction support only one primary key.');
  const [value] = bindKey({ ...table, primaryKey: table.primaryKey.slice(0, 1) }, parseReadKey(row));
  return value as KeyValue;
}
