import * as jws from 'jws';

/** What a session says: who the caller is, and until when. Signed, not secret. */
export interface Session {
  owner: string;
  guest: boolean;
  name: string;
  /** How often the account's password had been changed when the session began; 0 for guests. */
  generation: number;
  /** Seconds since 1970. */
  issuedAt: number;
  expiresAt: number;
}

const header = { alg: 'HS256', typ: 'JWT' } as const;

/** How far another machine's clock may be ahead, in seconds. */
const clockSkew = 60;

const longestToken = 2048;

/** Makes a JSON Web Token (RFC 7519) of a session. */
export function signSession(session: Session, secret: string): string {
  const { owner, guest, name, generation, issuedAt, expiresAt } = session;
  return signClaims({ sub: owner, guest, name, gen: generation, iat: issuedAt, exp: expiresAt }, secret);
}

/** @returns the session, or undefined for a token that is forged, malformed, expired or of another kind */
export function verifySession(token: string, secrets: readonly string[], nowSeconds: number): Session | undefined {
  const claims = verifyClaims(token, secrets, nowSeconds);
  if (!claims) return undefined;
  const { sub: owner, guest, name, gen: generation = 0, iat: issuedAt, exp: expiresAt } = claims;
  if (typeof owner !== 'string' || typeof guest !== 'boolean' || typeof name !== 'string') return undefined;
  if (typeof generation !== 'number') return undefined;
  return { owner, guest, name, generation, issuedAt, expiresAt };
}

/** Claims of a token whose times are checked, in seconds since 1970. */
export interface Claims {
  iat: number;
  exp: number;
  [name: string]: unknown;
}

/** A JSON Web Token of any claims, signed with HMAC-SHA256. */
export function signClaims(payload: Claims, secret: string): string {
  return jws.sign({ header, payload, secret });
}

/**
 * Checks a token against each of the keys. The algorithm is fixed, whatever the token's header says (RFC 8725,
 * section 3.1); which kind of token it is, its claims tell (section 3.12).
 */
export function verifyClaims(token: string, secrets: readonly string[], nowSeconds: number): Claims | undefined {
  if (token.length > longestToken || !jws.isValid(token)) return undefined;
  if (!secrets.some((secret) => jws.verify(token, header.alg, secret))) return undefined;
  const payload: unknown = jws.decode(token)?.payload;
  const claims = (typeof payload === 'string' ? parse(payload) : payload) as Claims | undefined;
  if (typeof claims !== 'object' || claims === null) return undefined;
  if (typeof claims.iat !== 'number' || typeof claims.exp !== 'number') return undefined;
  if (claims.exp <= nowSeconds || claims.iat > nowSeconds + clockSkew) return undefined;
  return claims;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
