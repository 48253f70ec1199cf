import { HttpError } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { BulkTasks } from '../tasks/bulk';
import { TaskMove } from '../tasks/move';
import { Trash } from '../trash/trash';
import { type IsKnown, LoginThrottle } from './login-throttle';
import { hashPassword, isOutdated, verifyPassword } from './password';
import type { Account, AccountRepository } from './repository';
import type { SessionKeys } from './session-keys';
import { type KnownCaller, newOwner, refusalOf } from './sessions';
import type { Session } from './token';
import { accountKey, displayName } from './username';

/** A user name with its password, as they were sent. */
export interface Credentials {
  username: string;
  password: string;
}

/** What can be done with accounts. Each method may be repeated after a crash half way, and completes what was begun. */
export class Accounts {
  readonly #throttle: LoginThrottle;
  readonly #tasks: BulkTasks;
  readonly #move: TaskMove;
  readonly #trash: Trash;

  constructor(
    store: TablestoreClient,
    private readonly accounts: AccountRepository,
    keys: SessionKeys,
  ) {
    this.#throttle = new LoginThrottle(store, keys);
    this.#tasks = new BulkTasks(store);
    this.#move = new TaskMove(store);
    this.#trash = new Trash(store);
  }

  /**
   * Makes an account; a guest's owner id becomes the account's, and its tasks with it.
   * @throws HttpError 409 when the name is taken or the guest has registered before
   */
  async register(call: StoreCall, { username, password }: Credentials, guest: Session | undefined): Promise<Account> {
    const now = Date.now();
    const account: Account = {
      key: accountKey(username),
      name: displayName(username),
      owner: guest?.owner ?? newOwner(),
      password: await hashPassword(password),
      // Later than any version of a deleted account of this name, so that none of its sessions is valid again.
      tokenVersion: now,
      createdAt: now,
    };
    if (!(await this.accounts.insert(call, account))) {
      const existing = guest && (await this.accounts.get(call, account.key));
      if (!existing || existing.owner !== account.owner) throw taken();
      return this.#repeatRegistration(call, { username, password });
    }
    if (await this.accounts.claimOwner(call, account.owner, account.key)) return account;
    await this.accounts.remove(call, account);
    throw new HttpError(409, 'This guest has registered before. Sign in to the account, or sign out to begin again.');
  }

  /** The same guest asks again for the name that it got: the answer was lost. */
  async #repeatRegistration(call: StoreCall, credentials: Credentials): Promise<Account> {
    const account = await this.#authenticate(call, credentials, () => false);
    if (!account) throw taken();
    return account;
  }

  /**
   * @param isKnown whether the caller's browser or session is known to the account
   * @throws HttpError 401 for a wrong name or password, 429 when too many were wrong
   */
  async signIn(call: StoreCall, credentials: Credentials, isKnown: IsKnown): Promise<Account> {
    const account = await this.#authenticate(call, credentials, isKnown);
    if (!account) throw wrongCredentials();
    return account;
  }

  /** The account of a name and its password; undefined when there is none. */
  async #authenticate(
    call: StoreCall,
    { username, password }: Credentials,
    isKnown: IsKnown,
  ): Promise<Account | undefined> {
    const account = await this.#throttle.attempt(call, accountKey(username), isKnown, (found) =>
      verifyPassword(password, found?.password),
    );
    if (!account) return undefined;
    if (!(await this.accounts.claimOwner(call, account.owner, account.key))) {
      await this.accounts.remove(call, account); // left by a registration or a deletion that broke off
      return undefined;
    }
    if (isOutdated(account.password)) await this.accounts.renewHash(call, account, await hashPassword(password));
    return account;
  }

  /** Moves a guest's lists, tasks and trash into an account, unless they are an account's already. */
  async takeOver(call: StoreCall, guest: Session, account: Account): Promise<void> {
    if (guest.owner === account.owner) return;
    if (!(await this.accounts.isGuest(call, guest.owner))) return;
    await this.#move.moveAll(call, guest.owner, account.owner);
    await this.#trash.moveAll(call, guest.owner, account.owner);
  }

  /**
   * @returns the account at its new token version
   * @throws HttpError 401 for a wrong password or an ended session, 409 when the account was changed meanwhile, 429
   */
  async changePassword(call: StoreCall, caller: KnownCaller, password: string, newPassword: string): Promise<Account> {
    const account = await this.#confirm(call, caller, password);
    if (!account) throw refusalOf(caller);
    const hash = await hashPassword(newPassword);
    if (!(await this.accounts.changePassword(call, account, hash))) {
      throw new HttpError(409, 'The account was changed at the same time. Sign in again to see which password holds.');
    }
    return { ...account, password: hash, tokenVersion: account.tokenVersion + 1 };
  }

  /**
   * Removes an account with everything in it. The account goes after its tasks, so that its owner can repeat a deletion
   * that broke off; a new account of the same name has another owner id and sees none of it.
   * @throws HttpError as changePassword
   */
  async remove(call: StoreCall, caller: KnownCaller, password: string): Promise<void> {
    const { owner } = caller.session;
    const account = await this.#confirm(call, caller, password);
    await this.#tasks.removeEverything(call, owner);
    await this.#trash.emptyIfThere(call, owner);
    if (!account) return this.accounts.retireOwner(call, owner, accountKey(caller.session.name));
    if (!(await this.accounts.remove(call, account))) {
      throw new HttpError(409, 'The account was changed at the same time. Sign in again, then repeat the deletion.');
    }
    await this.accounts.retireOwner(call, owner, accountKey(caller.session.name));
  }

  /** The account of a session, its password confirmed; undefined when it was deleted. */
  async #confirm(call: StoreCall, caller: KnownCaller, password: string): Promise<Account | undefined> {
    const { name, owner, tokenVersion } = caller.session;
    const key = accountKey(name);
    const current = await this.accounts.get(call, key);
    if (current?.owner !== owner) return undefined;
    if (current.tokenVersion !== tokenVersion) throw refusalOf(caller);
    const account = await this.#throttle.attempt(
      call,
      key,
      () => true,
      (found) => verifyPassword(password, found?.password),
    );
    if (!account) throw wrongPassword();
    return account.owner === owner ? account : undefined;
  }
}

function taken(): HttpError {
  return new HttpError(409, 'This user name is taken.', {
    errors: [{ pointer: '/username', detail: 'is taken; choose another one' }],
  });
}

const challenge = { 'WWW-Authenticate': 'Bearer realm="todolist"' };

function wrongCredentials(): HttpError {
  return new HttpError(401, 'The user name or the password is wrong.', { headers: challenge });
}

function wrongPassword(): HttpError {
  const errors = [{ pointer: '/password', detail: 'is wrong' }];
  return new HttpError(401, 'The password is wrong.', { headers: challenge, errors });
}
