import { type Capacity, consumed } from '../capacity';
import { invalid } from '../errors';
import type { ComputeSplitPointsBySizeRequest, Consumed } from '../protocol/messages';
import { describeKey } from '../protocol/table-messages';
import { defineOperation } from './operation';

interface Response {
  consumed: Consumed;
  schema: object[];
  locations: { location: string; repeat: number }[];
}

const capacity: Capacity = { read: 1, write: 0 };

const smallestUnit = 1_048_576n;

/** The service's are 32 characters that say nothing. */
const emptyLocation = '0'.repeat(32);

/** The whole table is one split: no points, one location. */
export const computeSplitPointsBySize = defineOperation<ComputeSplitPointsBySizeRequest, Response>({
  name: 'ComputeSplitPointsBySize',
  request: 'ComputeSplitPointsBySizeRequest',
  response: 'ComputeSplitPointsBySizeResponse',
  run: async ({ catalog }, { tableName, splitSize, splitSizeUnitInByte }) => {
    if (BigInt(splitSize) <= 0n) throw invalid('The split_size should be greater than 0.');
    if (splitSizeUnitInByte !== undefined && BigInt(splitSizeUnitInByte) < smallestUnit) {
      throw invalid(`The split_size_unit_in_byte should be greater equal than: ${smallestUnit}`);
    }
    const table = catalog.forReading(tableName);
    return {
      response: {
        consumed: consumed(capacity),
        schema: describeKey(table),
        locations: [{ location: emptyLocation, repeat: 1 }],
      },
      usage: { capacity, rowsRead: 0, rowsWritten: 0 },
    };
  },
});
