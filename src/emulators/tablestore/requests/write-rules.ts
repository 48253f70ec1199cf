import { invalid } from '../errors';
import type { PlainRow } from '../plainbuffer/decode';
import type { ColumnChange } from './attributes';
import type { Returned } from './condition';

/** The differences between PutRow, UpdateRow and DeleteRow. The checks throw OTSParameterInvalid. */
export interface WriteRules {
  readonly kind: 'put' | 'update' | 'delete';
  readonly operation: string;
  readonly checkRow: (row: PlainRow, returned: Returned) => void;
  readonly checkChanges?: (changes: readonly ColumnChange[], returned: Returned) => void;
}

function refuseDeleteMarker({ deleteMarker }: PlainRow): void {
  if (deleteMarker) throw invalid('Invalid request of put/update row: unexpected RowDeleteMarker in request.');
}

function refuseAfterModify(returned: Returned): void {
  if (returned.kind === 'afterModify') throw invalid('Invalid return type: RT_AFTER_MODIFY.');
}

export const putRowRules: WriteRules = {
  kind: 'put',
  operation: 'PutRow',
  checkRow: (row, returned) => {
    refuseDeleteMarker(row);
    for (const { name, operation, value } of row.attributes) {
      if (operation) throw invalid(`OpType cannot be given for column name: ${name} in PutRow.`);
      if (!value) throw invalid('Invalid request of put row: find cells without values');
    }
    refuseAfterModify(returned);
  },
};

function checkIncrements(changes: readonly ColumnChange[], returned: Returned): void {
  const incremented = new Set<string>();
  for (const change of changes) {
    if (change.kind !== 'increment') continue;
    const { name, value } = change;
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
  checkRow: (row) => {
    refuseDeleteMarker(row);
    if (row.attributes.length === 0) throw invalid('Attribute column is missing.');
  },
  checkChanges: checkIncrements,
};

export const deleteRowRules: WriteRules = {
  kind: 'delete',
  operation: 'DeleteRow',
  checkRow: ({ primaryKey, attributes, deleteMarker }, returned) => {
    if (!deleteMarker) throw invalid('Invalid request of delete row: missing RowDeleteMarker in request');
    if (attributes.length > 0) throw invalid('Invalid delete row request: unexpected cells in request');
    if (primaryKey.some(({ value }) => value?.type === 'AUTO_INCREMENT')) {
      throw invalid('Invalid row to delete which with pk auto increment');
    }
    refuseAfterModify(returned);
  },
};
