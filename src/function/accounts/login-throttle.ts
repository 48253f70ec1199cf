import * as crypto from 'crypto';
import { HttpError } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { ConditionFailed } from '../tablestore/errors';
import type { Columns, Row } from '../tablestore/rows';
import { accountsTable } from '../tablestore/schema';
import { type Account, accountOf } from './repository';

/** Wrong passwords that cost no waiting, and the first and the longest wait after more, in milliseconds. */
const freeFailures = 5;
const firstWaitMs = 5000;
const longestWaitMs = 60_000;
/** Failures are forgotten after this long without a new one. */
const forgottenAfterMs = 24 * 60 * 60_000;
/** Names that nobody has share this many counters, so that strangers cannot fill the table with them. */
const counterRows = 4096;

/**
 * Who tries: `device` has signed in to this account before, or is signed in. The two are counted apart, so that a
 * stranger's guesses never make the owner wait on a device that is known.
 */
export type Lane = 'stranger' | 'device';

const columnsOf = {
  stranger: { failures: 'failures', failedAt: 'failed_at' },
  device: { failures: 'device_failures', failedAt: 'device_failed_at' },
} as const;

/** An attempt that may go on: it is counted as failed until it is told otherwise. */
export interface Attempt {
  /** Absent when nobody has the name. */
  account: Account | undefined;
  lane: Lane;
}

/**
 * Slows down guessing. Each attempt is counted before its password is looked at, on condition that nobody else counted
 * meanwhile, so that a thousand parallel guesses count as a thousand. A name that nobody has is slowed in the same way and
 * with the same store operations, so that neither waiting nor time tells whether a name exists.
 */
export class Attempts {
  constructor(private readonly store: TablestoreClient) {}

  /**
   * Counts an attempt at an account.
   * @param laneOf which of the account's two counters is meant
   * @param secret keeps strangers from finding out which unknown names share a counter
   * @throws HttpError 429 with `Retry-After` when too many failed
   */
  async begin(call: StoreCall, key: string, laneOf: (account: Account) => Lane, secret: string): Promise<Attempt> {
    const counterKey = { username: unknownCounter(key, secret) };
    for (;;) {
      const [row, counter] = await Promise.all([
        this.store.getRow(call, accountsTable, { username: key }),
        this.store.getRow(call, accountsTable, counterKey),
      ]);
      const account = accountOf(row);
      const lane = account ? laneOf(account) : 'stranger';
      const wait = waitOf((row ?? counter)?.columns, lane);
      if (wait > 0 || Date.now() >= call.deadline) throw tooMany(wait);
      const counted = row ? await this.count(call, row, lane) : await this.countUnknown(call, counterKey, counter);
      if (counted) return { account, lane };
    }
  }

  /** Takes back what was counted: the password was right. False when the account is gone. */
  async succeed(call: StoreCall, account: Account, lane: Lane): Promise<boolean> {
    const columns = columnsOf[lane];
    return this.update(call, { username: account.key }, { [columns.failures]: 0, [columns.failedAt]: 0 }, [
      { column: 'owner', is: 'equal', value: account.owner },
    ]);
  }

  private count(call: StoreCall, row: Row, lane: Lane): Promise<boolean> {
    const { failures, failedAt } = columnsOf[lane];
    const seen = Number(row.columns[failures] ?? 0);
    const next = isForgotten(row.columns, lane) ? 1 : seen + 1;
    return this.update(call, row.key, { [failures]: next, [failedAt]: Date.now() }, [
      { column: failures, is: 'equal', value: seen },
      { column: failedAt, is: 'equal', value: Number(row.columns[failedAt] ?? 0) },
    ]);
  }

  private async countUnknown(call: StoreCall, key: { username: string }, counter: Row | undefined): Promise<boolean> {
    if (counter) return this.count(call, counter, 'stranger');
    const columns = { failures: 1, failed_at: Date.now() };
    try {
      await this.store.putRow(call, accountsTable, key, columns, { row: 'missing' });
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return false;
    }
  }

  private async update(
    call: StoreCall,
    key: { username?: string },
    put: Columns,
    columns: { column: string; is: 'equal'; value: string | number }[],
  ): Promise<boolean> {
    try {
      await this.store.updateRow(call, accountsTable, key as { username: string }, { put }, { row: 'exists', columns });
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return false;
    }
  }
}

/** Milliseconds until the next attempt is let through: the wait doubles with each failure. */
function waitOf(columns: Columns = {}, lane: Lane): number {
  const failures = Number(columns[columnsOf[lane].failures] ?? 0);
  if (failures < freeFailures || isForgotten(columns, lane)) return 0;
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(20, failures - freeFailures));
  const failedAt = Number(columns[columnsOf[lane].failedAt]);
  // Another machine's clock may be ahead; that must not make the wait longer than it is.
  return Math.min(wait, failedAt + wait - Date.now());
}

function isForgotten(columns: Columns, lane: Lane): boolean {
  return Date.now() - Number(columns[columnsOf[lane].failedAt] ?? 0) > forgottenAfterMs;
}

function unknownCounter(key: string, secret: string): string {
  const hash = crypto.createHmac('sha256', secret).update(`unknown name ${key}`).digest();
  return `unknown:${hash.readUInt32BE(0) % counterRows}`;
}

function tooMany(waitMs: number): HttpError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new HttpError(429, `Too many wrong passwords for this user name. Try again in ${seconds} s.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
