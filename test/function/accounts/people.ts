import * as crypto from 'node:crypto';
import { ApiClient } from '../../support/client';

export const secret = 'a secret for tests only';
export const now = () => Math.floor(Date.now() / 1000);

/** A user name and a password that no other test uses. */
export function person(): { username: string; password: string } {
  const random = crypto.randomBytes(6).toString('hex');
  return { username: `person-${random}`, password: `correct horse ${random}` };
}

/** A new account and its owner's client, with a bearer token. */
export async function registered(url: string, who = person(), guest = new ApiClient(url)) {
  const answer = await guest.post('/api/users', who);
  if (answer.status !== 201) throw new Error(`not registered: ${answer.status} ${JSON.stringify(answer.body)}`);
  return { ...who, id: answer.body.user.id as string, client: new ApiClient(url, answer.body.token), answer };
}

/** The token in the session's cookie that an answer sets, which may be the only cookie; undefined when it sets none. */
export function sessionIn(answer: { headers: Headers }): string | undefined {
  const [[name, token] = [], ...others] = Object.entries(cookiesOf(answer));
  if (name !== undefined && (others.length > 0 || !/^(__Host-)?session-[0-9a-f]{8}$/.test(name))) {
    throw new Error(`unexpected cookies: ${answer.headers.get('set-cookie')}`);
  }
  return token;
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookiesOf(answer: { headers: Headers }): Record<string, string> {
  const cookies = answer.headers.getSetCookie().map((cookie) => /^([^=]+)=([^;]*)/.exec(cookie)!.slice(1, 3));
  return Object.fromEntries(cookies);
}

export function cookieHeader(cookies: Record<string, string>): { Cookie: string } {
  return {
    Cookie: Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  };
}

/** What a token says. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into tokens of every shape
export function claimsOf(token: string): any {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

/** A token of any claims, signed with the tests' key. */
export function sign(claims: object, key = secret): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${crypto.createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** The same token as if it had been issued earlier, so that it is no longer believed unseen. */
export function aged(token: string, seconds: number): string {
  const claims = claimsOf(token);
  return sign({ ...claims, iat: claims.iat - seconds });
}
