import type { Column, Row, Version } from '../model/row';
import type { Value } from '../model/value';
import { readVariant, variantLength, writeVariant } from '../plainbuffer/variant';

/**
 * A row in the store:
 *
 *     01  written at (float64, ms)  columns (uint32), and for each of them
 *         length of name (uint8)  name  versions (uint32), and for each of those
 *             timestamp (float64, ms)  value as PlainBuffer writes it: type byte, [length], data
 */
const rowFormat = 1;

export function encodeStoredRow(row: Row): Buffer {
  let length = 13;
  for (const { name, versions } of row.columns) {
    length += 5 + Buffer.byteLength(name);
    for (const { value } of versions) length += 8 + variantLength(value);
  }
  const bytes = Buffer.allocUnsafe(length);
  bytes[0] = rowFormat;
  let at = bytes.writeDoubleLE(row.writtenAt, 1);
  at = bytes.writeUInt32LE(row.columns.length, at);
  for (const { name, versions } of row.columns) {
    const nameLength = bytes.write(name, at + 1, 'utf8');
    bytes[at] = nameLength;
    at += 1 + nameLength;
    at = bytes.writeUInt32LE(versions.length, at);
    for (const { timestamp, value } of versions) {
      at = bytes.writeDoubleLE(timestamp, at);
      at = writeVariant(bytes, at, value);
    }
  }
  return bytes;
}

/** @throws Error when the bytes are not of this format: a data folder of another program */
export function decodeStoredRow(bytes: Buffer): Row {
  if (bytes[0] !== rowFormat) throw new Error(`stored row has the unknown format ${bytes[0]}`);
  const writtenAt = bytes.readDoubleLE(1);
  const columns: Column[] = new Array(bytes.readUInt32LE(9));
  let at = 13;
  for (let index = 0; index < columns.length; index++) {
    const nameEnd = at + 1 + (bytes[at] as number);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const versions: Version[] = new Array(bytes.readUInt32LE(nameEnd));
    at = nameEnd + 4;
    for (let version = 0; version < versions.length; version++) {
      const { value, end } = readVariant(bytes, at + 8);
      versions[version] = { timestamp: bytes.readDoubleLE(at), value: value as Value };
      at = end;
    }
    columns[index] = { name, versions };
  }
  return { writtenAt, columns };
}
