import * as jws from 'jws';

/** What a session says: who the caller is, and until when. Signed, not secret. */
export interface Session {
  owner: string;
  guest: boolean;
  name: string;
  /** Seconds since 1970. */
  issuedAt: number;
  expiresAt: number;
}

const header = { alg: 'HS256', typ: 'JWT' } as const;

/** How far another machine's clock may be ahead, in seconds. */
const clockSkew = 60;

/** Makes a JSON Web Token (RFC 7519) of a session, signed with HMAC-SHA256. */
export function signSession(session: Session, secret: string): string {
  const { owner, guest, name, issuedAt, expiresAt } = session;
  return jws.sign({ header, payload: { sub: owner, guest, name, iat: issuedAt, exp: expiresAt }, secret });
}

/**
 * Checks a token against each of the keys. The algorithm is fixed, whatever the token's header says (RFC 8725,
 * section 3.1).
 * @returns the session, or undefined for a token that is forged, malformed, expired or of another kind
 */
export function verifySession(token: string, secrets: readonly string[], nowSeconds: number): Session | undefined {
  if (token.length > 2048 || !jws.isValid(token)) return undefined;
  if (!secrets.some((secret) => jws.verify(token, header.alg, secret))) return undefined;
  const session = readPayload(jws.decode(token)?.payload);
  if (!session || session.expiresAt <= nowSeconds || session.issuedAt > nowSeconds + clockSkew) return undefined;
  return session;
}

function readPayload(payload: unknown): Session | undefined {
  const claims = (typeof payload === 'string' ? parse(payload) : payload) as Record<string, unknown> | undefined;
  if (typeof claims !== 'object' || claims === null) return undefined;
  const { sub: owner, guest, name, iat: issuedAt, exp: expiresAt } = claims;
  if (typeof owner !== 'string' || typeof guest !== 'boolean' || typeof name !== 'string') return undefined;
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number') return undefined;
  return { owner, guest, name, issuedAt, expiresAt };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
