import { invalid } from '../errors';
import { limits } from '../limits';
import { checkTableName } from '../model/names';
import { isValue } from '../model/value';
import type { BatchWriteRowRequest } from '../protocol/messages';
import { checkDistinct } from './batch-get-row';
import { isChecked } from './condition';
import { checkSize, parseSentChange, type SentChange } from './row-change';
import { deleteRowRules, putRowRules, updateRowRules } from './write-rules';

/** One row of a batch. Whether it fits its table is checked row by row. */
export interface SentRow extends SentChange {
  readonly tableName: string;
}

function rulesOf(type: number) {
  const rules = [putRowRules, updateRowRules, deleteRowRules][type - 1];
  if (!rules) throw invalid('The type of row in batch write operation is invalid.');
  return rules;
}

function keyText({ tableName, key }: SentRow): string {
  return JSON.stringify([
    tableName,
    ...key.map(({ name, value }) => [
      name,
      value.type,
      isValue(value) && Buffer.isBuffer(value.value)
        ? value.value.toString('latin1')
        : isValue(value) && String(value.value),
    ]),
  ]);
}

function checkRepeated(rows: readonly SentRow[]): void {
  const byKey = new Map<string, SentRow[]>();
  for (const row of rows) {
    if (row.key.some(({ value }) => value.type === 'AUTO_INCREMENT')) continue;
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
}

/** All rows of a batch in order. @throws OtsError OTSParameterInvalid for errors that fail the whole batch */
export function validateBatchWriteRow({ tables }: BatchWriteRowRequest): SentRow[] {
  if (tables.length === 0) throw invalid('No row is specified in BatchWriteRow.');
  const count = tables.reduce((sum, table) => sum + table.rows.length, 0);
  if (count > limits.batchWriteRows) throw invalid(`Rows count exceeds the upper limit: ${limits.batchWriteRows}.`);
  checkDistinct(tables.map(({ tableName }) => tableName));
  const rows = tables.flatMap(({ tableName, rows: sent }) => {
    checkTableName(tableName);
    if (sent.length === 0) throw invalid(`No operation is specified for table: '${tableName}'.`);
    return sent.map((row): SentRow => ({ ...parseSentChange(rulesOf(row.type), row, row.rowChange), tableName }));
  });
  checkSize(
    'BatchWriteRow',
    rows.reduce((sum, { sentSize }) => sum + sentSize, 0),
  );
  checkRepeated(rows);
  return rows;
}
