import * as crypto from 'crypto';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { ConditionFailed, StoreError } from '../tablestore/errors';
import { settingsTable } from '../tablestore/schema';

const row = { name: 'session-key' };

/** How long an instance that lives on trusts the keys it read, so that a key changed in the store takes effect. */
const trustMs = 5 * 60_000;

/**
 * The keys that sign sessions: those of the settings or, without any, one that is made once and kept in Tablestore, so
 * that a plain deployment is safe. The first signs, all verify; a new key put before the old one rotates them.
 */
export class SessionKeys {
  private stored: { secrets: readonly string[]; readAt: number } | undefined;

  constructor(
    private readonly configured: readonly string[],
    private readonly store: TablestoreClient,
  ) {}

  /** @throws StoreError when the kept key cannot be read */
  async secrets(call: StoreCall): Promise<readonly string[]> {
    if (this.configured.length > 0) return this.configured;
    if (!this.stored || Date.now() - this.stored.readAt > trustMs) {
      const value = (await this.read(call)) ?? (await this.make(call));
      this.stored = { secrets: value.split(','), readAt: Date.now() };
    }
    return this.stored.secrets;
  }

  private async read(call: StoreCall): Promise<string | undefined> {
    const value = (await this.store.getRow(call, settingsTable, row))?.columns.value;
    return value === undefined ? undefined : String(value);
  }

  /** Of instances that race to make the key one wins, and all use the winner's. */
  private async make(call: StoreCall): Promise<string> {
    const value = crypto.randomBytes(32).toString('hex');
    try {
      await this.store.putRow(call, settingsTable, row, { value }, { row: 'missing' });
      return value;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const winner = await this.read(call);
      if (winner === undefined) throw new StoreError('GetRow', 'SessionKeyMissing', 'unknown', 'the key vanished');
      return winner;
    }
  }
}
