import type { KeyValue, Value } from './value';

/** One version of a column; timestamps are milliseconds since 1970. */
export interface Version {
  readonly timestamp: number;
  readonly value: Value;
}

/** A column with at least one version, newest first. */
export interface Column {
  readonly name: string;
  readonly versions: readonly Version[];
}

/** A row without its key. Columns are in the order of compareNames. */
export interface Row {
  /** When the row was last written, in milliseconds: a row whose columns are all gone expires by it. */
  readonly writtenAt: number;
  readonly columns: readonly Column[];
}

/** The values of all key columns in the table's order. */
export type Key = readonly KeyValue[];

/** The row without the versions that are older than `timeToLive` seconds (-1: none is). */
export function liveRow(row: Row | undefined, timeToLive: number, now: number): Row | undefined {
  if (!row || timeToLive === -1) return row;
  const oldest = now - timeToLive * 1000;
  const columns = row.columns
    .map(({ name, versions }) => ({ name, versions: versions.filter((version) => version.timestamp >= oldest) }))
    .filter((column) => column.versions.length > 0);
  return columns.length > 0 || row.writtenAt >= oldest ? { writtenAt: row.writtenAt, columns } : undefined;
}

/** Where a code unit of UTF-16 comes in the order of UTF-8: surrogates stand for characters beyond all others. */
function rank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Order of column names: that of their bytes in UTF-8. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function findColumn(row: Row | undefined, name: string): Column | undefined {
  return row?.columns.find((column) => column.name === name);
}
