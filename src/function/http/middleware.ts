import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ownerHeader } from '../../shared/owner-header';
import { HttpError } from './problem';
import { type ForwardingHeader, forwardingHeaders } from './url';

const overridable = ['PUT', 'PATCH', 'DELETE'];

/**
 * Removes the forwarding headers that the settings do not trust, so that no code after this can read them. A client can
 * send them too where no proxy overwrites them.
 */
export function forwardedHeaders(trusted: readonly ForwardingHeader[]): RequestHandler {
  const others = forwardingHeaders.filter((name) => !trusted.includes(name));
  return function removeForwardedHeaders(req, _res, next) {
    for (const name of others) delete req.headers[name];
    next();
  };
}

/** Lets POST stand for a method that a gateway does not pass on: `X-HTTP-Method-Override: PATCH`. */
export function methodOverride(req: Request, _res: Response, next: NextFunction): void {
  const header = req.headers['x-http-method-override'];
  if (header === undefined) return next();
  const method = String(header).trim().toUpperCase();
  if (req.method !== 'POST' || !overridable.includes(method)) {
    return next(new HttpError(400, `X-HTTP-Method-Override goes with POST and is one of ${overridable.join(', ')}.`));
  }
  req.method = method;
  next();
}

/** No page has this origin: the top-level domain is reserved (RFC 2606), so no page of another origin may read an answer. */
const noOrigin = 'https://none.invalid';

/**
 * Closes every answer to pages of other origins. Function Compute allows the origin of a request, with credentials, where the
 * function does not set this header.
 */
export function closeToOtherOrigins(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('Access-Control-Allow-Origin', noOrigin);
  next();
}

/**
 * Headers of every API answer: a page of any origin may read it, but only when it sent its request without cookies.
 */
export function apiHeaders(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.setHeader('Access-Control-Expose-Headers', 'ETag, Link, Location, Retry-After, Server-Timing, Session-Token');
  res.setHeader(
    'Access-Control-Allow-Headers',
    `Authorization, Content-Type, If-Match, If-None-Match, ${ownerHeader}, Idempotency-Key, X-HTTP-Method-Override`,
  );
  res.setHeader('Access-Control-Max-Age', '86400');
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('Referrer-Policy', 'no-referrer');
  next();
}
