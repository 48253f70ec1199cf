import type { Request, Response } from 'express';
import { isHttps } from '../http/url';
import { readCookies, writeCookie } from './cookies';
import {
  type DeviceMark,
  isSessionLike,
  type Secrets,
  type Session,
  signSession,
  signSignedOut,
  verifySession,
  verifySignedOut,
} from './token';

/** The name that every service's cookie had; such cookies are still accepted, and never set. */
const formerName = 'session';
const year = 365 * 24 * 60 * 60;

/** What a request's cookies say. `unverified`: there is a session, but no key that this instance has verifies it. */
export type CookieContent =
  | { kind: 'none'; device: DeviceMark | undefined }
  | { kind: 'session'; session: Session }
  | { kind: 'unverified' };

/**
 * The session in a browser. Its name is the service's own, so that two services on one host do not take each other's place,
 * and begins with `__Host-` behind https, so that no other host of the domain can set it (RFC 6265bis, section 4.1.3.2).
 */
export class SessionCookies {
  constructor(private readonly name: string) {}

  /**
   * Tries every cookie that may hold a session. One with the prefix `__Host-` wins over the others, the newest over older ones;
   * signing out counts as one.
   */
  read(req: Request, secrets: Secrets, nowSeconds: number): CookieContent {
    const prefixed = readCookies(req, `__Host-${this.name}`);
    const own = readCookies(req, this.name);
    const former = readCookies(req, formerName);
    const newest = newestOf(prefixed, secrets, nowSeconds) ?? newestOf([...former, ...own], secrets, nowSeconds);
    if (newest) {
      return 'owner' in newest ? { kind: 'session', session: newest } : { kind: 'none', device: newest.device };
    }
    // Another service's cookie may have the former name. It is not a lost session of this one.
    const isLost = prefixed.length > 0 || own.length > 0 || former.some(isSessionLike);
    return isLost ? { kind: 'unverified' } : { kind: 'none', device: undefined };
  }

  write(req: Request, res: Response, session: Session, secrets: Secrets): void {
    const maxAge = session.expiresAt - session.issuedAt;
    writeCookie(req, res, this.nameFor(req), signSession(session, secrets), maxAge);
  }

  /**
   * Ends the browser's session. The cookie is removed, or replaced by one that says so: where the device is to be known
   * again, and where another cookie that holds a session would come to light.
   */
  clear(req: Request, res: Response, secrets: Secrets, device?: DeviceMark): void {
    const name = this.nameFor(req);
    const others = [`__Host-${this.name}`, this.name, formerName].filter((other) => other !== name);
    if (!device && others.every((other) => readCookies(req, other).length === 0)) {
      writeCookie(req, res, name, '', 0);
      return;
    }
    const issuedAt = Math.floor(Date.now() / 1000);
    writeCookie(req, res, name, signSignedOut({ device, issuedAt, expiresAt: issuedAt + year }, secrets), year);
  }

  /** The cookie's name in answers to this request. */
  nameFor(req: Request): string {
    return isHttps(req) ? `__Host-${this.name}` : this.name;
  }
}

function newestOf(tokens: string[], secrets: Secrets, nowSeconds: number) {
  // Of two of the same second the later one in the list counts.
  return tokens
    .map((token) => verifySession(token, secrets, nowSeconds) ?? verifySignedOut(token, secrets, nowSeconds))
    .reduce((newest, found) => (found && (!newest || found.issuedAt >= newest.issuedAt) ? found : newest), undefined);
}
