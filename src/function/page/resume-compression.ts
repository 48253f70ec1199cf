import { deflateRawSync, gunzipSync } from 'zlib';

/*
 * The document is compressed once, at build; a visit's data is not known then. Both formats allow a stream to go on: the
 * compressed beginning ends at a byte boundary with no end mark (a flush), and a visit adds its data and the end. What
 * leaves is one ordinary stream, whose cost at run time is that of the data alone.
 */

export type Encoding = 'br' | 'gzip' | 'identity';

/** A document's beginning, compressed and left open. */
export interface OpenDocument {
  bytes: Buffer;
  /** CRC-32 and length of the uncompressed beginning, which gzip's trailer has to cover. */
  crc: number;
  length: number;
}

/** Adds the rest and the end of a gzip stream. */
export function closeGzip(open: OpenDocument, rest: Buffer): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(rest, open.crc), 0);
  trailer.writeUInt32LE((open.length + rest.length) % 2 ** 32, 4);
  return Buffer.concat([open.bytes, deflateRawSync(rest), trailer]);
}

/**
 * Adds the rest and the end of a Brotli stream (RFC 7932, section 9.2). The rest is stored, not compressed: a compressed
 * meta-block would have to know the state of the encoder that made the beginning.
 */
export function closeBrotli(open: Buffer, rest: Buffer): Buffer {
  const parts = [open];
  for (let start = 0; start < rest.length; start += 65536) {
    const block = rest.slice(start, start + 65536);
    // From the lowest bit: ISLAST 0, MNIBBLES 0 (four), MLEN - 1 in 16 bits, ISUNCOMPRESSED 1, then zeros to the byte's end.
    const header = ((block.length - 1) << 3) | (1 << 19);
    parts.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), block);
  }
  parts.push(Buffer.from([3])); // ISLAST 1, ISLASTEMPTY 1
  return Buffer.concat(parts);
}

/** The uncompressed beginning, for the rare client that accepts neither format. */
export function readGzip(open: OpenDocument): Buffer {
  return gunzipSync(closeGzip(open, Buffer.alloc(0)));
}

let table: Int32Array | undefined;

/** CRC-32 as in RFC 1952, section 8, going on from the CRC of what came before. */
export function crc32(bytes: Buffer, before = 0): number {
  table ??= crcTable();
  let crc = ~before;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
}
