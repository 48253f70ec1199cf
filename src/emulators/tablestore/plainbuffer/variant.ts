import { isUtf8 } from 'node:buffer';
import { invalid } from '../errors';
import type { KeyMarker, Value } from '../model/value';
import { variants } from './tags';

export type CellValue = Value | KeyMarker;

function need(bytes: Buffer, at: number, length: number): void {
  if (at + length > bytes.length) throw invalid('Input encoded PK broken, length is shorter than expect.');
}

function readBytes(bytes: Buffer, at: number): Buffer {
  need(bytes, at, 4);
  const size = bytes.readUInt32LE(at);
  if (at + 4 + size > bytes.length) throw invalid(`Cell data broken, wrong string format, size: ${size}.`);
  return bytes.subarray(at + 4, at + 4 + size);
}

/**
 * Reads a value: the type byte, for strings and blobs a length, the data.
 * @throws OtsError OTSParameterInvalid when the bytes are not a value
 */
export function readVariant(bytes: Buffer, at: number, name = ''): { value: CellValue; end: number } {
  need(bytes, at, 1);
  const start = at + 1;
  switch (bytes[at]) {
    case variants.integer:
      need(bytes, start, 8);
      return { value: { type: 'INTEGER', value: bytes.readBigInt64LE(start) }, end: start + 8 };
    case variants.double:
      need(bytes, start, 8);
      return { value: { type: 'DOUBLE', value: bytes.readDoubleLE(start) }, end: start + 8 };
    case variants.boolean:
      need(bytes, start, 1);
      return { value: { type: 'BOOLEAN', value: bytes[start] !== 0 }, end: start + 1 };
    case variants.string: {
      const value = readBytes(bytes, start);
      if (!isUtf8(value)) throw invalid(`Value of column ${name} must be UTF8 encoding.`);
      return { value: { type: 'STRING', value }, end: start + 4 + value.length };
    }
    case variants.binary: {
      const value = readBytes(bytes, start);
      return { value: { type: 'BINARY', value }, end: start + 4 + value.length };
    }
    case variants.infMin:
      return { value: { type: 'INF_MIN' }, end: start };
    case variants.infMax:
      return { value: { type: 'INF_MAX' }, end: start };
    case variants.autoIncrement:
      return { value: { type: 'AUTO_INCREMENT' }, end: start };
    default:
      throw invalid('data format is invalid, unknown variant type occured.');
  }
}

/** Bytes of a value with its type byte. */
export function variantLength(value: CellValue): number {
  switch (value.type) {
    case 'INTEGER':
    case 'DOUBLE':
      return 9;
    case 'BOOLEAN':
      return 2;
    case 'STRING':
    case 'BINARY':
      return 5 + value.value.length;
    default:
      return 1;
  }
}

/** Writes a value at a position of a buffer that has room for it; returns the position after it. */
export function writeVariant(bytes: Buffer, at: number, value: CellValue): number {
  switch (value.type) {
    case 'INTEGER':
      bytes[at] = variants.integer;
      return bytes.writeBigInt64LE(value.value, at + 1);
    case 'DOUBLE':
      bytes[at] = variants.double;
      return bytes.writeDoubleLE(value.value, at + 1);
    case 'BOOLEAN':
      bytes[at] = variants.boolean;
      return bytes.writeUInt8(value.value ? 1 : 0, at + 1);
    case 'STRING':
    case 'BINARY':
      bytes[at] = value.type === 'STRING' ? variants.string : variants.binary;
      bytes.writeUInt32LE(value.value.length, at + 1);
      return at + 5 + value.value.copy(bytes, at + 5);
    case 'INF_MIN':
      return bytes.writeUInt8(variants.infMin, at);
    case 'INF_MAX':
      return bytes.writeUInt8(variants.infMax, at);
    case 'AUTO_INCREMENT':
      return bytes.writeUInt8(variants.autoIncrement, at);
  }
}
