import type { AbstractBatchOperation, AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';

/** A change of one key: a value is put, no value is a deletion. */
export interface Write {
  readonly key: Buffer;
  readonly value?: Buffer;
}

/** Keys from `start` (included) to `end` (not included), by bytes; backward it is the same set, last first. */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly backward?: boolean;
}

/** Called for each entry in order; returns whether to go on. */
export type Visit = (key: Buffer, value: Buffer) => boolean;

type Level = AbstractLevel<string | Buffer | Uint8Array, Buffer, Buffer>;
type Operation = AbstractBatchOperation<Level, Buffer, Buffer>;

/** Entries that a scan fetches at first, and at most; fourfold each time, so that a short page of a long list stays cheap. */
const entriesAhead = { first: 16, most: 1024 };

/** Few and large compactions: the cost of a write must not grow with the table. A start replays one write buffer at most. */
const tuning = { cacheSize: 64 * 1024 * 1024, writeBufferSize: 16 * 1024 * 1024, maxFileSize: 16 * 1024 * 1024 };

interface Waiting {
  readonly operations: Operation[];
  readonly done: { resolve: () => void; reject: (error: unknown) => void }[];
}

function nothingWaiting(): Waiting {
  return { operations: [], done: [] };
}

/**
 * An ordered key-value store, on disk or in memory.
 *
 * Writes that arrive while the disk is busy go together in the next batch (group commit): each batch is applied whole,
 * in the order of arrival, and is on disk before its writes are reported done or seen by any reader.
 */
export class Engine {
  #waiting = nothingWaiting();
  #writing: Promise<void> | undefined;

  private constructor(private readonly level: Level) {}

  /**
   * Opens the store in a folder, made when it is missing; without a folder, one that is gone with the process.
   * @throws Error with a message for the person at the terminal when the folder is in use or cannot be used
   */
  static async open(folder?: string): Promise<Engine> {
    const options = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;
    const level: Level =
      folder === undefined
        ? (new MemoryLevel<Buffer, Buffer>({ ...options, storeEncoding: 'buffer' }) as Level)
        : (new ClassicLevel<Buffer, Buffer>(folder, { ...options, ...tuning }) as Level);
    try {
      await level.open();
    } catch (error) {
      throw new Error(describeOpenError(folder, error), { cause: error });
    }
    return new Engine(level);
  }

  get(key: Buffer): Buffer | undefined {
    return this.level.getSync(key);
  }

  /** Visits the entries of a range as they were when the call began. */
  async scan(range: KeyRange, visit: Visit): Promise<void> {
    const iterator = this.level.iterator({
      gte: range.start,
      lt: range.end,
      reverse: range.backward ?? false,
      ...readAhead,
    });
    try {
      for (let ahead = entriesAhead.first; ; ahead = Math.min(ahead * 4, entriesAhead.most)) {
        const entries = await iterator.nextv(ahead);
        if (entries.length === 0) return;
        for (const [key, value] of entries) if (!visit(key, value)) return;
      }
    } finally {
      await iterator.close();
    }
  }

  /** Applies the changes together; when the promise is fulfilled they are on disk. */
  write(writes: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      for (const { key, value } of writes) {
        this.#waiting.operations.push(value ? { type: 'put', key, value } : { type: 'del', key });
      }
      this.#waiting.done.push({ resolve, reject });
      this.#writing ??= this.#drain();
    });
  }

  /** Deletes a range of keys that nothing else writes; not atomic. */
  clear(range: KeyRange): Promise<void> {
    return this.level.clear({ gte: range.start, lt: range.end });
  }

  /** Waits for the writes that were asked for, then closes. */
  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    await this.level.close();
  }

  async #drain(): Promise<void> {
    while (this.#waiting.done.length > 0) {
      const { operations, done } = this.#waiting;
      this.#waiting = nothingWaiting();
      try {
        await this.level.batch(operations, syncToDisk);
        for (const { resolve } of done) resolve();
      } catch (error) {
        for (const { reject } of done) reject(error);
      }
    }
    this.#writing = undefined;
  }
}

// Options of classic-level for which a store in memory has no use: fsync, and bytes that an iterator fetches at once.
const syncToDisk = { sync: true } as object;
const readAhead = { highWaterMarkBytes: 1024 * 1024 } as object;

function describeOpenError(folder: string | undefined, error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  if (cause?.code === 'LEVEL_LOCKED') {
    return `the data folder ${folder} is in use by another server: stop that one, or choose another folder with --data`;
  }
  return `the data folder ${folder} cannot be opened: ${cause?.message ?? (error as Error).message}`;
}
