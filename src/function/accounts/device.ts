import type { Request, Response } from 'express';
import { contextOf } from '../http/request-context';
import { readCookie, writeCookie } from './cookies';
import type { Account } from './repository';
import { signClaims, verifyClaims } from './token';

const cookieName = 'device';
const year = 365 * 24 * 60 * 60;

/**
 * Remembers in a cookie that this browser has signed in to an account (OWASP, "Slow Down Online Guessing Attacks with
 * Device Cookies"). It opens nothing: it only keeps strangers' guesses from slowing the owner down. It is void after a
 * change of the password.
 */
export function rememberDevice(req: Request, res: Response, account: Account, secret: string): void {
  const iat = Math.floor(Date.now() / 1000);
  const token = signClaims({ device: account.owner, gen: account.generation, iat, exp: iat + year }, secret);
  const path = `${contextOf(req).pathPrefix}/api/session`;
  writeCookie(req, res, cookieName, token, { maxAge: year, path, sameSite: 'Strict' });
}

/** Whether this browser has signed in to the account before. */
export function isKnownDevice(req: Request, account: Account, secrets: readonly string[]): boolean {
  const token = readCookie(req, cookieName);
  const claims = token === undefined ? undefined : verifyClaims(token, secrets, Date.now() / 1000);
  return claims?.device === account.owner && claims.gen === account.generation;
}
