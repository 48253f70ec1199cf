import { type Capacity, columnsSize, keySize, units } from '../capacity';
import type { Key } from '../model/row';
import type { Table } from '../model/table';
import { encodeRowReply } from '../plainbuffer/reply';
import type { ReadOptions } from '../reading/read-options';
import { select } from '../reading/select';
import type { Transaction } from '../storage/transactions';
import type { Instance } from './operation';

/** One row as GetRow and BatchGetRow return it; empty when there is no row. */
export function readRow(
  { rows }: Instance,
  table: Table,
  key: Key,
  options: ReadOptions,
  transaction?: Transaction,
): { row: Buffer; capacity: Capacity } {
  const row = rows.read(table, key, transaction);
  if (!row) return { row: Buffer.alloc(0), capacity: { read: 1, write: 0 } };
  const { read, returned } = select(table, key, row, options);
  const capacity = { read: units(keySize(table, key) + columnsSize(table, read)), write: 0 };
  return { row: returned ? encodeRowReply(table, key, returned) : Buffer.alloc(0), capacity };
}
