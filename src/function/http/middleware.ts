import type { NextFunction, Request, Response } from 'express';
import { ownerHeader } from '../../shared/owner-header';
import { HttpError } from './problem';

const overridable = ['PUT', 'PATCH', 'DELETE'];

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

/**
 * Headers of every API answer. The platform's own default would allow every origin *with* credentials, so the function
 * always says what it means: any origin may read answers, but only to requests made without cookies.
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
