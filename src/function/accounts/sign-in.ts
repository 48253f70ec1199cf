import type { Request, Response } from 'express';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import type { TablestoreClient } from '../tablestore/client';
import { Accounts, type Credentials } from './accounts';
import { isKnownDevice, rememberDevice } from './device';
import type { Lane } from './login-throttle';
import type { Account, AccountRepository } from './repository';
import { type Caller, type Callers, newSession } from './sessions';
import type { Session } from './token';

/**
 * Makes the function that checks a password for a request, moves a guest's tasks into the account, and remembers the
 * browser. It throws HttpError 401 for a wrong name or password, 429 when too many were wrong.
 */
export function signingIn(store: TablestoreClient, callers: Callers, repository: AccountRepository) {
  const accounts = new Accounts(store, repository);

  return async function signIn(
    req: Request,
    res: Response,
    credentials: Credentials,
    keepGuestTasks: boolean,
  ): Promise<{ account: Account; caller: Caller | undefined }> {
    const call = contextOf(req);
    const caller = await callers.knownCaller(req, res).catch(unlessEnded);
    const secrets = await callers.secrets(req);
    const laneOf = (account: Account): Lane =>
      caller?.session.owner === account.owner || isKnownDevice(req, account, secrets) ? 'device' : 'stranger';
    const account = await accounts.signIn(call, credentials, laneOf, secrets[0] as string);
    if (caller?.session.guest && keepGuestTasks) await accounts.takeOver(call, caller.session, account);
    if (caller?.via !== 'bearer') rememberDevice(req, res, account, secrets[0] as string);
    return { account, caller };
  };
}

/** An account's new session, which a browser gets as a cookie. */
export async function beginSession(
  req: Request,
  res: Response,
  callers: Callers,
  caller: Caller | undefined,
  { owner, name, generation }: Account,
): Promise<Session> {
  const session = newSession({ owner, name, generation, guest: false });
  if (caller?.via !== 'bearer') await callers.setCookie(req, res, session);
  res.removeHeader('Session-Token');
  return session;
}

/** Signing in is what a client does whose token has ended, so that one is no obstacle. */
function unlessEnded(error: unknown): undefined {
  if (!(error instanceof HttpError) || error.status !== 401) throw error;
}
