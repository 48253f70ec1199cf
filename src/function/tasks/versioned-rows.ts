import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { Write } from '../tablestore/operations';
import type { Columns, PrimaryKey, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { hasToken, ifUnchanged, lacksWrite, newToken, withToken } from './write-tokens';

/** How often a write that met another one looks at the row again. */
export const conflictAttempts = 20;

/** Why a row was not changed. */
export type Refusal = 'missing' | 'version differs';

/** How a kind of record is stored. */
export interface RecordCodec<T> {
  fromRow(row: Row): T;
  /** The columns of a record; `writeTokens` name its last writes, newest first. */
  toColumns(record: T, writeTokens: string): Columns;
  /** The columns that a record may lack. */
  optionalColumns: readonly string[];
}

/**
 * Records with versions and write tokens, one row each, in the table of tasks. A new row's condition is that its key is
 * free. Every other write reads the row first and then states that it is unchanged, so that it can be carried out once
 * only, however late. A write whose answer was lost is resolved by reading the row again.
 *
 * @throws StoreError from every method
 */
export class VersionedRows<T extends { version: number }> {
  readonly #store: TablestoreClient;
  readonly #codec: RecordCodec<T>;

  constructor(store: TablestoreClient, codec: RecordCodec<T>) {
    this.#store = store;
    this.#codec = codec;
  }

  /**
   * Adds a record under its key. One round trip; false when the key is taken.
   * @throws StoreError also when the answer was lost and the row does not tell who made it
   */
  async insert(call: StoreCall, key: PrimaryKey, record: T): Promise<boolean> {
    const token = newToken();
    const columns = this.#codec.toColumns(record, token);
    const result = await this.#store.putRow(call, tasksTable, key, columns, { row: 'missing' });
    if (result === 'perhaps applied') return this.#wasApplied(call, key, token, undefined);
    return result === 'applied';
  }

  /** Reads a record and writes its next version, again when another write came between. Two round trips. */
  change(
    call: StoreCall,
    key: PrimaryKey,
    expected: ExpectedVersions | undefined,
    next: (record: T) => T,
  ): Promise<T | Refusal> {
    return this.changeOrRefuse(call, key, (record) =>
      matches(expected, record.version) ? next(record) : 'version differs',
    );
  }

  /** As `change`, where a record may turn out not to be changed, for a reason; `next` may use the store. */
  async changeOrRefuse<Reason extends string>(
    call: StoreCall,
    key: PrimaryKey,
    next: (record: T) => T | Reason | Promise<T | Reason>,
  ): Promise<T | Reason | 'missing'> {
    for (let attempt = 1; attempt <= conflictAttempts; attempt++) {
      const row = await this.#store.getRow(call, tasksTable, key);
      if (!row) return 'missing';
      const record = this.#codec.fromRow(row);
      const written = await next(record);
      if (typeof written === 'string' || written === record) return written;
      if (await this.writeVersion(call, key, written, row)) return written;
    }
    throw tooManyConflicts('UpdateRow');
  }

  /** Writes the next version of a row that was read. False when another write came first. */
  async writeVersion(call: StoreCall, key: PrimaryKey, next: T, before: Row): Promise<boolean> {
    const token = newToken();
    const put = this.#codec.toColumns(next, withToken(before, token));
    const remove = this.#codec.optionalColumns.filter((column) => put[column] === undefined);
    const condition = { row: 'exists', columns: ifUnchanged(before) } as const;
    const result = await this.#store.updateRow(call, tasksTable, key, { put, remove }, condition);
    if (result === 'perhaps applied') return this.#wasApplied(call, key, token, before);
    return result === 'applied';
  }

  /**
   * Finds out whether a write whose answer was lost was applied. Its condition is false by now, so that what the row shows
   * is final.
   * @param before the row that it was written on; absent for a new record
   * @throws StoreError when the row no longer tells
   */
  async #wasApplied(call: StoreCall, key: PrimaryKey, token: string, before: Row | undefined): Promise<boolean> {
    const row = await this.#store.getRow(call, tasksTable, key);
    if (row && hasToken(row, token)) return true;
    if (row && before && lacksWrite(row, before)) return false;
    throw outcomeUnknown(before ? 'UpdateRow' : 'PutRow');
  }
}

export function outcomeUnknown(operation: Write): StoreError {
  const detail = 'the row no longer tells whether the write was applied';
  return new StoreError(operation, 'OutcomeUnknown', 'unknown', detail);
}

export function tooManyConflicts(operation: Write): StoreError {
  return new StoreError(operation, 'TooManyConflicts', 'rejected', 'others changed the row each time');
}
