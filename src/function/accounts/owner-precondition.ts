import type { RequestHandler } from 'express';
import { ownerHeader } from '../../shared/owner-header';
import { problemTypes } from '../../shared/problem-types';
import { HttpError } from '../http/problem';
import { type Identity, refusalOf, type Sessions } from './sessions';

/**
 * Refuses a request whose `If-Owner` header names another owner than its session, before any route has begun. It goes by
 * the session's signature alone; whether the session has ended is checked by the route.
 */
export function ownerPrecondition(sessions: Sessions): RequestHandler {
  return function checkOwner(req, _res, next) {
    const expected = req.headers[ownerHeader.toLowerCase()];
    if (expected === undefined || req.method === 'OPTIONS') return next();
    sessions.identify(req).then((identity) => next(problemOf(identity, expected)), next);
  };
}

function problemOf(identity: Identity, expected: string | string[]): HttpError | undefined {
  if (identity.kind === 'unverified') return refusalOf(identity);
  if (identity.kind === 'known' && identity.caller.session.owner === expected) return undefined;
  const detail = `${ownerHeader} names another owner than this session, so nothing was changed. GET /api/session says who the session belongs to.`;
  return new HttpError(412, detail, { type: problemTypes.ownerMismatch });
}
