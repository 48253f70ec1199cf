import type { Column, Row } from '../model/row';
import type { Table } from '../model/table';
import type { Value } from '../model/value';
import { passes } from './filter';
import type { ReadOptions } from './read-options';

/** What a read takes from a row. */
export interface Selection {
  /** What was read, which is what is paid for. */
  readonly read: readonly Column[];
  /** What is returned; nothing when the row is not. */
  readonly returned?: readonly Column[];
}

const inColumnRange = (name: string, { startColumn, endColumn }: ReadOptions): boolean =>
  (startColumn === undefined || name >= startColumn) && (endColumn === undefined || name < endColumn);

const selectVersions = (column: Column, table: Table, { time, maxVersions }: ReadOptions): Column | undefined => {
  const count = Math.min(maxVersions, table.options.maxVersions);
  if (!time && column.versions.length <= count) return column;
  const versions = column.versions
    .slice(0, table.options.maxVersions)
    .filter(({ timestamp }) => !time || (timestamp >= time.from && timestamp < time.to))
    .slice(0, count);
  return versions.length > 0 ? { name: column.name, versions } : undefined;
};

/**
 * Applies a read's options to a row: columns, then versions, then the filter on what is left, then pagination.
 * A row that has none of the named attributes is not returned, one whose versions all lie outside the time range is.
 */
export const select = (table: Table, row: Row, options: ReadOptions): Selection => {
  const named = row.columns.filter(
    ({ name }) => (!options.columnsToGet || options.columnsToGet.has(name)) && inColumnRange(name, options),
  );
  const read = named.flatMap((column) => selectVersions(column, table, options) ?? []);
  const namesKey = table.primaryKey.some(({ name }) => options.columnsToGet?.has(name));
  if (options.columnsToGet && named.length === 0 && !namesKey) return { read };
  const valuesOf = (name: string): readonly Value[] =>
    read.find((column) => column.name === name)?.versions.map(({ value }) => value) ?? [];
  if (options.test && !passes(options.test, valuesOf)) return { read };
  const { pagination } = options;
  return {
    read,
    returned: pagination ? read.slice(pagination.offset, pagination.offset + pagination.limit) : read,
  };
};
