import type { IncomingMessage, ServerResponse } from 'http';
import { isHttps } from '../http/url';

/** All values of a request's cookies of this name: a browser sends several when their domains or paths differ (RFC 6265, section 5.4). */
export function readCookies(req: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const separator = pair.indexOf('=');
    if (separator < 0 || pair.slice(0, separator).trim() !== name) continue;
    const value = pair
      .slice(separator + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    if (value !== '') values.push(value);
  }
  return values;
}

/**
 * Sets a cookie that scripts cannot read, for all paths; `maxAge` is in seconds, 0 removes it. It takes the place of any
 * cookie that this answer has set before: Function Compute 3.0 and API Gateway pass on one text for each header name.
 */
export function writeCookie(
  req: IncomingMessage,
  res: ServerResponse,
  name: string,
  value: string,
  maxAge: number,
): void {
  const secure = isHttps(req) ? '; Secure' : '';
  res.setHeader('Set-Cookie', `${name}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${secure}`);
}
