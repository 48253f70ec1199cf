/** CRC-8 as PlainBuffer uses it: polynomial 0x07, start 0, nothing reflected, no final xor. */
const table = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  return crc;
});

/** Continues a checksum with one byte. */
export function crcByte(crc: number, byte: number): number {
  return table[crc ^ byte] as number;
}

/** Continues a checksum with `bytes[start, end)`. */
export function crcBytes(crc: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
  let result = crc;
  for (let at = start; at < end; at++) result = table[result ^ (bytes[at] as number)] as number;
  return result;
}
