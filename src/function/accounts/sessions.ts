import * as crypto from 'crypto';
import type { Request, Response } from 'express';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { isCrossSite } from '../http/url';
import { readCookie, writeCookie } from './cookies';
import type { AccountRepository } from './repository';
import type { SessionKeys } from './session-keys';
import { type Session, signSession, verifySession } from './token';

const minute = 60;
const day = 24 * 60 * minute;
/** How long sessions last unless they are used, in seconds. */
const lifetime = { guest: 365 * day, account: 30 * day };
/**
 * How long a session is believed by its signature alone, in seconds. After that the accounts table is asked whether it
 * was ended, and the session is renewed: a revoked session lives on for this long at most, at the price of one more read
 * in this time instead of one in every call.
 */
const trusted = { guest: day, account: 5 * minute };
const cookieName = 'session';
const unsafeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Who a request comes from, and how it said so. `new` is a caller without a session, who became a guest just now. */
export interface Caller {
  session: Session;
  via: 'bearer' | 'cookie' | 'new';
}

/** Tells who is calling and hands out sessions. */
export class Callers {
  constructor(
    private readonly keys: SessionKeys,
    private readonly accounts: AccountRepository,
  ) {}

  /**
   * The caller of a request. One without a usable cookie becomes a guest and gets a cookie; a session is renewed as it is
   * used: a cookie by a new one, a bearer token by one in the header `Session-Token`.
   * @throws HttpError 401 for a bearer token that is not valid, 403 for a write that another site's page sent with the cookie
   */
  async callerOf(req: Request, res: Response): Promise<Caller> {
    const caller = await this.knownCaller(req, res);
    if (caller) return caller;
    const session = newGuest();
    await this.setCookie(req, res, session);
    return { session, via: 'new' };
  }

  /** As callerOf, but a caller without a session stays nobody. */
  async knownCaller(req: Request, res: Response): Promise<Caller | undefined> {
    const caller = await this.identify(req);
    if (!caller) return undefined;
    const { session, via } = caller;
    const age = Date.now() / 1000 - session.issuedAt;
    if (age <= (session.guest ? trusted.guest : trusted.account)) return caller;
    if (await this.accounts.ended(contextOf(req), session)) {
      if (via === 'bearer') throw unauthorized();
      return undefined;
    }
    const renewed = newSession(session);
    if (via === 'cookie') await this.setCookie(req, res, renewed);
    else res.setHeader('Session-Token', await this.sign(req, renewed));
    return { session: renewed, via };
  }

  /** Who a request's session names, by its signature alone. */
  async identify(req: Request): Promise<Caller | undefined> {
    const now = Date.now() / 1000;
    const authorization = req.headers.authorization;
    if (authorization !== undefined) {
      const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
      const session = token && verifySession(token, await this.secrets(req), now);
      if (!session) throw unauthorized();
      return { session, via: 'bearer' };
    }
    const token = readCookie(req, cookieName);
    const session = token === undefined ? undefined : verifySession(token, await this.secrets(req), now);
    if (!session) return undefined;
    if (isForeignWrite(req)) {
      throw new HttpError(
        403,
        'A page of another site may not change anything here. API clients send a bearer token instead.',
      );
    }
    return { session, via: 'cookie' };
  }

  /** The keys that sign; the first for new signatures. */
  secrets(req: Request): Promise<readonly string[]> {
    return this.keys.secrets(contextOf(req));
  }

  async sign(req: Request, session: Session): Promise<string> {
    const [secret] = await this.secrets(req);
    return signSession(session, secret as string);
  }

  /** Sets the session's cookie, unless the answer goes to a page of another site. */
  async setCookie(req: Request, res: Response, session: Session): Promise<void> {
    if (isForeignWrite(req)) return;
    const maxAge = session.expiresAt - session.issuedAt;
    writeCookie(req, res, cookieName, await this.sign(req, session), { maxAge, path: '/', sameSite: 'Lax' });
  }

  clearCookie(req: Request, res: Response): void {
    writeCookie(req, res, cookieName, '', { maxAge: 0, path: '/', sameSite: 'Lax' });
  }
}

/** A session for somebody new. The owner id is random, not ascending, so that guests spread over the store's partitions. */
export function newGuest(): Session {
  return newSession({ owner: newOwner(), guest: true, name: 'guest', generation: 0 });
}

export function newOwner(): string {
  return crypto.randomBytes(16).toString('hex');
}

/** A session that begins now and lasts as long as its kind does. */
export function newSession({ owner, guest, name, generation }: Omit<Session, 'issuedAt' | 'expiresAt'>): Session {
  const issuedAt = Math.floor(Date.now() / 1000);
  const expiresAt = issuedAt + (guest ? lifetime.guest : lifetime.account);
  return { owner, guest, name, generation, issuedAt, expiresAt };
}

/** What tells a client that its session is not valid (any more). */
export function unauthorized(): HttpError {
  return new HttpError(401, 'The bearer token is not valid or has expired. Get a new one with POST /api/session.', {
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  });
}

function isForeignWrite(req: Request): boolean {
  return unsafeMethods.includes(req.method) && isCrossSite(req);
}
