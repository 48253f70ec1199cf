import { invalid } from '../errors';
import { limits } from '../limits';
import type { Table } from '../model/table';
import { isValue, sizeOf } from '../model/value';
import { decodeRow, type PlainRow } from '../plainbuffer/decode';
import type { BatchWriteRowRequest, RowInBatchWriteRow } from '../protocol/messages';
import { checkDistinct } from './batch-get-row';
import { isChecked, parseCondition, parseReturnContent } from './condition';
import { validateDeleteRow } from './delete-row';
import { validatePutRow } from './put-row';
import { type RowChange, type SentChange, tooLarge } from './row-change';
import { validateUpdateRow } from './update-row';

/** One row of a batch; what its table makes of it is looked at row by row. */
export interface SentRow extends SentChange {
  readonly tableName: string;
  readonly validate: (table: Table, sent: SentChange) => RowChange;
}

const validators = [validatePutRow, validateUpdateRow, validateDeleteRow] as const;

const parseRow = (tableName: string, { type, rowChange, condition, returnContent }: RowInBatchWriteRow): SentRow => {
  const validate = validators[type - 1];
  if (!validate) throw invalid('The type of row in batch write operation is invalid.');
  return {
    tableName,
    validate,
    row: decodeRow(rowChange),
    condition: parseCondition(condition),
    returned: parseReturnContent(returnContent),
  };
};

const cellsSize = ({ primaryKey, attributes }: PlainRow): number =>
  [...primaryKey, ...attributes].reduce((size, { name, value }) => {
    return size + name.length + (value && isValue(value) ? sizeOf(value) : 0);
  }, 0);

const keyText = ({ tableName, row }: SentRow): string =>
  JSON.stringify([
    tableName,
    ...row.primaryKey.map(({ name, value }) => [
      name,
      value?.type,
      value && 'value' in value
        ? Buffer.isBuffer(value.value)
          ? value.value.toString('latin1')
          : String(value.value)
        : '',
    ]),
  ]);

const checkRepeated = (rows: readonly SentRow[]): void => {
  const byKey = new Map<string, SentRow[]>();
  for (const row of rows) {
    if (row.row.primaryKey.some(({ value }) => value?.type === 'AUTO_INCREMENT')) continue;
    const key = keyText(row);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  for (const repeated of byKey.values()) {
    if (repeated.length < 2) continue;
    if (repeated.some(({ condition }) => condition.rowExistence !== 'IGNORE')) {
      throw invalid('Repeated rows do not support row exist expectation check in BatchModify.');
    }
    if (repeated.some(({ condition }) => isChecked(condition))) {
      throw invalid('Repeated rows do not support row condition check in BatchModify.');
    }
  }
};

/** All rows of a batch in order. @throws OtsError OTSParameterInvalid for what makes the whole batch wrong */
export const validateBatchWriteRow = ({ tables }: BatchWriteRowRequest): SentRow[] => {
  if (tables.length === 0) throw invalid('No row is specified in BatchWriteRow.');
  const count = tables.reduce((sum, table) => sum + table.rows.length, 0);
  if (count > limits.batchWriteRows) throw invalid(`Rows count exceeds the upper limit: ${limits.batchWriteRows}.`);
  checkDistinct(tables.map(({ tableName }) => tableName));
  const rows = tables.flatMap(({ tableName, rows: sent }) => {
    if (sent.length === 0) throw invalid(`No operation is specified for table: '${tableName}'.`);
    return sent.map((row) => parseRow(tableName, row));
  });
  const size = rows.reduce((sum, { row }) => sum + cellsSize(row), 0);
  if (size > limits.writeSize) throw tooLarge('BatchWriteRow', size);
  checkRepeated(rows);
  return rows;
};
