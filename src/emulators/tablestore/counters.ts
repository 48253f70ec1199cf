import type { Usage } from './operations/operation';

/** A server's usage since it started. */
export interface Counters {
  /** By name of operation; failures are those answered with an error. */
  operations: Record<string, { calls: number; failures: number }>;
  rows: { read: number; written: number };
  capacityUnits: { read: number; write: number };
}

export class CounterSet {
  readonly #counters: Counters = {
    operations: {},
    rows: { read: 0, written: 0 },
    capacityUnits: { read: 0, write: 0 },
  };

  count(operation: string, failed: boolean): void {
    const { calls, failures } = this.#counters.operations[operation] ?? { calls: 0, failures: 0 };
    this.#counters.operations[operation] = { calls: calls + 1, failures: failures + (failed ? 1 : 0) };
  }

  use({ capacity, rowsRead, rowsWritten }: Usage): void {
    this.#counters.rows.read += rowsRead;
    this.#counters.rows.written += rowsWritten;
    this.#counters.capacityUnits.read += capacity.read;
    this.#counters.capacityUnits.write += capacity.write;
  }

  /** A copy of the counters as they are now. */
  read(): Counters {
    return structuredClone(this.#counters);
  }
}

/** The counters in a few lines for a terminal. */
export function printCounters({ operations, rows, capacityUnits }: Counters): string {
  return [
    ...Object.entries(operations).map(([name, { calls, failures }]) => `${name} ${calls} (${failures} failed)`),
    `rows read ${rows.read}, written ${rows.written}`,
    `capacity units read ${capacityUnits.read}, write ${capacityUnits.write}`,
  ].join('\n');
}
