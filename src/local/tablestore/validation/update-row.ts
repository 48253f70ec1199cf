import { invalid } from '../errors';
import type { Table } from '../model/table';
import { type ColumnChange, parseChanges } from './attributes';
import type { Returned } from './condition';
import { parseWriteKey } from './primary-key';
import { checkGeneratedKey, measured, type RowChange, type SentChange } from './row-change';

const checkIncrements = (changes: readonly ColumnChange[], returned: Returned): void => {
  const incremented = new Set<string>();
  for (const { kind, name, ...change } of changes) {
    if (kind !== 'increment') continue;
    const value = (change as { value: { type: string } }).value;
    if (value.type !== 'INTEGER' && value.type !== 'DOUBLE') {
      throw invalid(`${value.type} is an invalid type for the increment of column ${name}.`);
    }
    if (incremented.has(name)) throw invalid(`Column ${name} is incremented twice in one request.`);
    incremented.add(name);
  }
  const other = changes.find(({ kind, name }) => kind !== 'increment' && incremented.has(name));
  if (other) throw invalid(`Column ${other.name} is both incremented and modified otherwise in one request.`);
  if (returned.kind !== 'afterModify') return;
  const wrong = returned.columns.find((name) => !incremented.has(name));
  if (wrong !== undefined) throw invalid(`Return column ${wrong} is not incremented by the request.`);
};

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export const validateUpdateRow = (table: Table, { row, condition, returned }: SentChange): RowChange => {
  if (!table.options.allowUpdate) {
    throw invalid('UpdateRow is not allowed: the table option allow_update is false.');
  }
  const key = parseWriteKey(table, row);
  if (row.deleteMarker) throw invalid('Invalid request of put/update row: unexpected RowDeleteMarker in request.');
  if (row.attributes.length === 0) throw invalid('Invalid update row request: missing cells in request');
  checkGeneratedKey(table, key, condition);
  const changes = parseChanges(table, row);
  checkIncrements(changes, returned);
  return measured('UpdateRow', { kind: 'update', table, key, changes, condition, returned });
};
