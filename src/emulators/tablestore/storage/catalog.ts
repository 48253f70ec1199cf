import { invalid, OtsError, tableNotFound, usualError } from '../errors';
import { limits } from '../limits';
import { checkTableName } from '../model/names';
import { type Index, type Table, tableOfIndex } from '../model/table';
import type { Engine, KeyRange, Write } from './engine';
import { indexWrites } from './indexes';
import { decodeKey, tableEnd, tablePrefix } from './key';
import { decodeStoredRow } from './row-codec';

/** The keys beside those of rows: `m/table/<name>`, `m/dropped/<id>` for data still to be cleared, `m/sequence/<id>`. */
function metaKey(kind: 'table' | 'dropped' | 'sequence', name: string | number): Buffer {
  return Buffer.from(`m/${kind}/${name}`, 'latin1');
}

function metaRange(kind: 'table' | 'dropped'): KeyRange {
  return {
    start: metaKey(kind, ''),
    end: Buffer.from(`m/${kind}0`, 'latin1'), // '0' is the byte after '/'
  };
}

const nextIdKey = Buffer.from('m/next-id', 'latin1');

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const indexFillRows = 1000;

/** The tables and indexes of the instance. Kept in memory; every change is on disk before it is answered. */
export class Catalog {
  readonly #tables = new Map<string, Table>();
  readonly #indexTables = new Map<string, Table>();
  #nextId = 1;
  #clearing: Promise<void> = Promise.resolve();
  /** Tables whose new index is being filled, by id: their writes wait. */
  readonly #filling = new Map<number, Promise<void>>();

  private constructor(
    private readonly engine: Engine,
    private readonly readyDelayMs: number,
  ) {}

  static async open(engine: Engine, readyDelayMs: number): Promise<Catalog> {
    const catalog = new Catalog(engine, readyDelayMs);
    catalog.#nextId = Number(engine.get(nextIdKey)?.toString() ?? 1);
    await engine.scan(metaRange('table'), (_, value) => {
      catalog.#show(JSON.parse(value.toString()) as Table);
      return true;
    });
    const dropped: number[] = [];
    await engine.scan(metaRange('dropped'), (key) => {
      dropped.push(Number(key.toString('latin1').split('/')[2]));
      return true;
    });
    catalog.#clearInBackground(dropped);
    return catalog;
  }

  /** Names of the tables, without those of indexes, in order. */
  names(): string[] {
    return [...this.#tables.keys()].sort();
  }

  /** A table or the table of an index. @throws OtsError OTSObjectNotExist, OTSParameterInvalid for an invalid name */
  get(name: string): Table {
    checkTableName(name);
    const table = this.#tables.get(name) ?? this.#indexTables.get(name);
    if (!table) throw tableNotFound();
    return table;
  }

  /** A table that rows can be read from. @throws OtsError OTSObjectNotExist, OTSTableNotReady */
  forReading(name: string): Table {
    const table = this.get(name);
    if (!this.isReady(table)) throw usualError('OTSTableNotReady');
    return table;
  }

  /** A table that rows can be written to. @throws OtsError as for reading, and for the table of an index */
  forWriting(name: string): Table {
    const table = this.forReading(name);
    if (table.indexOf !== undefined) throw invalid("Can't write index table directly");
    return table;
  }

  /** A table that is not an index's. @throws OtsError OTSObjectNotExist */
  main(name: string): Table {
    checkTableName(name);
    const table = this.#tables.get(name);
    if (!table) throw tableNotFound();
    return table;
  }

  isReady(table: Table): boolean {
    return this.readyDelayMs === 0 || Date.now() >= table.createdAt + this.readyDelayMs;
  }

  /** The table as it is now. @throws OtsError OTSObjectNotExist when it is gone, or another one has its name */
  current(table: Table): Table {
    const current = this.main(table.name);
    if (current.id !== table.id) throw tableNotFound();
    return current;
  }

  /** Waits while a new index of the table is being filled. */
  async untilFilled(table: Table): Promise<void> {
    while (this.#filling.has(table.id)) await this.#filling.get(table.id);
  }

  /** @throws OtsError OTSObjectAlreadyExist, OTSQuotaExhausted */
  async create(describe: (newId: () => number) => Table, name: string, indexNames: readonly string[]): Promise<void> {
    for (const one of [name, ...indexNames]) this.#checkFree(one);
    if (this.#tables.size >= limits.tables) {
      throw new OtsError('OTSQuotaExhausted', `Number of tables exceeds the quota:${limits.tables}.`);
    }
    const table = describe(() => this.#nextId++);
    this.#show(table);
    await this.engine.write([this.#record(table), this.#nextIdRecord()]);
  }

  async update(table: Table): Promise<void> {
    this.current(table);
    this.#show(table);
    await this.engine.write([this.#record(table)]);
  }

  /** Deletes a table with its indexes; the data is cleared in the background. */
  async delete(table: Table): Promise<void> {
    this.current(table);
    this.#hide(table);
    const ids = [table.id, ...table.indexes.map((index) => index.id)];
    await this.engine.write([
      { key: metaKey('table', table.name) },
      { key: metaKey('sequence', table.id) },
      ...ids.map((id) => ({ key: metaKey('dropped', id), value: json(id) })),
    ]);
    this.#clearInBackground(ids);
  }

  /** Adds an index; with `fill`, the rows that the table has are in it when this returns. */
  async addIndex(table: Table, description: Omit<Index, 'id'>, fill: boolean): Promise<void> {
    this.#checkFree(description.name);
    const index = { ...description, id: this.#nextId++ };
    const changed = { ...table, indexes: [...table.indexes, index] };
    this.#show(changed);
    const filled = this.engine
      .write([this.#record(changed), this.#nextIdRecord()])
      .then(() => (fill ? this.#fillIndex(changed, index) : undefined))
      .finally(() => this.#filling.delete(table.id));
    this.#filling.set(
      table.id,
      filled.catch(() => undefined),
    );
    await filled;
  }

  async dropIndex(table: Table, name: string): Promise<void> {
    const index = table.indexes.find((one) => one.name === name);
    if (!index) throw tableNotFound();
    const changed = { ...table, indexes: table.indexes.filter((one) => one !== index) };
    this.#hide(table);
    this.#show(changed);
    await this.engine.write([this.#record(changed), { key: metaKey('dropped', index.id), value: json(index.id) }]);
    this.#clearInBackground([index.id]);
  }

  /** The last value of a table's auto-increment column that was ever given, 0 before the first. */
  sequence(table: Table): bigint {
    return BigInt(this.engine.get(metaKey('sequence', table.id))?.toString() ?? 0);
  }

  sequenceRecord(table: Table, last: bigint): Write {
    return { key: metaKey('sequence', table.id), value: Buffer.from(last.toString()) };
  }

  /** Waits until the data of deleted tables is cleared. */
  async close(): Promise<void> {
    await this.#clearing;
  }

  #checkFree(name: string): void {
    if (this.#tables.has(name) || this.#indexTables.has(name)) {
      throw new OtsError('OTSObjectAlreadyExist', 'Requested table already exists.');
    }
  }

  #show(table: Table): void {
    this.#tables.set(table.name, table);
    for (const index of table.indexes) this.#indexTables.set(index.name, tableOfIndex(table, index));
  }

  #hide(table: Table): void {
    this.#tables.delete(table.name);
    for (const index of table.indexes) this.#indexTables.delete(index.name);
  }

  #record(table: Table): Write {
    return { key: metaKey('table', table.name), value: json(table) };
  }

  #nextIdRecord(): Write {
    return { key: nextIdKey, value: Buffer.from(String(this.#nextId)) };
  }

  async #fillIndex(table: Table, index: Index): Promise<void> {
    let writes: Write[] = [];
    const pending: Promise<void>[] = [];
    const flush = (): void => {
      pending.push(this.engine.write(writes));
      writes = [];
    };
    await this.engine.scan({ start: tablePrefix(table.id), end: tableEnd(table.id) }, (key, value) => {
      writes.push(...indexWrites(table, [index], decodeKey(key), undefined, decodeStoredRow(value)));
      if (writes.length >= indexFillRows) flush();
      return true;
    });
    flush();
    await Promise.all(pending);
  }

  #clearInBackground(ids: readonly number[]): void {
    const clearAll = async (): Promise<void> => {
      for (const id of ids) {
        await this.engine.clear({ start: tablePrefix(id), end: tableEnd(id) });
        await this.engine.write([{ key: metaKey('dropped', id) }]);
      }
    };
    // A failure, for example because the server stops, leaves the record, and the next start clears the data.
    this.#clearing = this.#clearing.then(clearAll).catch(() => undefined);
  }
}
