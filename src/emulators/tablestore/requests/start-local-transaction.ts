import { invalid } from '../errors';
import { checkTableName } from '../model/names';
import type { Table } from '../model/table';
import type { KeyValue } from '../model/value';
import { decodeRow } from '../plainbuffer/decode';
import type { StartLocalTransactionRequest } from '../protocol/messages';
import { bindKey, parseReadKey, type SentKey } from './primary-key';

/** The partition key that a transaction is asked for. @throws OtsError OTSParameterInvalid */
export function parseStartLocalTransaction({ tableName, key }: StartLocalTransactionRequest): SentKey<KeyValue> {
  checkTableName(tableName);
  const row = decodeRow(key);
  if (row.primaryKey.length !== 1) throw invalid('StartLocalTransaction support only one primary key.');
  return parseReadKey(row);
}

/** The partition key's value. @throws OtsError OTSParameterInvalid, OTSInvalidPK */
export function bindPartitionKey(table: Table, key: SentKey<KeyValue>): KeyValue {
  if (!table.localTransactions) {
    throw invalid('Try to call method using explicit transaction on explicit-transaction-disabled table.');
  }
  const [value] = bindKey({ ...table, primaryKey: table.primaryKey.slice(0, 1) }, key);
  return value as KeyValue;
}
