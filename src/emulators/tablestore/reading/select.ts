import { type Column, compareNames, type Key, type Row } from '../model/row';
import type { Table } from '../model/table';
import type { Value } from '../model/value';
import { passes } from './filter';
import type { ReadOptions } from './read-options';

/** The columns that a read takes from a row. */
export interface Selection {
  /** The columns that were read, which cost capacity units. */
  readonly read: readonly Column[];
  /** The columns to return; absent when the row is not returned. */
  readonly returned?: readonly Column[];
}

function inColumnRange(name: string, { startColumn, endColumn }: ReadOptions): boolean {
  return (
    (startColumn === undefined || compareNames(name, startColumn) >= 0) &&
    (endColumn === undefined || compareNames(name, endColumn) < 0)
  );
}

function selectVersions(column: Column, table: Table, { time, maxVersions }: ReadOptions): Column | undefined {
  const count = Math.min(maxVersions, table.options.maxVersions);
  if (!time && column.versions.length <= count) return column;
  const versions = column.versions
    .slice(0, table.options.maxVersions)
    .filter(({ timestamp }) => !time || (timestamp >= time.from && timestamp < time.to))
    .slice(0, count);
  return versions.length > 0 ? { name: column.name, versions } : undefined;
}

/** The values of a row by column, for filters: key columns, and the versions of attributes with the newest first. */
export function valuesOfRow(table: Table, key: Key, columns: readonly Column[]) {
  return (name: string): readonly Value[] => {
    const column = columns.find((one) => one.name === name);
    if (column) return column.versions.map(({ value }) => value);
    const value = key[table.primaryKey.findIndex((one) => one.name === name)];
    return value ? [value] : [];
  };
}

/**
 * Applies a read's options to a row: columns, then versions, then the filter on the rest, then pagination.
 * A read of named columns returns no row without any of them; one of all columns returns rows without any.
 */
export function select(table: Table, key: Key, row: Row, options: ReadOptions): Selection {
  const named = row.columns.filter(
    ({ name }) => (!options.columnsToGet || options.columnsToGet.has(name)) && inColumnRange(name, options),
  );
  const read = named.flatMap((column) => selectVersions(column, table, options) ?? []);
  const namesKey = table.primaryKey.some(({ name }) => options.columnsToGet?.has(name));
  if (options.columnsToGet && read.length === 0 && !namesKey) return { read };
  if (options.test && !passes(options.test, valuesOfRow(table, key, read))) return { read };
  const { pagination } = options;
  return {
    read,
    returned: pagination ? read.slice(pagination.offset, pagination.offset + pagination.limit) : read,
  };
}
