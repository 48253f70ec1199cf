import { type Request, type Response, Router } from 'express';
import { readJson } from '../http/json-body';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, type Handler } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import { TaskRepository } from '../tasks/repository';
import { Accounts } from './accounts';
import { sendExport } from './export';
import { readConfirmation, readPasswordChange, readRegistration } from './input';
import type { AccountRepository } from './repository';
import { answerAccount, userOf } from './routes';
import type { Caller, Callers } from './sessions';

/** `/api/users`: registering, and what the owner of an account may do with it. */
export function userRoutes(store: TablestoreClient, callers: Callers, repository: AccountRepository): Router {
  const accounts = new Accounts(store, repository);
  const tasks = new TaskRepository(store);
  const secretOf = async (req: Request) => (await callers.secrets(req))[0] as string;

  const register: Handler = async (req, res) => {
    const credentials = await readRegistration(await readJson(req));
    const caller = await callers.knownCaller(req, res);
    const guest = caller?.session.guest ? caller.session : undefined;
    const account = await accounts.register(contextOf(req), credentials, guest, await secretOf(req));
    await answerAccount(req, res, callers, caller, 201, account);
  };

  const changePassword: Handler = async (req, res) => {
    const body = await readJson(req);
    const caller = await accountCaller(req, res);
    const { password, newPassword } = await readPasswordChange(body, caller.session.name);
    const secret = await secretOf(req);
    const account = await accounts.changePassword(contextOf(req), caller.session, password, newPassword, secret);
    await answerAccount(req, res, callers, caller, 200, account);
  };

  const remove: Handler = async (req, res) => {
    const password = readConfirmation(await readJson(req));
    const { session, via } = await accountCaller(req, res);
    await accounts.remove(contextOf(req), session, password, await secretOf(req));
    if (via !== 'bearer') callers.clearCookie(req, res);
    res.removeHeader('Session-Token');
    res.status(204).end();
  };

  const exportAll: Handler = async (req, res) => {
    const { session } = await callers.callerOf(req, res);
    const pages = tasks.pages(contextOf(req), session.owner);
    await sendExport(res, userOf(session), pages, baseUrl(req));
  };

  /** The caller with an account. @throws HttpError 401 for nobody, 403 for a guest */
  const accountCaller = async (req: Request, res: Response): Promise<Caller> => {
    const caller = await callers.knownCaller(req, res);
    if (!caller) {
      throw new HttpError(401, 'Sign in first, with POST /api/session.', {
        headers: { 'WWW-Authenticate': 'Bearer realm="todolist"' },
      });
    }
    if (caller.session.guest) throw new HttpError(403, 'A guest has no account. Register with POST /api/users.');
    return caller;
  };

  const router = Router();
  addResource(router, '/', { POST: register });
  addResource(router, '/me', { DELETE: remove });
  addResource(router, '/me/password', { PUT: changePassword });
  addResource(router, '/me/export', { GET: exportAll });
  return router;
}
