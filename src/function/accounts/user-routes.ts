import { type Request, type Response, Router } from 'express';
import { readJson } from '../http/json-body';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, type Handler, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import { toJson as listToJson } from '../lists/list';
import { ListRepository } from '../lists/repository';
import type { TablestoreClient } from '../tablestore/client';
import { TaskRepository } from '../tasks/repository';
import { toJson } from '../tasks/task';
import { entryToJson } from '../trash/json';
import { Trash } from '../trash/trash';
import type { Accounts } from './accounts';
import { type ExportedParts, exportQuery, sendExport } from './export';
import { type KnownCaller, refusalOf, type Sessions } from './sessions';
import { answerAccount } from './sign-in';
import { userOf } from './token';

/** Validation is loaded by calls that send something: the others' cold starts go without. */
const input = () => import('./input');

/** `/api/users`: registering, and what the owner of an account may do with it. */
export function userRoutes(store: TablestoreClient, sessions: Sessions, accounts: Accounts): Router {
  const tasks = new TaskRepository(store);
  const lists = new ListRepository(store);
  const trash = new Trash(store);

  const register: Handler = async (req, res) => {
    const credentials = await (await input()).readRegistration(await readJson(req));
    const identity = await sessions.resolve(req, res);
    if (identity.kind === 'unverified' && identity.via === 'bearer') throw refusalOf(identity);
    const session = identity.kind === 'known' ? identity.caller.session : undefined;
    const account = await accounts.register(contextOf(req), credentials, session?.guest ? session : undefined);
    await answerAccount(req, res, sessions, 201, account);
  };

  const changePassword: Handler = async (req, res) => {
    const body = await readJson(req);
    const caller = await authenticateAccount(req, res);
    const { password, newPassword } = await (await input()).readPasswordChange(body, caller.session.name);
    const account = await accounts.changePassword(contextOf(req), caller, password, newPassword);
    await answerAccount(req, res, sessions, 200, account);
  };

  const remove: Handler = async (req, res) => {
    const password = (await input()).readConfirmation(await readJson(req));
    await accounts.remove(contextOf(req), await authenticateAccount(req, res), password);
    await sessions.clearCookie(req, res);
    res.removeHeader('Session-Token');
    res.status(204).end();
  };

  const exportAll = withQuery(exportQuery, async (req, res, { cursor }) => {
    const { session } = await sessions.authenticateOrCreateGuest(req, res);
    const call = contextOf(req);
    const base = baseUrl(req);
    const parts: ExportedParts = {
      async *tasks(from) {
        for await (const page of tasks.pages(call, session.owner, from)) yield page.map((task) => toJson(task, base));
      },
      async *lists(from = '') {
        const all = await lists.all(call, session.owner);
        yield all.filter(({ id }) => id >= from).map((list) => listToJson(list, base));
      },
      async *trash(from) {
        for await (const page of trash.pages(call, session.owner, from)) {
          yield page.map((entry) => entryToJson(entry, base));
        }
      },
    };
    await sendExport(res, userOf(session), parts, `${base}/api/users/me/export`, cursor);
  });

  /** The caller with an account. @throws HttpError 401 without a session, 403 for a guest */
  async function authenticateAccount(req: Request, res: Response): Promise<KnownCaller> {
    const caller = await sessions.authenticate(req, res);
    if (!caller) {
      throw new HttpError(401, 'Sign in first, with POST /api/session.', {
        headers: { 'WWW-Authenticate': 'Bearer realm="todolist"' },
      });
    }
    if (caller.session.guest) throw new HttpError(403, 'A guest has no account. Register with POST /api/users.');
    return caller;
  }

  const router = Router();
  addResource(router, '/', { POST: register });
  addResource(router, '/me', { DELETE: remove });
  addResource(router, '/me/password', { PUT: changePassword });
  addResource(router, '/me/export', { GET: exportAll });
  return router;
}
