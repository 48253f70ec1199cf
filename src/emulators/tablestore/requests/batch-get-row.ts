import { invalid } from '../errors';
import { limits } from '../limits';
import { checkTableName } from '../model/names';
import type { KeyValue } from '../model/value';
import { decodeRow } from '../plainbuffer/decode';
import type { BatchGetRowRequest } from '../protocol/messages';
import { parseReadOptions, type ReadOptions } from '../reading/read-options';
import { refuseToken } from './get-row';
import { parseReadKey, type SentKey } from './primary-key';

/** The part of a batch that reads one table. Whether its keys fit the table is checked row by row. */
export interface TableRead {
  readonly tableName: string;
  readonly rows: readonly SentKey<KeyValue>[];
  readonly options: ReadOptions;
}

/** @throws OtsError OTSParameterInvalid for errors that fail the whole batch */
export function validateBatchGetRow({ tables }: BatchGetRowRequest): TableRead[] {
  if (tables.length === 0) throw invalid('No row specified in the request of BatchGetRow.');
  const count = tables.reduce((sum, table) => sum + table.primaryKey.length, 0);
  if (count > limits.batchReadRows) throw invalid(`Rows count exceeds the upper limit: ${limits.batchReadRows}.`);
  checkDistinct(tables.map(({ tableName }) => tableName));
  return tables.map((table) => {
    checkTableName(table.tableName);
    for (const token of table.token) refuseToken(token);
    return {
      tableName: table.tableName,
      rows: table.primaryKey.map((bytes) => parseReadKey(decodeRow(bytes))),
      options: parseReadOptions(table, 'No version condition is specified while querying row.'),
    };
  });
}

/** @throws OtsError OTSParameterInvalid `Duplicated table name: …` */
export function checkDistinct(names: readonly string[]): void {
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw invalid(`Duplicated table name: ${duplicate}.`);
}
