import type { Column, Key } from '../model/row';
import type { Table } from '../model/table';
import { RowWriter } from './encode';

/** Writes a row as in replies: the key, then the columns with a timestamp for each version. */
export function writeRow(
  writer: RowWriter,
  table: Table,
  key: Key,
  columns: readonly Column[],
  keyColumns?: ReadonlySet<string>,
): void {
  writer.beginRow();
  key.forEach((value, index) => {
    const name = table.primaryKey[index]?.name ?? '';
    if (!keyColumns || keyColumns.has(name)) writer.cell(name, value);
  });
  if (columns.length > 0) writer.beginAttributes();
  for (const { name, versions } of columns) {
    for (const { timestamp, value } of versions) writer.cell(name, value, BigInt(timestamp));
  }
  writer.endRow();
}

/** One row as a buffer of its own. */
export function encodeRowReply(table: Table, key: Key, columns: readonly Column[]): Buffer {
  const writer = new RowWriter();
  writeRow(writer, table, key, columns);
  return writer.finish();
}
