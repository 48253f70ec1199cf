import { Router } from 'express';
import { readJson } from '../http/json-body';
import { invalidInput } from '../http/problem';
import { readQuery } from '../http/query';
import { addResource, type Endpoint, sendJson } from '../http/routing';
import { type Callers, newGuest } from './caller';
import type { Session } from './token';

/** `/api/session`: who is calling, and beginning and ending sessions. */
export function sessionRoutes(callers: Callers): Router {
  const router = Router();
  addResource(router, '/', { GET: show(callers), POST: begin(callers), DELETE: end(callers) });
  return router;
}

function show(callers: Callers): Endpoint {
  return async function showSession(req, res) {
    readQuery(req, {});
    const { session } = await callers.callerOf(req, res);
    sendJson(res, 200, { user: userOf(session) });
  };
}

/** An API client begins as a new guest. No cookie is set: one would replace a browser's session, and its list with it. */
function begin(callers: Callers): Endpoint {
  return async function beginSession(req, res) {
    readQuery(req, {});
    const body = (await readJson(req)) ?? {};
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw invalidInput([{ pointer: '', detail: 'must be a JSON object' }]);
    }
    const unknown = Object.keys(body);
    if (unknown.length > 0) {
      throw invalidInput(unknown.map((name) => ({ pointer: `/${name}`, detail: 'is not a field of a session' })));
    }
    const session = newGuest();
    sendJson(res, 201, {
      user: userOf(session),
      token: await callers.sign(req, session),
      expiresAt: new Date(session.expiresAt * 1000).toISOString(),
    });
  };
}

function end(callers: Callers): Endpoint {
  return async function endSession(req, res) {
    readQuery(req, {});
    const caller = await callers.identify(req);
    if (caller?.via !== 'bearer') callers.clearCookie(req, res);
    res.status(204).end();
  };
}

function userOf({ owner, name, guest }: Session): object {
  return { id: owner, name, guest };
}
