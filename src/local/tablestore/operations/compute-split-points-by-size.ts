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

/** The whole table is one split: no points, one location. */
export const computeSplitPointsBySize = defineOperation<ComputeSplitPointsBySizeRequest, Response>({
  name: 'ComputeSplitPointsBySize',
  request: 'ComputeSplitPointsBySizeRequest',
  response: 'ComputeSplitPointsBySizeResponse',
  run: async ({ catalog }, { tableName, splitSize }) => {
    if (BigInt(splitSize) <= 0n) throw invalid(`Invalid split size: ${splitSize}. It must be greater than 0.`);
    const table = catalog.forReading(tableName);
    return {
      response: {
        consumed: consumed(capacity),
        schema: describeKey(table),
        locations: [{ location: 'local', repeat: 1 }],
      },
      usage: { capacity, rowsRead: 0, rowsWritten: 0 },
    };
  },
});
