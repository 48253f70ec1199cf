import type { Key } from '../model/row';
import type { Table } from '../model/table';
import { isValue, type KeyBound, type KeyValue } from '../model/value';

/**
 * Keys in the ordered store, whose byte order is the service's order of rows:
 *
 *     'd'  table id, 4 bytes big endian  then for each key column a tag and its value
 *
 *     INF_MIN  00                     INF_MAX  FF               (only in bounds of ranges)
 *     INTEGER  10, 8 bytes big endian with the sign bit flipped
 *     STRING   20, BINARY 30          the bytes with 00 written as 00 FF, then 00 00
 *
 * ("a\0", 5) in table 1 is 64 00000001 | 20 61 00FF 0000 | 10 8000000000000005; "a" ends with 61 0000 and so comes first.
 */
const rowByte = 0x64;
const tags = { INF_MIN: 0x00, INTEGER: 0x10, STRING: 0x20, BINARY: 0x30, INF_MAX: 0xff } as const;
const signBit = 1n << 63n;

function encodedLength(bound: KeyBound): number {
  if (!isValue(bound)) return 1;
  if (bound.type === 'INTEGER') return 9;
  let length = bound.value.length + 3;
  for (let at = bound.value.indexOf(0); at !== -1; at = bound.value.indexOf(0, at + 1)) length++;
  return length;
}

function writeEscaped(target: Buffer, start: number, value: Buffer): number {
  let at = start;
  for (let from = 0; ; ) {
    const zero = value.indexOf(0, from);
    at += value.copy(target, at, from, zero === -1 ? value.length : zero);
    target[at++] = 0;
    target[at++] = zero === -1 ? 0 : 0xff;
    if (zero === -1) return at;
    from = zero + 1;
  }
}

/** Every key of the table begins with this. */
export function tablePrefix(tableId: number): Buffer {
  const prefix = Buffer.allocUnsafe(5);
  prefix[0] = rowByte;
  prefix.writeUInt32BE(tableId, 1);
  return prefix;
}

/** The key of a row, or the end of a range when a column is INF_MIN or INF_MAX, or when trailing columns are left out. */
export function encodeKey(tableId: number, bounds: readonly KeyBound[]): Buffer {
  const key = Buffer.allocUnsafe(bounds.reduce((length, bound) => length + encodedLength(bound), 5));
  key[0] = rowByte;
  key.writeUInt32BE(tableId, 1);
  let at = 5;
  for (const bound of bounds) {
    key[at++] = tags[bound.type];
    if (bound.type === 'INTEGER') at = key.writeBigUInt64BE(BigInt.asUintN(64, bound.value) ^ signBit, at);
    else if (bound.type === 'STRING' || bound.type === 'BINARY') at = writeEscaped(key, at, bound.value);
  }
  return key;
}

function readEscaped(key: Buffer, start: number): { value: Buffer; end: number } {
  let end = key.indexOf(0, start);
  if (key[end + 1] === 0) return { value: key.subarray(start, end), end: end + 2 };
  const parts: Buffer[] = [];
  let from = start;
  while (key[end + 1] !== 0) {
    parts.push(key.subarray(from, end + 1));
    from = end + 2;
    end = key.indexOf(0, from);
  }
  parts.push(key.subarray(from, end));
  return { value: Buffer.concat(parts), end: end + 2 };
}

/** The values in a row's key. */
export function decodeKey(key: Buffer): Key {
  const values: KeyValue[] = [];
  for (let at = 5; at < key.length; ) {
    if (key[at] === tags.INTEGER) {
      values.push({ type: 'INTEGER', value: BigInt.asIntN(64, key.readBigUInt64BE(at + 1) ^ signBit) });
      at += 9;
    } else {
      const { value, end } = readEscaped(key, at + 1);
      values.push({ type: key[at] === tags.STRING ? 'STRING' : 'BINARY', value });
      at = end;
    }
  }
  return values;
}

/** The first byte after every key of the table. */
export function tableEnd(tableId: number): Buffer {
  return tablePrefix(tableId + 1);
}

/** The common beginning of the keys of one partition, as a name for locks. */
export function partitionOf(table: Table, key: Key): string {
  return encodeKey(table.id, key.slice(0, 1)).toString('latin1');
}
