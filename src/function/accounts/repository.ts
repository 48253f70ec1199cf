import * as crypto from 'crypto';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { Columns, Condition, Row } from '../tablestore/rows';
import { accountsTable } from '../tablestore/schema';
import type { Session } from './token';
import { accountKey } from './username';

/** An account as stored under its user name. */
export interface Account {
  /** The name by which it is found: see accountKey. */
  key: string;
  /** The name as it was registered. */
  name: string;
  owner: string;
  /** See hashPassword. */
  password: string;
  /** Sessions carry the version at which they began. It grows with each change of the password, which ends them. */
  tokenVersion: number;
  createdAt: number;
}

/**
 * Accounts in Tablestore. Each account has a second row under its owner id, which names the account: an owner id belongs
 * to one account only, and a guest's session has ended once the owner id has such a row. An account is valid when its
 * owner's row names it.
 *
 * All methods raise StoreError.
 */
export class AccountRepository {
  constructor(private readonly store: TablestoreClient) {}

  async get(call: StoreCall, key: string): Promise<Account | undefined> {
    return accountOf(await this.store.getRow(call, accountsTable, { username: key }));
  }

  /** Whether a session was ended from elsewhere: a new password, a deleted account, a guest who registered. One read. */
  async ended(call: StoreCall, session: Session): Promise<boolean> {
    if (session.guest) return !(await this.isGuest(call, session.owner));
    const account = await this.get(call, accountKey(session.name));
    return account?.owner !== session.owner || account.tokenVersion !== session.tokenVersion;
  }

  /** Adds an account; false when its name is taken. */
  async insert(call: StoreCall, account: Account): Promise<boolean> {
    const request = crypto.randomBytes(9).toString('base64');
    const { name, owner, password, tokenVersion, createdAt } = account;
    const counters = { failures: 0, failed_at: 0, device_failures: 0, device_failed_at: 0 };
    const columns = { name, owner, password, generation: tokenVersion, created_at: createdAt, request, ...counters };
    const key = { username: account.key };
    const result = await this.store.putRow(call, accountsTable, key, columns, { row: 'missing' });
    if (result !== 'perhaps applied') return result === 'applied';
    const row = await this.store.getRow(call, accountsTable, key);
    return row?.columns.request === request;
  }

  /**
   * Makes an owner id the account's, for good.
   * @returns false when it belongs to another account
   */
  async claimOwner(call: StoreCall, owner: string, key: string): Promise<boolean> {
    const claimed = await this.#accountOfOwner(call, owner);
    if (claimed !== undefined) return claimed === key;
    const columns = { account: key };
    const result = await this.store.putRow(call, accountsTable, ownerRow(owner), columns, { row: 'missing' });
    return result === 'applied' || (await this.#accountOfOwner(call, owner)) === key;
  }

  /** Whether an owner id is a guest's: no account has it, or ever had it. */
  async isGuest(call: StoreCall, owner: string): Promise<boolean> {
    return (await this.#accountOfOwner(call, owner)) === undefined;
  }

  /** The key of the account that an owner id belongs to; undefined for a guest's, empty when the account was deleted. */
  async #accountOfOwner(call: StoreCall, owner: string): Promise<string | undefined> {
    const row = await this.store.getRow(call, accountsTable, ownerRow(owner));
    return row && String(row.columns.account);
  }

  /**
   * Replaces the password, which ends all sessions.
   * @returns false when the account was changed meanwhile, or is gone
   */
  async changePassword(call: StoreCall, account: Account, password: string): Promise<boolean> {
    const put = { password, generation: account.tokenVersion + 1 };
    const condition = whileUnchanged(account);
    const result = await this.store.updateRow(call, accountsTable, { username: account.key }, { put }, condition);
    if (result !== 'perhaps applied') return result === 'applied';
    return (await this.get(call, account.key))?.password === password;
  }

  /** Stores a stronger hash of the same password; nothing happens when the account was changed meanwhile. */
  async renewHash(call: StoreCall, account: Account, password: string): Promise<void> {
    const key = { username: account.key };
    await this.store.updateRow(call, accountsTable, key, { put: { password } }, whileUnchanged(account));
  }

  /** Removes an account that is still as it was read; false when it is not. Repeating it completes it. */
  async remove(call: StoreCall, account: Account): Promise<boolean> {
    const key = { username: account.key };
    const result = await this.store.deleteRow(call, accountsTable, key, whileUnchanged(account));
    return result === 'applied' || (await this.get(call, account.key))?.owner !== account.owner;
  }

  /**
   * Marks the owner id of a deleted account, which stays: sessions of the guest who became the account have ended for good,
   * and no account can have the id again.
   */
  async retireOwner(call: StoreCall, owner: string, key: string): Promise<void> {
    const condition: Condition = { row: 'exists', columns: [{ column: 'account', is: 'equal', value: key }] };
    await this.store.updateRow(call, accountsTable, ownerRow(owner), { put: { account: '' } }, condition);
  }
}

/** No user name contains `:`, so these rows never collide with accounts. */
function ownerRow(owner: string): { username: string } {
  return { username: `owner:${owner}` };
}

function whileUnchanged({ owner, tokenVersion, password }: Account): Condition {
  return {
    row: 'exists',
    columns: [
      { column: 'owner', is: 'equal', value: owner },
      { column: 'generation', is: 'equal', value: tokenVersion },
      { column: 'password', is: 'equal', value: password },
    ],
  };
}

/** @throws StoreError for a row that lacks a column of an account */
export function accountOf(row: Row | undefined): Account | undefined {
  if (!row) return undefined;
  const { name, owner, password, generation, created_at }: Columns = row.columns;
  if (owner === undefined || password === undefined || generation === undefined) {
    throw new StoreError('GetRow', 'BadRow', 'rejected', 'the account lacks an owner, a password or a generation');
  }
  return {
    key: row.key.username as string,
    name: String(name),
    owner: String(owner),
    password: String(password),
    tokenVersion: Number(generation),
    createdAt: Number(created_at),
  };
}
