import * as crypto from 'crypto';
import type { Request, Response } from 'express';
import { callOf } from '../http/call';
import { isCrossSite, isHttps } from '../http/origin';
import { HttpError } from '../http/problem';
import type { SessionKeys } from './session-keys';
import { type Session, signSession, verifySession } from './token';

const day = 24 * 60 * 60;
/** How long sessions last unless they are used, in seconds. */
const lifetime = { guest: 365 * day, account: 30 * day };
const cookieName = 'session';
const unsafeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Who a request comes from, and how it said so. `new` is a caller without a session, who became a guest just now. */
export interface Caller {
  session: Session;
  via: 'bearer' | 'cookie' | 'new';
}

/** Tells who is calling and hands out sessions. */
export class Callers {
  constructor(private readonly keys: SessionKeys) {}

  /**
   * The caller of a request. One without a usable cookie becomes a guest and gets a cookie; a cookie is renewed as it is
   * used.
   * @throws HttpError 401 for a bearer token that is not valid, 403 for a write that another site's page sent with the cookie
   */
  async callerOf(req: Request, res: Response): Promise<Caller> {
    const caller = await this.identify(req);
    if (caller) {
      const age = Date.now() / 1000 - caller.session.issuedAt;
      if (caller.via === 'cookie' && age > day) await this.setCookie(req, res, renewed(caller.session));
      return caller;
    }
    const session = newGuest();
    await this.setCookie(req, res, session);
    return { session, via: 'new' };
  }

  /** As callerOf, but a caller without a session stays nobody. */
  async identify(req: Request): Promise<Caller | undefined> {
    const now = Date.now() / 1000;
    const authorization = req.headers.authorization;
    if (authorization !== undefined) {
      const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
      const session = token && verifySession(token, await this.secrets(req), now);
      if (!session) throw unauthorized();
      return { session, via: 'bearer' };
    }
    const token = cookieOf(req);
    const session = token === undefined ? undefined : verifySession(token, await this.secrets(req), now);
    if (!session) return undefined;
    if (unsafeMethods.includes(req.method) && isCrossSite(req)) {
      throw new HttpError(
        403,
        'A page of another site may not change anything here. API clients send a bearer token instead.',
      );
    }
    return { session, via: 'cookie' };
  }

  async sign(req: Request, session: Session): Promise<string> {
    const [secret] = await this.secrets(req);
    return signSession(session, secret as string);
  }

  async setCookie(req: Request, res: Response, session: Session): Promise<void> {
    writeCookie(req, res, await this.sign(req, session), session.expiresAt - session.issuedAt);
  }

  clearCookie(req: Request, res: Response): void {
    writeCookie(req, res, '', 0);
  }

  private secrets(req: Request): Promise<readonly string[]> {
    return this.keys.secrets(callOf(req));
  }
}

/** A session for somebody new. The owner id is random, not ascending, so that guests spread over the store's partitions. */
export function newGuest(): Session {
  return newSession({ owner: crypto.randomBytes(16).toString('hex'), guest: true, name: 'guest' });
}

/** A session that begins now and lasts as long as its kind does. */
export function newSession(who: Pick<Session, 'owner' | 'guest' | 'name'>): Session {
  const issuedAt = Math.floor(Date.now() / 1000);
  return { ...who, issuedAt, expiresAt: issuedAt + (who.guest ? lifetime.guest : lifetime.account) };
}

function renewed({ owner, guest, name }: Session): Session {
  return newSession({ owner, guest, name });
}

function unauthorized(): HttpError {
  return new HttpError(401, 'The bearer token is not valid or has expired. Get a new one with POST /api/session.', {
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  });
}

function cookieOf(req: Request): string | undefined {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.split('=', 2) as [string, string | undefined];
    if (name.trim() === cookieName && value !== undefined) return value.trim().replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

function writeCookie(req: Request, res: Response, value: string, maxAge: number): void {
  const secure = isHttps(req) ? '; Secure' : '';
  res.append('Set-Cookie', `${cookieName}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${secure}`);
}
