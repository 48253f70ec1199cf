import * as crypto from 'crypto';
import { HttpError } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { Columns, Row } from '../tablestore/rows';
import { accountsTable } from '../tablestore/schema';
import { type Account, accountOf } from './repository';
import type { SessionKeys } from './session-keys';

/** Wrong passwords that cost no waiting, and the first and the longest wait after more, in milliseconds. */
const freeFailures = 5;
const firstWaitMs = 5000;
const longestWaitMs = 60_000;
/** Failures are forgotten after this long without a new one. */
const forgottenAfterMs = 24 * 60 * 60_000;
/** Names without an account share this many counters, so that strangers cannot fill the table with them. */
const counterRows = 4096;

/** The columns of one counter: how many passwords were wrong in a row, and when the last one was. */
interface Counter {
  failures: 'failures' | 'device_failures';
  failedAt: 'failed_at' | 'device_failed_at';
}

const strangers: Counter = { failures: 'failures', failedAt: 'failed_at' };
const knownDevices: Counter = { failures: 'device_failures', failedAt: 'device_failed_at' };

/** Whether a caller has signed in to this account before, or is signed in. */
export type IsKnown = (account: Account) => boolean;

/** Whether the password that was sent is the account's; without an account it takes as long, and is false. */
export type Compare = (account: Account | undefined) => Promise<boolean>;

/**
 * Slows down guessing. Only a password that was compared and found wrong counts. A result is given only after the counter
 * was written, on condition that it is as it was before the comparison: a thousand parallel guesses get no more results
 * than a thousand in a row. Known devices are counted apart, so that the guesses of others never make the owner wait there.
 * A name without an account is slowed in the same way, so that neither waiting nor time shows whether a name exists.
 */
export class LoginThrottle {
  constructor(
    private readonly store: TablestoreClient,
    private readonly keys: SessionKeys,
  ) {}

  /**
   * Compares a password, unless too many were wrong.
   * @returns the account when the password is its own
   * @throws HttpError 429 with `Retry-After`; StoreError when the counter could not be written
   */
  async attempt(call: StoreCall, key: string, isKnown: IsKnown, compare: Compare): Promise<Account | undefined> {
    const unknownKey = { username: await this.#unknownCounter(call, key) };
    let compared: { hash: string | undefined; right: boolean } | undefined;
    while (Date.now() < call.deadline) {
      const row = await this.store.getRow(call, accountsTable, { username: key });
      const unknownRow = await this.store.getRow(call, accountsTable, unknownKey);
      const account = accountOf(row);
      const counter = account && isKnown(account) ? knownDevices : strangers;
      const wait = waitOf((row ?? unknownRow)?.columns, counter);
      if (wait > 0) throw tooMany(wait);
      if (!compared || compared.hash !== account?.password) {
        compared = { hash: account?.password, right: await compare(account) };
      }
      if (account && compared.right) {
        if (await this.#reset(call, account, row, counter)) return account;
      } else if (await this.#count(call, row ? { username: key } : unknownKey, row ?? unknownRow, counter)) {
        return undefined;
      }
    }
    throw new StoreError('UpdateRow', 'Deadline', 'rejected', 'too many attempts at once to count this one in time');
  }

  /** Begins the count again; false when it has changed since it was read. */
  #reset(call: StoreCall, account: Account, row: Row | undefined, counter: Counter): Promise<boolean> {
    const owner = { column: 'owner', is: 'equal', value: account.owner } as const;
    const put = { [counter.failures]: 0, [counter.failedAt]: 0 };
    return this.#update(call, { username: account.key }, put, [owner, ...unchanged(row, counter)]);
  }

  /** Counts a wrong password; false when the count has changed since it was read. */
  async #count(call: StoreCall, key: { username: string }, row: Row | undefined, counter: Counter): Promise<boolean> {
    const { failures, failedAt } = counter;
    const next = isForgotten(row?.columns, counter) ? 1 : numberOf(row?.columns, failures) + 1;
    const put = { [failures]: next, [failedAt]: Date.now() };
    if (row) return this.#update(call, key, put, unchanged(row, counter));
    return (await this.store.putRow(call, accountsTable, key, put, { row: 'missing' })) === 'applied';
  }

  async #update(
    call: StoreCall,
    key: { username: string },
    put: Columns,
    columns: { column: string; is: 'equal'; value: string | number }[],
  ): Promise<boolean> {
    return (await this.store.updateRow(call, accountsTable, key, { put }, { row: 'exists', columns })) === 'applied';
  }

  /** The row that counts for a name without an account. The key hides which names share one. */
  async #unknownCounter(call: StoreCall, key: string): Promise<string> {
    const [secret] = await this.keys.secrets(call);
    const hash = crypto.createHmac('sha256', secret).update(`unknown name ${key}`).digest();
    return `unknown:${hash.readUInt32BE(0) % counterRows}`;
  }
}

function unchanged(row: Row | undefined, counter: Counter) {
  return [counter.failures, counter.failedAt].map(
    (column) => ({ column, is: 'equal', value: numberOf(row?.columns, column) }) as const,
  );
}

function numberOf(columns: Columns = {}, column: string): number {
  return Number(columns[column] ?? 0);
}

/** Milliseconds until the next attempt is let through: the wait doubles with each failure. */
function waitOf(columns: Columns | undefined, counter: Counter): number {
  const failures = numberOf(columns, counter.failures);
  if (failures < freeFailures || isForgotten(columns, counter)) return 0;
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(20, failures - freeFailures));
  // Another machine's clock may be ahead; that must not make the wait longer than it is.
  return Math.min(wait, numberOf(columns, counter.failedAt) + wait - Date.now());
}

function isForgotten(columns: Columns | undefined, counter: Counter): boolean {
  return Date.now() - numberOf(columns, counter.failedAt) > forgottenAfterMs;
}

function tooMany(waitMs: number): HttpError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new HttpError(429, `Too many wrong passwords for this user name. Try again in ${seconds} s.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
