import type { IncomingMessage, ServerResponse } from 'http';
import { isHttps } from '../http/url';

/** A request's cookie of this name; the first when a client sends several (RFC 6265, section 5.4). */
export function readCookie(req: IncomingMessage, name: string): string | undefined {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2) as [string, string | undefined];
    if (key.trim() === name && value !== undefined) return value.trim().replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

export interface CookieOptions {
  /** Seconds; 0 removes the cookie. */
  maxAge: number;
  path: string;
  sameSite: 'Lax' | 'Strict';
}

/** Sets a cookie that scripts cannot read, in place of one of the same name that this answer has set before. */
export function writeCookie(
  req: IncomingMessage,
  res: ServerResponse,
  name: string,
  value: string,
  { maxAge, path, sameSite }: CookieOptions,
): void {
  const secure = isHttps(req) ? '; Secure' : '';
  const cookie = `${name}=${value}; Max-Age=${maxAge}; Path=${path}; HttpOnly; SameSite=${sameSite}${secure}`;
  const others = ([] as string[])
    .concat((res.getHeader('Set-Cookie') as string | string[] | undefined) ?? [])
    .filter((set) => !set.startsWith(`${name}=`));
  res.setHeader('Set-Cookie', [...others, cookie]);
}
