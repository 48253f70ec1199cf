import type { Table } from '../model/table';
import type { Catalog } from '../storage/catalog';
import type { Write } from '../storage/engine';

/**
 * The values of auto-increment columns: microseconds since 1970, or one more than the last. Unique and increasing in the
 * whole table; the last one is stored with each row that takes one, so that no value repeats when the clock is set back.
 */
export class Sequences {
  readonly #last = new Map<number, bigint>();

  constructor(private readonly catalog: Catalog) {}

  next(table: Table): bigint {
    const last = this.#last.get(table.id) ?? this.catalog.sequence(table);
    const now = BigInt(Date.now()) * 1000n;
    const value = now > last ? now : last + 1n;
    this.#last.set(table.id, value);
    return value;
  }

  record(table: Table): Write {
    return this.catalog.sequenceRecord(table, this.#last.get(table.id) ?? 0n);
  }
}
