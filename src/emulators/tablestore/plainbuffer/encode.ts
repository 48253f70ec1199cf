import { crcByte, crcBytes } from './crc8';
import type { Cell, PlainRow } from './decode';
import { cellOperations, rowsHeader, tags } from './tags';
import { type CellValue, variantLength, writeVariant } from './variant';

/** Bytes of a cell beside its name and value: tags, lengths, operation, timestamp, checksum. */
const cellOverhead = 1 + 5 + 5 + 2 + 9 + 2;

/** Writes rows one after another into one buffer that grows. */
export class RowWriter {
  #bytes: Buffer;
  #at = 4;
  #rowCrc = 0;

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafe(Math.max(capacity, 16));
    this.#bytes.writeUInt32LE(rowsHeader, 0);
  }

  /** Begins a row; its key cells follow. */
  beginRow(): void {
    this.#rowCrc = 0;
    this.#byte(tags.primaryKey);
  }

  /** Begins the attributes; at least one cell must follow. */
  beginAttributes(): void {
    this.#byte(tags.attributes);
  }

  cell(name: string, value: CellValue | undefined, timestamp?: bigint, operation?: Cell['operation']): void {
    // In UTF-8 a UTF-16 code unit takes three bytes at most.
    this.#reserve(cellOverhead + 3 * name.length + (value ? variantLength(value) : 0));
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = tags.cell;
    bytes[at++] = tags.cellName;
    const nameStart = at + 4;
    at = nameStart + bytes.write(name, nameStart, 'utf8');
    bytes.writeUInt32LE(at - nameStart, nameStart - 4);
    let crc = crcBytes(0, bytes, nameStart, at);
    if (value) {
      bytes[at++] = tags.cellValue;
      at = bytes.writeUInt32LE(variantLength(value), at);
      const valueEnd = writeVariant(bytes, at, value);
      crc = crcBytes(crc, bytes, at, valueEnd);
      at = valueEnd;
    }
    if (operation) {
      bytes[at++] = tags.cellOperation;
      bytes[at++] = cellOperations[operation];
    }
    if (timestamp !== undefined) {
      bytes[at++] = tags.cellTimestamp;
      const timestampEnd = bytes.writeBigInt64LE(timestamp, at);
      crc = crcBytes(crc, bytes, at, timestampEnd);
      at = timestampEnd;
    }
    if (operation) crc = crcByte(crc, cellOperations[operation]);
    bytes[at++] = tags.cellChecksum;
    bytes[at++] = crc;
    this.#at = at;
    this.#rowCrc = crcByte(this.#rowCrc, crc);
  }

  endRow(deleteMarker = false): void {
    if (deleteMarker) this.#byte(tags.deleteMarker);
    this.#byte(tags.rowChecksum);
    this.#byte(crcByte(this.#rowCrc, deleteMarker ? 1 : 0));
  }

  /** The written bytes. The writer must not be used afterwards. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + length));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

/** Encodes one row of any shape, as clients send it. */
export function encodeRow(row: PlainRow): Buffer {
  const writer = new RowWriter();
  writer.beginRow();
  for (const cell of row.primaryKey) writer.cell(cell.name, cell.value, cell.timestamp, cell.operation);
  if (row.attributes.length > 0) writer.beginAttributes();
  for (const cell of row.attributes) writer.cell(cell.name, cell.value, cell.timestamp, cell.operation);
  writer.endRow(row.deleteMarker);
  return writer.finish();
}
