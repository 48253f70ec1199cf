import fc from 'fast-check';
import { compareValues, type KeyValue } from '../../../../src/emulators/tablestore/model/value';
import { decodeKey, encodeKey, tableEnd, tablePrefix } from '../../../../src/emulators/tablestore/storage/key';

const integer: fc.Arbitrary<KeyValue> = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => ({ type: 'INTEGER', value }));
// Few different bytes, so that values are often prefixes of each other and full of zeros.
const bytes = fc.array(fc.constantFrom(0, 1, 0x61, 0xff), { maxLength: 6 }).map((array) => Buffer.from(array));
const string: fc.Arbitrary<KeyValue> = bytes.map((value) => ({ type: 'STRING', value }));
const binary: fc.Arbitrary<KeyValue> = bytes.map((value) => ({ type: 'BINARY', value }));
const key = fc.tuple(string, integer, binary);

function compareKeys(a: readonly KeyValue[], b: readonly KeyValue[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareValues(value, b[index] as KeyValue) as number;
    if (order !== 0) return Math.sign(order);
  }
  return 0;
}

describe('keys in the store', () => {
  test('Keys are decoded as they were encoded', () => {
    fc.assert(fc.property(key, (values) => expect(decodeKey(encodeKey(7, values))).toEqual(values)));
  });

  test('Encoded keys have the order of their values, column by column', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(encodeKey(7, a).compare(encodeKey(7, b)))).toBe(compareKeys(a, b));
      }),
      { numRuns: 500 },
    );
  });

  test('Encoded keys lie between INF_MIN and INF_MAX in every column, and inside their table', () => {
    fc.assert(
      fc.property(key, fc.nat(2), (values, column) => {
        const encoded = encodeKey(7, values);
        const low = encodeKey(7, [...values.slice(0, column), { type: 'INF_MIN' }]);
        const high = encodeKey(7, [...values.slice(0, column), { type: 'INF_MAX' }]);
        expect(low.compare(encoded)).toBe(-1);
        expect(high.compare(encoded)).toBe(1);
        expect(tablePrefix(7).compare(low)).toBe(-1);
        expect(tableEnd(7).compare(high)).toBe(1);
      }),
    );
  });

  test('Keys are encoded as documented', () => {
    const encoded = encodeKey(1, [
      { type: 'STRING', value: Buffer.from('a\0') },
      { type: 'INTEGER', value: 5n },
    ]);
    expect(encoded.toString('hex')).toBe('640000000120' + '6100ff0000' + '108000000000000005');
  });
});
