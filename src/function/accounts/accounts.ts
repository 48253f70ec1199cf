import { HttpError } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { BulkTasks } from '../tasks/bulk';
import { TaskMove } from '../tasks/move';
import { Attempts, type Lane } from './login-throttle';
import { hashPassword, isOutdated, verifyPassword } from './password';
import type { Account, AccountRepository } from './repository';
import { newOwner, unauthorized } from './sessions';
import type { Session } from './token';
import { accountKey, displayName } from './username';

/** A user name with its password, as somebody typed them. */
export interface Credentials {
  username: string;
  password: string;
}

/** What can be done with accounts. Each method may be repeated after a crash half way, and completes what was begun. */
export class Accounts {
  private readonly attempts: Attempts;
  private readonly tasks: BulkTasks;
  private readonly move: TaskMove;

  constructor(
    store: TablestoreClient,
    private readonly accounts: AccountRepository,
  ) {
    this.attempts = new Attempts(store);
    this.tasks = new BulkTasks(store);
    this.move = new TaskMove(store);
  }

  /**
   * Makes an account; a guest's owner id becomes the account's, and its tasks with it.
   * @param secret see Attempts.begin
   * @throws HttpError 409 when the name is taken or the guest has registered before
   */
  async register(
    call: StoreCall,
    { username, password }: Credentials,
    guest: Session | undefined,
    secret: string,
  ): Promise<Account> {
    const account: Account = {
      key: accountKey(username),
      name: displayName(username),
      owner: guest?.owner ?? newOwner(),
      password: await hashPassword(password),
      generation: 1,
      createdAt: Date.now(),
    };
    if (!(await this.accounts.insert(call, account))) {
      const existing = guest && (await this.accounts.get(call, account.key));
      if (!existing || existing.owner !== account.owner) throw taken();
      return this.repeatRegistration(call, { username, password }, secret);
    }
    if (await this.accounts.claimOwner(call, account.owner, account.key)) return account;
    await this.accounts.remove(call, account);
    throw new HttpError(409, 'This guest has an account already. Sign in to it, or sign out to begin anew.');
  }

  /** The same guest asks again for the name that it got: the answer was lost. */
  private async repeatRegistration(call: StoreCall, credentials: Credentials, secret: string): Promise<Account> {
    try {
      return await this.signIn(call, credentials, () => 'stranger', secret);
    } catch (error) {
      if (error instanceof HttpError && error.status === 401) throw taken();
      throw error;
    }
  }

  /**
   * @param laneOf whose counter of wrong passwords is meant
   * @param secret see Attempts.begin
   * @throws HttpError 401 for a wrong name or password, 429 when too many were wrong
   */
  async signIn(
    call: StoreCall,
    { username, password }: Credentials,
    laneOf: (account: Account) => Lane,
    secret: string,
  ): Promise<Account> {
    const { account, lane } = await this.attempts.begin(call, accountKey(username), laneOf, secret);
    const [right, valid] = await Promise.all([
      verifyPassword(password, account?.password),
      account && this.accounts.claimOwner(call, account.owner, account.key),
    ]);
    if (!account || !right) throw wrongCredentials();
    if (!valid) await this.accounts.remove(call, account); // left by a registration that broke off
    if (!valid || !(await this.attempts.succeed(call, account, lane))) throw wrongCredentials();
    if (isOutdated(account.password)) await this.accounts.renewHash(call, account, await hashPassword(password));
    return account;
  }

  /** Moves a guest's tasks into an account, unless they are an account's already. */
  async takeOver(call: StoreCall, guest: Session, account: Account): Promise<void> {
    if (guest.owner === account.owner) return;
    if ((await this.accounts.accountOfOwner(call, guest.owner)) !== undefined) return;
    await this.move.moveAll(call, guest.owner, account.owner);
  }

  /**
   * @returns the account at its new generation
   * @throws HttpError 401 for a wrong password or an ended session, 409 when somebody else changed it meanwhile, 429
   */
  async changePassword(
    call: StoreCall,
    session: Session,
    password: string,
    newPassword: string,
    secret: string,
  ): Promise<Account> {
    const account = await this.confirm(call, session, password, secret);
    if (!account) throw unauthorized();
    const hash = await hashPassword(newPassword);
    if (!(await this.accounts.changePassword(call, account, hash))) {
      throw new HttpError(409, 'The account was changed at the same time. Sign in again to see which password holds.');
    }
    return { ...account, password: hash, generation: account.generation + 1 };
  }

  /**
   * Removes an account with everything in it. The account goes after its tasks, so that its owner can repeat what broke
   * off; a new account of the same name has another owner id and sees none of it.
   * @throws HttpError as changePassword
   */
  async remove(call: StoreCall, session: Session, password: string, secret: string): Promise<void> {
    const account = await this.confirm(call, session, password, secret);
    await this.tasks.removeEverything(call, session.owner);
    if (!account) return this.accounts.releaseOwner(call, session.owner, accountKey(session.name));
    if (!(await this.accounts.remove(call, account))) {
      throw new HttpError(409, 'The account was changed at the same time. Sign in again, then repeat the deletion.');
    }
  }

  /** The account of a session, its password confirmed; undefined when it was deleted. */
  private async confirm(
    call: StoreCall,
    session: Session,
    password: string,
    secret: string,
  ): Promise<Account | undefined> {
    const key = accountKey(session.name);
    const current = await this.accounts.get(call, key);
    if (current?.owner !== session.owner) return undefined;
    if (current.generation !== session.generation) throw unauthorized();
    const { account } = await this.attempts.begin(call, key, () => 'device', secret);
    if (account?.owner !== session.owner) return undefined;
    if (!(await verifyPassword(password, account.password))) throw wrongPassword();
    await this.attempts.succeed(call, account, 'device');
    return account;
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
