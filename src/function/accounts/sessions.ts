import * as crypto from 'crypto';
import type { Request, Response } from 'express';
import { problemTypes } from '../../shared/problem-types';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { isCrossSite } from '../http/url';
import type { AccountRepository } from './repository';
import type { SessionCookies } from './session-cookies';
import type { SessionKeys } from './session-keys';
import { type DeviceMark, type Secrets, type Session, signSession, verifySession } from './token';

const minute = 60;
const day = 24 * 60 * minute;
/** How long sessions last unless they are used, in seconds. */
const lifetime = { guest: 365 * day, account: 30 * day };
/**
 * How long a session is accepted by its signature alone, in seconds. After that the accounts table is asked whether it
 * has ended, and the session is renewed: a revoked session lives on for this long at most, at the price of one more read
 * in this time instead of one in every call.
 */
const trusted = { guest: day, account: 5 * minute };
const unsafeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** A caller with a session, and how it came. */
export interface KnownCaller {
  session: Session;
  via: 'bearer' | 'cookie';
}

/** As KnownCaller; `new` is a caller who came without a session and became a guest with this request. */
export type Caller = KnownCaller | { session: Session; via: 'new' };

/** Who a request comes from. `unverified`: it has a token or a cookie that is not valid, or has ended. */
export type Identity =
  | { kind: 'known'; caller: KnownCaller }
  | { kind: 'none'; device: DeviceMark | undefined }
  | { kind: 'unverified'; via: 'bearer' | 'cookie' };

/** Authenticates callers and hands out sessions. */
export class Sessions {
  constructor(
    private readonly keys: SessionKeys,
    private readonly accounts: AccountRepository,
    private readonly cookies: SessionCookies,
  ) {}

  /**
   * The caller of a request. One without a session becomes a guest and gets a cookie; a session is renewed as it is
   * used: a cookie by a new one, a bearer token by one in the header `Session-Token`.
   * @throws HttpError 401 for a token or a cookie that cannot be verified, 403 for a write that a page of another site sent
   * with the cookie
   */
  async authenticateOrCreateGuest(req: Request, res: Response): Promise<Caller> {
    const identity = await this.resolve(req, res);
    if (identity.kind === 'known') return identity.caller;
    if (identity.kind === 'unverified') throw refusalOf(identity);
    return this.createGuest(req, res, identity.device);
  }

  /** Makes a caller without a session a guest, who gets a cookie. */
  async createGuest(req: Request, res: Response, device: DeviceMark | undefined): Promise<Caller> {
    const session = newSession({ ...newGuest(), device });
    await this.setCookie(req, res, session);
    return { session, via: 'new' };
  }

  /**
   * As authenticateOrCreateGuest, but a caller without a session stays without one.
   * @throws HttpError as authenticateOrCreateGuest
   */
  async authenticate(req: Request, res: Response): Promise<KnownCaller | undefined> {
    const identity = await this.resolve(req, res);
    if (identity.kind === 'unverified') throw refusalOf(identity);
    return identity.kind === 'known' ? identity.caller : undefined;
  }

  /**
   * Who a request comes from; sessions are renewed as by authenticateOrCreateGuest.
   * @throws HttpError 403 for a write that a page of another site sent with the cookie
   */
  async resolve(req: Request, res: Response): Promise<Identity> {
    const identity = await this.identify(req);
    if (identity.kind !== 'known') return identity;
    const { session, via } = identity.caller;
    const age = Date.now() / 1000 - session.issuedAt;
    if (age <= (session.guest ? trusted.guest : trusted.account)) return identity;
    if (await this.accounts.ended(contextOf(req), session)) {
      return { kind: 'unverified', via };
    }
    const renewed = newSession(session);
    if (via === 'cookie') await this.setCookie(req, res, renewed);
    else res.setHeader('Session-Token', await this.sign(req, renewed));
    return { kind: 'known', caller: { session: renewed, via } };
  }

  /**
   * Who a request comes from, by the signature of its session alone. A bearer token wins over a cookie.
   * @throws HttpError 403 for a write that a page of another site sent with the cookie
   */
  async identify(req: Request): Promise<Identity> {
    const now = Date.now() / 1000;
    const { authorization } = req.headers;
    if (authorization !== undefined) {
      const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
      const session = token && verifySession(token, await this.#secrets(req), now);
      return session ? { kind: 'known', caller: { session, via: 'bearer' } } : { kind: 'unverified', via: 'bearer' };
    }
    if (req.headers.cookie === undefined) return { kind: 'none', device: undefined };
    const content = this.cookies.read(req, await this.#secrets(req), now);
    if (content.kind === 'none') return content;
    if (isForeignWrite(req)) {
      throw new HttpError(
        403,
        'A page of another site may not change anything here. API clients send a bearer token instead.',
      );
    }
    if (content.kind === 'unverified') return { kind: 'unverified', via: 'cookie' };
    return { kind: 'known', caller: { session: content.session, via: 'cookie' } };
  }

  async sign(req: Request, session: Session): Promise<string> {
    return signSession(session, await this.#secrets(req));
  }

  /** Sets the session's cookie, unless the request came with a bearer token or from a page of another site. */
  async setCookie(req: Request, res: Response, session: Session): Promise<void> {
    if (usesCookies(req) && !isForeignWrite(req)) this.cookies.write(req, res, session, await this.#secrets(req));
  }

  /** Ends a browser's session; `device` is kept for its next sign-in. */
  async clearCookie(req: Request, res: Response, device?: DeviceMark): Promise<void> {
    if (usesCookies(req)) this.cookies.clear(req, res, await this.#secrets(req), device);
  }

  #secrets(req: Request): Promise<Secrets> {
    return this.keys.secrets(contextOf(req));
  }
}

/** A session for a new guest. The owner id is random, not ascending, so that guests spread over the store's partitions. */
export function newGuest(): Session {
  return newSession({ owner: newOwner(), guest: true, name: 'guest', tokenVersion: 0 });
}

export function newOwner(): string {
  return crypto.randomBytes(16).toString('hex');
}

/** A session that begins now and lasts as long as its kind does. */
export function newSession({
  owner,
  guest,
  name,
  tokenVersion,
  device,
}: Omit<Session, 'issuedAt' | 'expiresAt'>): Session {
  const issuedAt = Math.floor(Date.now() / 1000);
  const expiresAt = issuedAt + (guest ? lifetime.guest : lifetime.account);
  return { owner, guest, name, tokenVersion, device, issuedAt, expiresAt };
}

/** Refuses a request whose session is not valid, or no longer is. */
export function refusalOf({ via }: { via: 'bearer' | 'cookie' }): HttpError {
  if (via === 'bearer') {
    return new HttpError(401, 'The bearer token is not valid or has expired. Get a new one with POST /api/session.', {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    });
  }
  const detail =
    'The session cookie cannot be verified, so nothing was changed and the cookie was kept. Sign in with POST /api/session, or begin again with DELETE /api/session.';
  return new HttpError(401, detail, {
    type: problemTypes.sessionNotVerified,
    headers: { 'WWW-Authenticate': 'Bearer realm="todolist"' },
  });
}

function usesCookies(req: Request): boolean {
  return req.headers.authorization === undefined;
}

function isForeignWrite(req: Request): boolean {
  return unsafeMethods.includes(req.method) && isCrossSite(req);
}
