import { findColumn, type Key, type Row } from '../model/row';
import { type Index, type Table, tableOfIndex } from '../model/table';
import type { KeyValue } from '../model/value';
import type { Write } from './engine';
import { encodeKey } from './key';
import { encodeStoredRow } from './row-codec';

/** The entry of a row in an index; none when the row lacks one of the index's key columns. */
function entry(table: Table, index: Index, key: Key, row: Row): Write | undefined {
  const indexTable = tableOfIndex(table, index);
  const values: KeyValue[] = [];
  for (const { name, type } of indexTable.primaryKey) {
    const position = table.primaryKey.findIndex((column) => column.name === name);
    const value = position >= 0 ? key[position] : findColumn(row, name)?.versions[0]?.value;
    if (value?.type !== type) return undefined;
    values.push(value as KeyValue);
  }
  const columns = row.columns
    .filter(({ name }) => index.definedColumns.includes(name))
    .map(({ name, versions }) => ({ name, versions: versions.slice(0, 1) }));
  return {
    key: encodeKey(index.id, values),
    value: encodeStoredRow({ writtenAt: row.writtenAt, columns }),
  };
}

/** The changes that keep the given indexes in step with a change of a row of their table. */
export function indexWrites(
  table: Table,
  indexes: readonly Index[],
  key: Key,
  before: Row | undefined,
  after: Row | undefined,
): Write[] {
  return indexes.flatMap((index) => {
    const old = before && entry(table, index, key, before);
    const current = after && entry(table, index, key, after);
    const writes: Write[] = [];
    if (old && !current?.key.equals(old.key)) writes.push({ key: old.key });
    if (current) writes.push(current);
    return writes;
  });
}
