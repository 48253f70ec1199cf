import * as crypto from 'crypto';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import { settingsTable } from '../tablestore/schema';
import type { Secrets } from './token';

const row = { name: 'session-key' };

/** How long an instance that lives on keeps the keys it read, so that a key changed in the store takes effect. */
const keepMs = 5 * 60_000;

/**
 * The keys that sign sessions: those of the settings or, without any, one that is made once and kept in Tablestore, so
 * that a plain deployment is safe. The first signs, all verify. A key is changed in steps: add the new one as second, so
 * that every instance verifies it; when all do, put it first; drop the old one later.
 */
export class SessionKeys {
  #stored: { secrets: Secrets; readAt: number } | undefined;

  constructor(
    private readonly configured: readonly string[],
    private readonly store: TablestoreClient,
  ) {}

  /** @throws StoreError when the kept key cannot be read */
  async secrets(call: StoreCall): Promise<Secrets> {
    const [first, ...rest] = this.configured;
    if (first !== undefined) return [first, ...rest];
    if (!this.#stored || Date.now() - this.#stored.readAt > keepMs) {
      const [newest = '', ...older] = ((await this.#read(call)) ?? (await this.#make(call))).split(',');
      this.#stored = { secrets: [newest, ...older], readAt: Date.now() };
    }
    return this.#stored.secrets;
  }

  async #read(call: StoreCall): Promise<string | undefined> {
    const value = (await this.store.getRow(call, settingsTable, row))?.columns.value;
    return value === undefined ? undefined : String(value);
  }

  /** Of instances that race to make the key one wins, and all use the winner's. */
  async #make(call: StoreCall): Promise<string> {
    const value = crypto.randomBytes(32).toString('hex');
    const result = await this.store.putRow(call, settingsTable, row, { value }, { row: 'missing' });
    if (result === 'applied') return value;
    const winner = await this.#read(call);
    if (winner === undefined) throw new StoreError('GetRow', 'SessionKeyMissing', 'unknown', 'the key vanished');
    return winner;
  }
}
