import { invalid } from '../errors';
import type { Table } from '../model/table';
import { parseChanges } from './attributes';
import { parseWriteKey } from './primary-key';
import { checkGeneratedKey, measured, type RowChange, type SentChange } from './row-change';

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export const validatePutRow = (table: Table, { row, condition, returned }: SentChange): RowChange => {
  const key = parseWriteKey(table, row);
  if (row.deleteMarker) throw invalid('Invalid request of put/update row: unexpected RowDeleteMarker in request.');
  for (const { name, operation, value } of row.attributes) {
    if (operation) throw invalid(`OpType cannot be given for column name: ${name} in PutRow.`);
    if (!value) throw invalid('Invalid request of put row: find cells without values');
  }
  if (returned.kind === 'afterModify') throw invalid('Invalid return type: RT_AFTER_MODIFY.');
  checkGeneratedKey(table, key, condition);
  return measured('PutRow', { kind: 'put', table, key, changes: parseChanges(table, row), condition, returned });
};
