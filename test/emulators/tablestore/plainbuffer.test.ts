import fc from 'fast-check';
import { type Cell, decodeRow, decodeRows, type PlainRow } from '../../../src/emulators/tablestore/plainbuffer/decode';
import { encodeRow, RowWriter } from '../../../src/emulators/tablestore/plainbuffer/encode';
import type { CellValue } from '../../../src/emulators/tablestore/plainbuffer/variant';
import { long, sdk } from './sdk';
import { integer, text } from './wire';

const { PlainBufferBuilder } = sdk as unknown as {
  PlainBufferBuilder: Record<'serializePrimaryKey' | 'serializeForDeleteRow', (key: object[]) => Uint8Array> &
    Record<'serializeForPutRow' | 'serializeForUpdateRow', (key: object[], columns: object[]) => Uint8Array>;
};

const keyA: Cell[] = [{ name: 'id', value: text('a') }];

function put(attributes: Cell[]): PlainRow {
  return { primaryKey: keyA, attributes, deleteMarker: false };
}

const at = 1_700_000_000_000;
const five: CellValue = { type: 'DOUBLE', value: 5 };

/** Rows, the bytes that the SDK makes of them, and the end of these bytes in hexadecimal, known from elsewhere. */
const vectors: [string, PlainRow, () => Uint8Array, string][] = [
  [
    'a put of a double',
    put([{ name: 'n', value: five }]),
    () => PlainBufferBuilder.serializeForPutRow([{ id: 'a' }], [{ n: 5 }]),
    '0203040100000 06e0509000000010000000000001440 0ae609ff',
  ],
  [
    'a put of an integer with a timestamp',
    put([{ name: 'n', value: integer(5), timestamp: BigInt(at) }]),
    () => PlainBufferBuilder.serializeForPutRow([{ id: 'a' }], [{ n: long(5), timestamp: at }]),
    '020304010000006e0509000000000500000000000000 070068e5cf8b010000 0ad1096d',
  ],
  [
    'a deletion of one version',
    put([{ name: 'y', operation: 'deleteOneVersion', timestamp: BigInt(at) }]),
    () => PlainBufferBuilder.serializeForUpdateRow([{ id: 'a' }], [{ DELETE: [{ y: at }] }]),
    '0203040100000079 0603 070068e5cf8b010000 0a050983',
  ],
  [
    'an increment and a deletion of all versions',
    put([
      { name: 'n', value: integer(1), operation: 'increment' },
      { name: 'x', operation: 'deleteAllVersions' },
    ]),
    () =>
      PlainBufferBuilder.serializeForUpdateRow([{ id: 'a' }], [{ INCREMENT: [{ n: long(1) }] }, { DELETE_ALL: ['x'] }]),
    '020304010000006e05090000000001000000000000000604 0ae3 03040100000078 0601 0a0d 09da',
  ],
  [
    'a deletion of the row',
    { primaryKey: keyA, attributes: [], deleteMarker: true },
    () => PlainBufferBuilder.serializeForDeleteRow([{ id: 'a' }]),
    '080 9f3',
  ],
  [
    'an end of a range',
    { primaryKey: [{ name: 'id', value: { type: 'INF_MIN' } }], attributes: [], deleteMarker: false },
    () => PlainBufferBuilder.serializePrimaryKey([{ id: sdk.INF_MIN }]),
    '75000000 01 03 0402000000 6964 05 01000000 09 0a61 09e0',
  ],
];

describe('PlainBuffer', () => {
  test.each(vectors)('PlainBuffer writes and reads %s as the SDK does', (_, row, bySdk, end) => {
    const ours = encodeRow(row);
    const theirs = Buffer.from(bySdk());
    expect(ours.toString('hex').endsWith(end.replaceAll(' ', ''))).toBe(true);
    // The SDK may leave zero bytes after the row.
    expect(theirs.subarray(0, ours.length).equals(ours)).toBe(true);
    expect(theirs.subarray(ours.length).every((byte) => byte === 0)).toBe(true);
    expect(decodeRow(theirs)).toEqual(row);
  });

  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/);
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  const value: fc.Arbitrary<CellValue> = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ({ type: 'INTEGER' as const, value: n })),
    fc.double().map((n) => ({ type: 'DOUBLE' as const, value: n })),
    fc.boolean().map((flag) => ({ type: 'BOOLEAN' as const, value: flag })),
    fc.string({ unit: 'grapheme' }).map((string) => ({ type: 'STRING' as const, value: Buffer.from(string) })),
    bytes.map((blob) => ({ type: 'BINARY' as const, value: blob })),
    fc.constantFrom({ type: 'INF_MIN' as const }, { type: 'INF_MAX' as const }, { type: 'AUTO_INCREMENT' as const }),
  );
  const cell: fc.Arbitrary<Cell> = fc.record(
    {
      name,
      value,
      operation: fc.constantFrom('increment', 'deleteOneVersion', 'deleteAllVersions'),
      timestamp: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    },
    { requiredKeys: ['name'] },
  );
  const anyRow: fc.Arbitrary<PlainRow> = fc.record({
    primaryKey: fc.array(cell, { minLength: 1, maxLength: 4 }),
    attributes: fc.array(cell, { maxLength: 8 }),
    deleteMarker: fc.boolean(),
  });

  test('Any row is decoded as it was encoded, with any number of zero bytes after it', () => {
    fc.assert(
      fc.property(anyRow, fc.nat(30), (row, zeros) => {
        expect(decodeRow(Buffer.concat([encodeRow(row), Buffer.alloc(zeros)]))).toEqual(row);
      }),
    );
  });

  test('Rows that are encoded one after another are decoded one by one', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), (rows) => {
        const writer = new RowWriter(16);
        for (const row of rows) {
          writer.beginRow();
          for (const one of row.primaryKey) writer.cell(one.name, one.value, one.timestamp, one.operation);
          if (row.attributes.length > 0) writer.beginAttributes();
          for (const one of row.attributes) writer.cell(one.name, one.value, one.timestamp, one.operation);
          writer.endRow(row.deleteMarker);
        }
        expect(decodeRows(writer.finish())).toEqual(rows);
      }),
    );
  });

  test("A row with one changed byte is decoded or refused with the service's error", () => {
    fc.assert(
      fc.property(anyRow, fc.nat(), fc.integer({ min: 1, max: 255 }), (row, position, change) => {
        const encoded = encodeRow(row);
        const index = position % encoded.length;
        encoded[index] = (encoded[index] as number) ^ change;
        const outcome = (): unknown => {
          try {
            return decodeRow(encoded);
          } catch (error) {
            return error;
          }
        };
        const result = outcome();
        expect(result instanceof Error ? result.name : 'read').toMatch(/^(OtsError|read)$/);
      }),
    );
  });

  test("Every truncation of a row is refused with the service's error", () => {
    const whole = encodeRow(put([{ name: 'n', value: five, timestamp: 1n }]));
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeRow(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ name: 'OtsError', code: 'OTSParameterInvalid' }) as Error,
      );
    }
  });

  test.each([
    ['another header', '76000000 01', 'Cell data broken, mismatch header, actual: 0x76, expect: 0x75.'],
    ['no cells', '75000000 01 09 00', 'Cell data broken, no PK follow PKTag.'],
    [
      'a wrong cell checksum',
      '75000000 01 03 04 01000000 6b 05 09000000 00 0000000000000000 0a 00',
      /^Cell data broken, checksum is mismatch, 0: \d+$/,
    ],
    [
      'an unknown type',
      '75000000 01 03 04 01000000 6b 05 01000000 0f',
      'data format is invalid, unknown variant type occured.',
    ],
    [
      'a string that is not UTF-8',
      '75000000 01 03 04 01000000 6b 05 06000000 03 01000000 ff',
      'Value of column k must be UTF8 encoding.',
    ],
    [
      'a value shorter than it says',
      '75000000 01 03 04 01000000 6b 05 0a000000 00 0000000000000000 00',
      "Cell data broken, has more data in cell, but they can't be parsed.",
    ],
    [
      'a string longer than the message',
      '75000000 01 03 04 01000000 6b 05 ff000000 03 fa000000 61',
      'Cell data broken, wrong string format, size: 250.',
    ],
  ])('A row with %s is refused', (_, hex, message) => {
    expect(() => decodeRow(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow(message);
  });
});
