import { type Key, liveRow, type Row } from '../model/row';
import type { Table } from '../model/table';
import type { Catalog } from './catalog';
import type { Engine, KeyRange, Visit, Write } from './engine';
import { indexWrites } from './indexes';
import { decodeKey, encodeKey } from './key';
import { Locks } from './locks';
import { decodeStoredRow, encodeStoredRow } from './row-codec';
import { checkScope, remember, type Transaction, type Transactions } from './transactions';

/** The most expired rows that are removed after one scan. */
const sweptRows = 1000;

/** The row after a write (absent: deleted), or no change. */
export type Outcome = { readonly row: Row | undefined } | 'unchanged';

/** A write of one row, which is decided under the row's lock on the row's current state; a refusal is thrown. */
export interface RowWrite<Result> {
  readonly table: Table;
  readonly key: Key;
  /** Bytes that the client sent, for a transaction's limit. */
  readonly size: number;
  readonly decide: (current: Row | undefined) => { readonly outcome: Outcome; readonly result: Result };
  /** Further changes that must go with this one. */
  readonly extraWrites?: () => readonly Write[];
}

/** A decided write: its changes of the store, and the row after it. */
interface Decided<Result> {
  readonly changes: Write[];
  readonly row: Row | undefined;
  readonly result: Result;
}

/** The rows of all tables. Each row is one entry of the store, so that reading one is atomic. */
export class Rows {
  readonly #locks = new Locks();
  /** The removal of expired rows, when one is under way. */
  #sweeping: Promise<void> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly transactions: Transactions,
    private readonly catalog: Pick<Catalog, 'current' | 'untilFilled'>,
  ) {}

  /** The row as it is now; in a transaction with the transaction's own writes. */
  read(table: Table, key: Key, transaction?: Transaction): Row | undefined {
    if (transaction) checkScope(transaction, table, key);
    const stored = this.#stored(encodeKey(table.id, key), transaction);
    const row = liveRow(stored, table.options.timeToLive, Date.now());
    if (stored && !row && !transaction) this.#sweep(table, [key]);
    return row;
  }

  /** Visits the live rows of a range in order; their keys are still encoded. */
  async scan(
    table: Table,
    range: KeyRange,
    transaction: Transaction | undefined,
    visit: (key: Buffer, row: Row) => boolean,
  ): Promise<void> {
    const now = Date.now();
    const expired: Buffer[] = [];
    const visitStored: Visit = (key, value) => {
      const row = liveRow(decodeStoredRow(value), table.options.timeToLive, now);
      if (row) return visit(key, row);
      if (expired.length < sweptRows) expired.push(key);
      return true;
    };
    if (transaction) await scanMerged(this.engine, range, transaction, visitStored);
    else {
      await this.engine.scan(range, visitStored);
      if (expired.length > 0) this.#sweep(table, expired.map(decodeKey));
    }
  }

  /** Decides and applies one write. When it returns without a transaction, the change is on disk. */
  async write<Result>(write: RowWrite<Result>, transaction?: Transaction): Promise<Result> {
    if (transaction) return this.#writeWithin(transaction, write);
    const [result] = await this.writeTogether([write]);
    return result as Result;
  }

  /** Decides and applies several writes in order: all of them or, when one is refused, none. */
  async writeTogether<Result>(writes: readonly RowWrite<Result>[], transaction?: Transaction): Promise<Result[]> {
    if (transaction) return this.#writeAllWithin(transaction, writes);
    const keys = writes.map(({ table, key }) => encodeKey(table.id, key));
    const release = await this.#locks.acquireAll(keys.map((key) => key.toString('latin1')));
    const leave: (() => void)[] = [];
    try {
      for (const { table } of writes) await this.catalog.untilFilled(table);
      for (const { table, key } of writes) leave.push(this.transactions.enter(table, key));
      const decided = this.#decideInOrder(writes, keys);
      const changes = decided.flatMap(({ changes }) => changes);
      if (changes.length > 0) await this.engine.write(changes);
      return decided.map(({ result }) => result);
    } finally {
      for (const done of leave) done();
      release();
    }
  }

  /** Applies all that a transaction wrote and ends it. When this returns, it is on disk. */
  async commit(transaction: Transaction): Promise<void> {
    this.catalog.current(transaction.table);
    const writes = [...transaction.writes.values()];
    if (writes.length > 0) await this.engine.write(writes);
    this.transactions.end(transaction.id);
  }

  /** Waits until the removal of expired rows is done. */
  async close(): Promise<void> {
    await this.#sweeping;
  }

  /**
   * Removes rows that a read found expired, unless they have been written again: each is checked again under its lock.
   * Rows in a partition that a transaction holds stay until another read finds them. Index entries are removed with their
   * row, so a read of an index removes nothing.
   */
  #sweep(table: Table, keys: readonly Key[]): void {
    if (this.#sweeping || table.indexOf !== undefined) return;
    const decide: RowWrite<void>['decide'] = (current) => ({
      outcome: current ? 'unchanged' : { row: undefined },
      result: undefined,
    });
    this.#sweeping = Promise.allSettled(keys.map((key) => this.write({ table, key, size: 0, decide }))).then(() => {
      this.#sweeping = undefined;
    });
  }

  #writeWithin<Result>(transaction: Transaction, write: RowWrite<Result>): Result {
    checkScope(transaction, write.table, write.key);
    const stored = this.#stored(encodeKey(write.table.id, write.key), transaction);
    const { changes, result } = this.#decide(write, stored);
    remember(transaction, changes, write.size);
    return result;
  }

  #writeAllWithin<Result>(transaction: Transaction, writes: readonly RowWrite<Result>[]): Result[] {
    const before = new Map(transaction.writes);
    const sizeBefore = transaction.size;
    try {
      return writes.map((write) => this.#writeWithin(transaction, write));
    } catch (error) {
      transaction.writes.clear();
      for (const [key, write] of before) transaction.writes.set(key, write);
      transaction.size = sizeBefore;
      throw error;
    }
  }

  /** Decides writes in order; each sees the row as the writes before it left it. */
  #decideInOrder<Result>(writes: readonly RowWrite<Result>[], keys: readonly Buffer[]): Decided<Result>[] {
    const made = new Map<string, Row | undefined>();
    return writes.map((write, index) => {
      const key = keys[index] as Buffer;
      const name = key.toString('latin1');
      const decided = this.#decide(write, made.has(name) ? made.get(name) : this.#stored(key));
      made.set(name, decided.row);
      return decided;
    });
  }

  #decide<Result>(write: RowWrite<Result>, stored: Row | undefined): Decided<Result> {
    const { key } = write;
    const table = this.catalog.current(write.table);
    const { outcome, result } = write.decide(liveRow(stored, table.options.timeToLive, Date.now()));
    if (outcome === 'unchanged') return { changes: [], row: stored, result };
    const { row } = outcome;
    const change: Write = { key: encodeKey(table.id, key), ...(row && { value: encodeStoredRow(row) }) };
    const changes = [change, ...indexWrites(table, table.indexes, key, stored, row), ...(write.extraWrites?.() ?? [])];
    return { changes, row, result };
  }

  #stored(key: Buffer, transaction?: Transaction): Row | undefined {
    const own = transaction?.writes.get(key.toString('latin1'));
    const bytes = own ? own.value : this.engine.get(key);
    return bytes && decodeStoredRow(bytes);
  }
}

/** Visits the stored entries with a transaction's writes laid over them. */
async function scanMerged(engine: Engine, range: KeyRange, transaction: Transaction, visit: Visit): Promise<void> {
  const sign = range.backward ? -1 : 1;
  const own = [...transaction.writes.values()]
    .filter(({ key }) => key.compare(range.start) >= 0 && key.compare(range.end) < 0)
    .sort((a, b) => sign * a.key.compare(b.key));
  let next = 0;
  let more = true;
  /** Visits own entries that come before `key`. */
  const visitOwn = (key?: Buffer): void => {
    for (; more && next < own.length; next++) {
      const write = own[next] as Write;
      if (key && sign * write.key.compare(key) >= 0) return;
      if (write.value) more = visit(write.key, write.value);
    }
  };
  await engine.scan(range, (key, value) => {
    visitOwn(key);
    if (!more) return false;
    const replaced = own[next]?.key.equals(key) ? own[next] : undefined;
    if (replaced) next++;
    const current = replaced ? replaced.value : value;
    if (current) more = visit(key, current);
    return more;
  });
  if (more) visitOwn();
}
