import { invalid } from '../errors';
import type { Table } from '../model/table';
import { isGenerated, parseWriteKey } from './primary-key';
import { measured, type RowChange, type SentChange } from './row-change';

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export const validateDeleteRow = (table: Table, { row, condition, returned }: SentChange): RowChange => {
  const key = parseWriteKey(table, row);
  if (!row.deleteMarker) throw invalid('Invalid request of delete row: missing RowDeleteMarker in request');
  if (row.attributes.length > 0) throw invalid('Invalid delete row request: unexpected cells in request');
  if (isGenerated(key)) throw invalid('Invalid row to delete which with pk auto increment');
  if (returned.kind === 'afterModify') throw invalid('Invalid return type: RT_AFTER_MODIFY.');
  return measured('DeleteRow', { kind: 'delete', table, key, changes: [], condition, returned });
};
