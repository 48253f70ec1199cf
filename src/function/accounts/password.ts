import * as crypto from 'crypto';
import { longestPassword, shortestPassword } from '../../shared/limits';
import { isWellFormed, lengthOf } from '../../shared/text';

interface Cost {
  N: number;
  r: number;
  p: number;
}

/**
 * One of the settings of equal strength in OWASP's Password Storage Cheat Sheet, the one that takes least memory: 16 MB
 * while it runs, so that an instance of 256 MB can serve several sign-ins at once.
 */
const currentCost: Cost = { N: 2 ** 14, r: 8, p: 5 };
const hashBytes = 32;

/** What is wrong with a new password's form; undefined when nothing is. */
export function passwordProblem(password: string): string | undefined {
  const length = lengthOf(password);
  if (length < shortestPassword || length > longestPassword) {
    return `must be ${shortestPassword} to ${longestPassword} characters long`;
  }
  if (!isWellFormed(password)) return 'holds half a surrogate pair, which is not valid Unicode';
  return undefined;
}

/** The hash of a password, with what it takes to check it: `scrypt$N$r$p$salt$hash` (RFC 7914). */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(16);
  const hash = await scrypt(password, salt, currentCost, hashBytes);
  const { N, r, p } = currentCost;
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Whether a password is the hashed one. Without a hash it takes just as long, and is not. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const { cost, salt, hash } = parse(stored ?? dummyHash);
  const actual = await scrypt(password, salt, cost, hash.length);
  return crypto.timingSafeEqual(actual, hash) && stored !== undefined;
}

/** Whether a hash was made at another cost than new ones are. */
export function isOutdated(stored: string): boolean {
  const { cost } = parse(stored);
  return cost.N !== currentCost.N || cost.r !== currentCost.r || cost.p !== currentCost.p;
}

const dummyHash = [
  'scrypt',
  currentCost.N,
  currentCost.r,
  currentCost.p,
  'AAAAAAAAAAAAAAAAAAAAAA==',
  'A'.repeat(43),
].join('$');

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const [, N, r, p, salt, hash] = stored.split('$');
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt as string, 'base64'),
    hash: Buffer.from(hash as string, 'base64'),
  };
}

/** Runs beside the event loop. The password is normalised, as keyboards differ in how they compose characters (NIST SP 800-63B). */
function scrypt(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  const maxmem = 2 * 128 * cost.N * cost.r;
  return new Promise((resolve, reject) => {
    crypto.scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
