import { isUtf8 } from 'node:buffer';
import { invalid } from '../errors';
import { crcByte, crcBytes } from './crc8';
import { cellOperations, rowsHeader, tags } from './tags';
import { type CellValue, readVariant } from './variant';

export type CellOperationName = keyof typeof cellOperations;

/** A cell as it was sent: a put has a value and no operation. */
export interface Cell {
  readonly name: string;
  readonly value?: CellValue;
  readonly operation?: CellOperationName;
  readonly timestamp?: bigint;
}

export interface PlainRow {
  readonly primaryKey: readonly Cell[];
  readonly attributes: readonly Cell[];
  readonly deleteMarker: boolean;
}

const operationNames = new Map(Object.entries(cellOperations).map(([name, byte]) => [byte, name as CellOperationName]));

function hex(byte: number | undefined): string {
  return byte === undefined ? 'end' : `0x${byte.toString(16).padStart(2, '0')}`;
}

class Decoder {
  #at = 0;
  #rowCrc = 0;

  constructor(private readonly bytes: Buffer) {}

  header(): void {
    if (this.bytes.length < 4) throw invalid('Input encoded PK broken, length is shorter than expect.');
    const header = this.bytes.readUInt32LE(0);
    if (header !== rowsHeader)
      throw invalid(`Cell data broken, mismatch header, actual: ${hex(header)}, expect: ${hex(rowsHeader)}.`);
    this.#at = 4;
  }

  /** Whether another row begins here; zero bytes after the last row are padding of some SDKs. */
  more(): boolean {
    return this.bytes[this.#at] === tags.primaryKey;
  }

  row(): PlainRow {
    this.#rowCrc = 0;
    this.#expect(tags.primaryKey);
    const primaryKey = this.#cells();
    if (primaryKey.length === 0) throw invalid('Cell data broken, no PK follow PKTag.');
    const hasAttributes = this.#take(tags.attributes);
    const attributes = hasAttributes ? this.#cells() : [];
    if (hasAttributes && attributes.length === 0) throw invalid('Cell data broken, no Cells follow CellTag.');
    const deleteMarker = this.#take(tags.deleteMarker);
    if (!this.#take(tags.rowChecksum)) throw invalid('Cell data broken, row is not end with checksum tag.');
    this.#checksum(crcByte(this.#rowCrc, deleteMarker ? 1 : 0), 'Invalid row: missing checksum.');
    return { primaryKey, attributes, deleteMarker };
  }

  #cells(): Cell[] {
    const cells: Cell[] = [];
    while (this.#take(tags.cell)) cells.push(this.#cell());
    return cells;
  }

  #cell(): Cell {
    const start = this.#name();
    const name = this.bytes.toString('utf8', start, this.#at);
    let crc = crcBytes(0, this.bytes, start, this.#at);
    let value: CellValue | undefined;
    if (this.#take(tags.cellValue)) {
      const length = this.#uint32();
      const read = readVariant(this.bytes, this.#at, name);
      if (read.end !== this.#at + length)
        throw invalid("Cell data broken, has more data in cell, but they can't be parsed.");
      crc = crcBytes(crc, this.bytes, this.#at, read.end);
      this.#at = read.end;
      value = read.value;
    }
    // On the wire the operation comes before the timestamp, in the checksum after it.
    const operationByte = this.#take(tags.cellOperation) ? this.#byte() : undefined;
    let timestamp: bigint | undefined;
    if (this.#take(tags.cellTimestamp)) {
      this.#need(8);
      timestamp = this.bytes.readBigInt64LE(this.#at);
      crc = crcBytes(crc, this.bytes, this.#at, this.#at + 8);
      this.#at += 8;
    }
    if (operationByte !== undefined) crc = crcByte(crc, operationByte);
    if (!this.#take(tags.cellChecksum)) throw invalid('Cell data broken, cell is not end with checksum[0x0a] tag.');
    this.#rowCrc = crcByte(this.#rowCrc, this.#checksum(crc, `Invalid Column(${name}): missing checksum.`));
    return {
      name,
      ...(value && { value }),
      ...(operationByte !== undefined && { operation: operationName(operationByte) }),
      ...(timestamp !== undefined && { timestamp }),
    };
  }

  /** Moves over the name; returns where it starts. */
  #name(): number {
    this.#expect(tags.cellName);
    const length = this.#uint32();
    this.#need(length);
    this.#at += length;
    if (!isUtf8(this.bytes.subarray(this.#at - length, this.#at))) {
      throw invalid(`Cell data broken, wrong string format, size: ${length}.`);
    }
    return this.#at - length;
  }

  #checksum(computed: number, missing: string): number {
    const sent = this.bytes[this.#at++];
    if (sent === undefined) throw invalid(missing);
    if (sent !== computed) throw invalid(`Cell data broken, checksum is mismatch, ${sent}: ${computed}`);
    return computed;
  }

  #take(tag: number): boolean {
    if (this.bytes[this.#at] !== tag) return false;
    this.#at++;
    return true;
  }

  #expect(tag: number): void {
    const actual = this.bytes[this.#at];
    if (!this.#take(tag))
      throw invalid(`Cell data broken, mismatch tag, actual tag(${hex(actual)}), expect(${hex(tag)}).`);
  }

  #byte(): number {
    this.#need(1);
    return this.bytes[this.#at++] as number;
  }

  #uint32(): number {
    this.#need(4);
    this.#at += 4;
    return this.bytes.readUInt32LE(this.#at - 4);
  }

  #need(length: number): void {
    if (this.#at + length > this.bytes.length) throw invalid('Input encoded PK broken, length is shorter than expect.');
  }
}

function operationName(byte: number): CellOperationName {
  const name = operationNames.get(byte as 1 | 3 | 4);
  if (!name) throw invalid(`Invalid op type of cell: ${byte}.`);
  return name;
}

/**
 * Decodes a buffer that holds one row and verifies its checksums. Reading ends at the row's checksum: the Node SDK sends
 * zero bytes after it.
 * @throws OtsError OTSParameterInvalid with the service's message for a broken buffer
 */
export function decodeRow(bytes: Buffer): PlainRow {
  const decoder = new Decoder(bytes);
  decoder.header();
  return decoder.row();
}

/** Decodes a buffer of any number of rows, as GetRange answers it; no bytes are no rows. */
export function decodeRows(bytes: Buffer): PlainRow[] {
  if (bytes.length === 0) return [];
  const decoder = new Decoder(bytes);
  decoder.header();
  const rows: PlainRow[] = [];
  while (decoder.more()) rows.push(decoder.row());
  return rows;
}
