const polynomial = 0xc96c5795d7870f42n;
const mask = (1n << 64n) - 1n;

const table = BigUint64Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
});

/** CRC-64 of ECMA-182, reflected, as a decimal number: the checksum that Function Compute and OSS keep of a file. */
export function crc64(bytes: Uint8Array): string {
  let value = mask;
  for (const byte of bytes) value = table[Number((value ^ BigInt(byte)) & 0xffn)]! ^ (value >> 8n);
  return String(value ^ mask);
}
