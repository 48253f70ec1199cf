import { invalid } from '../errors';
import type { ColumnChange } from './attributes';
import type { Returned } from './condition';
import type { WriteRules } from './row-change';

function checkIncrements(changes: readonly ColumnChange[], returned: Returned): void {
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
}

export const updateRowRules: WriteRules = {
  kind: 'update',
  operation: 'UpdateRow',
  checkRow: ({ attributes, deleteMarker }) => {
    if (deleteMarker) throw invalid('Invalid request of put/update row: unexpected RowDeleteMarker in request.');
    if (attributes.length === 0) throw invalid('Invalid update row request: missing cells in request');
  },
  checkChanges: checkIncrements,
};
