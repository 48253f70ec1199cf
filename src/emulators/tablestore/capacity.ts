import type { Column, Key } from './model/row';
import type { Table } from './model/table';
import { sizeOf } from './model/value';
import type { Consumed } from './protocol/messages';

const unitSize = 4096;
const perVersionSize = 8;

/** Capacity units that an operation used. */
export interface Capacity {
  readonly read: number;
  readonly write: number;
}

export const none: Capacity = { read: 0, write: 0 };

/** The size of a key: names and values. */
export function keySize(table: Table, key: Key): number {
  return key.reduce((size, value, index) => size + (table.primaryKey[index]?.name.length ?? 0) + sizeOf(value), 0);
}

/** The bytes that each version counts beyond its name and value. */
export function versionSize(table: Table): number {
  return table.options.maxVersions > 1 || table.options.timeToLive !== -1 ? perVersionSize : 0;
}

export function columnsSize(table: Table, columns: readonly Column[]): number {
  const perVersion = versionSize(table);
  let size = 0;
  for (const { name, versions } of columns) {
    const nameSize = Buffer.byteLength(name);
    for (const { value } of versions) size += nameSize + sizeOf(value) + perVersion;
  }
  return size;
}

/** Units for a number of bytes: one for each started 4 KB, at least one. */
export function units(size: number): number {
  return Math.max(1, Math.ceil(size / unitSize));
}

/** Units of a write of `size` bytes, its key included; a write with a condition also reads its key. */
export function writeCapacity(size: number, keyBytes: number, checks: boolean): Capacity {
  return {
    read: checks ? units(keyBytes) : 0,
    write: units(size),
  };
}

/** Units of a write whose condition failed. */
export const failedCondition: Capacity = { read: 1, write: 1 };

export function consumed({ read, write }: Capacity): Consumed {
  return { capacityUnit: { read, write } };
}
