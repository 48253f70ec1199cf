/*
 * A DEFLATE stream (RFC 1951) that ends can be made one that goes on: its last block is marked as not the last, and a flush
 * brings it to the end of a byte. Where the last block begins and ends is found by reading all blocks.
 */

/** How many codes there are of each length in bits, and the symbols in the order of their codes. */
interface Huffman {
  counts: number[];
  symbols: number[];
}

const lengthCodeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const endOfBlock = 256;
const fixedLengths = Array.from({ length: 288 }, (_, symbol) =>
  symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
);

class BitReader {
  position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next bits as a number, the lowest bit first. */
  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.position++)
      value |= (((this.bytes[this.position >> 3] ?? 0) >> (this.position & 7)) & 1) << bit;
    return value;
  }

  symbol({ counts, symbols }: Huffman): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      const count = counts[length] ?? 0;
      code |= this.read(1);
      if (code - first < count) return symbols[index + code - first] ?? endOfBlock;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Error('This is not a DEFLATE stream.');
  }
}

/** The same stream, left open at a byte boundary as by zlib's `Z_SYNC_FLUSH`. */
export function openDeflate(closed: Uint8Array): Buffer {
  const reader = new BitReader(closed);
  let start: number;
  let isLast: boolean;
  do {
    start = reader.position;
    isLast = reader.read(1) === 1;
    skipBlock(reader);
  } while (!isLast);
  // An empty stored block: three bits of header, then its length from the next byte on.
  const open = Buffer.alloc(Math.ceil((reader.position + 3) / 8));
  open.set(closed.subarray(0, Math.ceil(reader.position / 8)));
  open[start >> 3] = (open[start >> 3] ?? 0) & ~(1 << (start & 7));
  return Buffer.concat([open, Buffer.from([0, 0, 255, 255])]);
}

function skipBlock(reader: BitReader): void {
  const type = reader.read(2);
  if (type === 0) {
    reader.position = Math.ceil(reader.position / 8) * 8;
    const length = reader.read(16);
    reader.position += 16 + length * 8;
    return;
  }
  const [literals, distances] =
    type === 1 ? [huffman(fixedLengths), huffman(Array<number>(30).fill(5))] : readCodes(reader);
  for (let symbol = reader.symbol(literals); symbol !== endOfBlock; symbol = reader.symbol(literals)) {
    if (symbol < endOfBlock) continue;
    reader.read(extraBitsOfLength(symbol));
    reader.read(Math.max(0, (reader.symbol(distances) >> 1) - 1));
  }
}

const extraBitsOfLength = (symbol: number): number => (symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2);

/** The codes of a block that brings its own. */
function readCodes(reader: BitReader): [literals: Huffman, distances: Huffman] {
  const literals = reader.read(5) + 257;
  const distances = reader.read(5) + 1;
  const count = reader.read(4) + 4;
  const lengthLengths = Array<number>(19).fill(0);
  for (const symbol of lengthCodeOrder.slice(0, count)) lengthLengths[symbol] = reader.read(3);
  const code = huffman(lengthLengths);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = reader.symbol(code);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) lengths.push(...Array<number>(3 + reader.read(2)).fill(lengths[lengths.length - 1] ?? 0));
    else lengths.push(...Array<number>(symbol === 17 ? 3 + reader.read(3) : 11 + reader.read(7)).fill(0));
  }
  return [huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals))];
}

function huffman(lengths: readonly number[]): Huffman {
  const counts = Array<number>(16).fill(0);
  for (const length of lengths) if (length > 0) counts[length]!++;
  const used = Array.from(lengths.keys()).filter((symbol) => lengths[symbol]! > 0);
  return { counts, symbols: used.sort((a, b) => lengths[a]! - lengths[b]! || a - b) };
}
