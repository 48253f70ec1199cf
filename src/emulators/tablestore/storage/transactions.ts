import { randomUUID } from 'node:crypto';
import { conflict, invalid, OtsError, sessionNotFound, tableNotFound } from '../errors';
import { limits } from '../limits';
import type { Key } from '../model/row';
import type { Table } from '../model/table';
import { type KeyValue, printValue } from '../model/value';
import type { Write } from './engine';
import { partitionOf } from './key';
import { Locks } from './locks';

/** A local transaction: the rows of one partition-key value, changed together. */
export interface Transaction {
  readonly id: string;
  readonly table: Table;
  readonly partitionKey: KeyValue;
  readonly partition: string;
  /** The writes so far, by key. Only the transaction's own reads see them. */
  readonly writes: Map<string, Write>;
  size: number;
}

/** The writers in a partition: any number without a transaction, or one transaction. */
interface Partition {
  writers: number;
  owner?: Transaction;
  /** Called when the last writer without a transaction is done. */
  idle?: () => void;
}

const idPattern = /^[0-9a-f-]{36}$/;

/** The open local transactions, and the partitions that they lock against other writers. */
export class Transactions {
  readonly #open = new Map<string, Transaction & { timer: NodeJS.Timeout }>();
  readonly #partitions = new Map<string, Partition>();
  readonly #turns = new Locks();

  constructor(private readonly lifetimeMs: number = limits.transactionMs) {}

  /**
   * Starts a transaction once the writes under way in its partition are done.
   * @throws OtsError OTSRowOperationConflict when another transaction has the partition
   */
  async start(table: Table, partitionKey: KeyValue): Promise<Transaction> {
    const partition = partitionOf(table, [partitionKey]);
    const state = this.#partition(partition);
    if (state.owner) throw conflict(`Failed to lock txn key: ${printValue(partitionKey)}`);
    const id = randomUUID();
    const transaction = {
      id,
      table,
      partitionKey,
      partition,
      writes: new Map<string, Write>(),
      size: 0,
      timer: setTimeout(() => this.end(id), this.lifetimeMs).unref(),
    };
    state.owner = transaction;
    this.#open.set(id, transaction);
    if (state.writers > 0) {
      await new Promise<void>((resolve) => {
        state.idle = resolve;
      });
    }
    return transaction;
  }

  /**
   * Runs an action in the transaction, one at a time.
   * @throws OtsError OTSParameterInvalid for an id that was never given, OTSSessionNotExist when it has ended
   */
  async within<Result>(id: string, action: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    if (!idPattern.test(id)) throw invalid('TransactionID is invalid.');
    const release = await this.#turns.acquire(id);
    try {
      const transaction = this.#open.get(id);
      if (!transaction) throw sessionNotFound();
      return await action(transaction);
    } finally {
      release();
    }
  }

  /** Ends a transaction and frees its partition; its writes are dropped. */
  end(id: string): void {
    const transaction = this.#open.get(id);
    if (!transaction) return;
    clearTimeout(transaction.timer);
    this.#open.delete(id);
    const state = this.#partition(transaction.partition);
    delete state.owner;
    this.#forgetIfFree(transaction.partition, state);
  }

  /**
   * Enters a partition as a writer without a transaction.
   * @returns the function to call when the write is done
   * @throws OtsError OTSRowOperationConflict when a transaction has the partition
   */
  enter(table: Table, key: Key): () => void {
    if (!table.localTransactions) return () => undefined;
    const name = partitionOf(table, key);
    const state = this.#partition(name);
    if (state.owner) throw conflict();
    state.writers++;
    return () => {
      if (--state.writers === 0) {
        state.idle?.();
        delete state.idle;
      }
      this.#forgetIfFree(name, state);
    };
  }

  /** Whether a transaction on the table is open. */
  hasOpen(table: Table): boolean {
    return [...this.#open.values()].some((transaction) => transaction.table.id === table.id);
  }

  /** Ends all transactions on a table. */
  endAllOf(table: Table): void {
    for (const transaction of [...this.#open.values()]) {
      if (transaction.table.id === table.id) this.end(transaction.id);
    }
  }

  close(): void {
    for (const id of [...this.#open.keys()]) this.end(id);
  }

  #partition(name: string): Partition {
    const known = this.#partitions.get(name);
    if (known) return known;
    const state = { writers: 0 };
    this.#partitions.set(name, state);
    return state;
  }

  #forgetIfFree(name: string, state: Partition): void {
    if (state.writers === 0 && !state.owner) this.#partitions.delete(name);
  }
}

/** @throws OtsError OTSDataOutOfRange, or OTSObjectNotExist, when a row is not in the transaction's partition */
export function checkScope(transaction: Transaction, table: Table, key: readonly { type: string }[]): void {
  if (table.id !== transaction.table.id) throw tableNotFound();
  const first = key[0] as KeyValue;
  const same =
    first.type === transaction.partitionKey.type && printValue(first) === printValue(transaction.partitionKey);
  if (!same) throw outOfScope(transaction.partitionKey, first);
}

export function outOfScope(expected: KeyValue, actual: { type: string; value?: unknown }): OtsError {
  return new OtsError(
    'OTSDataOutOfRange',
    `Data out of scope of atomic. Atomic PartKey:${printValue(expected)}. Data PartKey:${String(actual.value ?? actual.type)}`,
  );
}

/** Remembers writes in a transaction. @throws OtsError OTSOutOfTransactionDataSizeLimit */
export function remember(transaction: Transaction, writes: readonly Write[], size: number): void {
  if (transaction.size + size > limits.transactionSize) {
    throw new OtsError(
      'OTSOutOfTransactionDataSizeLimit',
      `The total data size of the transaction exceeds the limit, limit size: ${limits.transactionSize}, data size: ${transaction.size + size}.`,
    );
  }
  transaction.size += size;
  for (const write of writes) transaction.writes.set(write.key.toString('latin1'), write);
}
