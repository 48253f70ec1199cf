import { Router } from 'express';
import type { Accounts } from '../accounts/accounts';
import type { Sessions } from '../accounts/sessions';
import { addResource, sendJson, withAnyQuery } from '../http/routing';
import type { TablestoreClient } from '../tablestore/client';
import { login } from './login';
import { ruleEndpoints } from './rules';
import { currentUser } from './user';

/** What the front end of the original todolist-backend calls, on this service's own tasks, sessions and accounts. */
export function originalRoutes(store: TablestoreClient, sessions: Sessions, accounts: Accounts): Router {
  const router = Router();
  addResource(router, '/api/currentUser', { GET: withAnyQuery(currentUser(sessions)) });
  addResource(router, '/api/rule', ruleEndpoints(store, sessions));
  addResource(router, '/api/login/account', { POST: withAnyQuery(login(sessions, accounts)) });
  // Nothing here can send a message to a telephone; `false` keeps the page from saying that one was sent.
  addResource(router, '/api/login/captcha', { GET: withAnyQuery(async (_req, res) => sendJson(res, 200, false)) });
  return router;
}
