import * as jws from 'jws';
import type { User } from '../../shared/wire';

/** Keys that sign tokens: the first signs, all verify. */
export type Secrets = readonly [string, ...string[]];

/** What a session says: who the caller is, and until when. Signed, not secret. */
export interface Session {
  owner: string;
  guest: boolean;
  name: string;
  /** The account's token version when the session began; 0 for guests. */
  tokenVersion: number;
  /** The account that this browser has signed in to before. */
  device?: DeviceMark | undefined;
  /** Seconds since 1970. */
  issuedAt: number;
  expiresAt: number;
}

/** The owner of a session, as the API shows it. */
export function userOf({ owner, name, guest }: Pick<Session, 'owner' | 'name' | 'guest'>): User {
  return { id: owner, name, guest };
}

/**
 * Says that a browser has signed in to an account (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). It opens
 * nothing: it only keeps the guesses of others from slowing the owner down. It is void after a change of the password.
 */
export interface DeviceMark {
  owner: string;
  tokenVersion: number;
}

/** What a browser keeps in place of a session after it has signed out. */
export interface SignedOut {
  device: DeviceMark | undefined;
  issuedAt: number;
  expiresAt: number;
}

const header = { alg: 'HS256', typ: 'JWT' } as const;

/** How far another machine's clock may be ahead, in seconds. */
const clockSkew = 60;

const longestToken = 2048;

/** Makes a JSON Web Token (RFC 7519) of a session. */
export function signSession(session: Session, [secret]: Secrets): string {
  const { owner, guest, name, tokenVersion, device, issuedAt, expiresAt } = session;
  const claims = { sub: owner, guest, name, gen: tokenVersion, iat: issuedAt, exp: expiresAt };
  return jws.sign({ header, payload: { ...claims, ...deviceClaim(device) }, secret });
}

/** Makes a token that is no session: it says that a browser has signed out, which is newer than other cookies it may have. */
export function signSignedOut({ device, issuedAt, expiresAt }: SignedOut, [secret]: Secrets): string {
  return jws.sign({ header, payload: { out: true, iat: issuedAt, exp: expiresAt, ...deviceClaim(device) }, secret });
}

/** @returns the session, or undefined for a token that is forged, malformed, expired or of another kind */
export function verifySession(token: string, secrets: Secrets, nowSeconds: number): Session | undefined {
  const claims = verifyClaims(token, secrets, nowSeconds);
  return claims && sessionOf(claims);
}

/** @returns the mark of a browser that has signed out, or undefined as verifySession */
export function verifySignedOut(token: string, secrets: Secrets, nowSeconds: number): SignedOut | undefined {
  const claims = verifyClaims(token, secrets, nowSeconds);
  if (claims?.out !== true) return undefined;
  return { device: deviceOf(claims), issuedAt: claims.iat, expiresAt: claims.exp };
}

/** Whether a token has the form of this service's sessions, whether or not it is valid. */
export function isSessionLike(token: string): boolean {
  const claims = decode(token);
  return claims !== undefined && sessionOf(claims) !== undefined;
}

/** Claims of a token whose times are numbers, in seconds since 1970. */
interface Claims {
  iat: number;
  exp: number;
  [name: string]: unknown;
}

function sessionOf(claims: Claims): Session | undefined {
  const { sub: owner, guest, name, gen: tokenVersion = 0, iat: issuedAt, exp: expiresAt } = claims;
  if (typeof owner !== 'string' || typeof guest !== 'boolean' || typeof name !== 'string') return undefined;
  if (typeof tokenVersion !== 'number') return undefined;
  return { owner, guest, name, tokenVersion, device: deviceOf(claims), issuedAt, expiresAt };
}

function deviceClaim(device: DeviceMark | undefined): object {
  return device ? { device: { sub: device.owner, gen: device.tokenVersion } } : {};
}

function deviceOf({ device }: Claims): DeviceMark | undefined {
  if (!isObject(device)) return undefined;
  const { sub: owner, gen: tokenVersion } = device;
  return typeof owner === 'string' && typeof tokenVersion === 'number' ? { owner, tokenVersion } : undefined;
}

/**
 * Checks a token against each of the keys. The algorithm is fixed, whatever the token's header says (RFC 8725,
 * section 3.1); its claims say which kind of token it is (section 3.12).
 */
function verifyClaims(token: string, secrets: Secrets, nowSeconds: number): Claims | undefined {
  const claims = decode(token);
  if (!claims || !secrets.some((secret) => jws.verify(token, header.alg, secret))) return undefined;
  if (claims.exp <= nowSeconds || claims.iat > nowSeconds + clockSkew) return undefined;
  return claims;
}

/** What a token claims, unverified. */
function decode(token: string): Claims | undefined {
  if (token.length > longestToken || !jws.isValid(token)) return undefined;
  const claims = payloadOf(token);
  if (!isObject(claims)) return undefined;
  const { iat, exp } = claims;
  return typeof iat === 'number' && typeof exp === 'number' ? { ...claims, iat, exp } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function payloadOf(token: string): unknown {
  try {
    const payload: unknown = jws.decode(token)?.payload;
    return typeof payload === 'string' ? JSON.parse(payload) : payload;
  } catch {
    return undefined;
  }
}
