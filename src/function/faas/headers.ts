import { textOf } from './text';

type Headers = Record<string, string | string[]>;

/** Headers of one connection (RFC 9110, section 7.6.1). Node.js throws when it sends some of them without their framing. */
const hopByHop = 'connection keep-alive proxy-connection te trailer transfer-encoding upgrade'.split(' ');

/** `content-length` is computed from the body's bytes. */
const droppedFromRequest = new Set([...hopByHop, 'expect', 'content-length']);

/** The platform sets these itself and ignores a function's. */
const droppedFromResponse = new Set([...hopByHop, 'content-length', 'date', 'server']);

/**
 * The platform's request headers in Node's form: lower-case names, `cookie` joined by semicolons, no `x-fc-*`, which a
 * client could forge. `repeatSeparator` is the text that the platform puts between repeated headers.
 */
export function requestHeaders(given: Record<string, unknown>, body: Buffer, repeatSeparator: string): Headers {
  const headers: Headers = {};
  let declaredLength = false;
  for (const name of Object.keys(given)) {
    const key = name.toLowerCase();
    const value = given[name];
    if (key === 'content-length') declaredLength = true;
    if (value === undefined || value === null || droppedFromRequest.has(key) || key.startsWith('x-fc-')) continue;
    if (key === 'set-cookie' && Array.isArray(value)) headers[key] = value.map(oneLine);
    else if (key === 'cookie') headers[key] = joinCookies(value, repeatSeparator);
    else headers[key] = Array.isArray(value) ? value.map(oneLine).join(', ') : oneLine(value);
  }
  if (body.length > 0 || declaredLength) headers['content-length'] = String(body.length);
  return headers;
}

/** The headers of an answer that the platform accepts from a function. */
export function responseHeaders(given: NodeJS.Dict<number | string | string[]>): Headers {
  const headers: Headers = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || droppedFromResponse.has(name) || name.startsWith('x-fc-')) continue;
    headers[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return headers;
}

/** Whether the client used https. The platform ends TLS before the function and says so in a header. */
export function isSecure(headers: Headers): boolean {
  return String(headers['x-forwarded-proto']).split(',', 1)[0]!.trim() === 'https';
}

/** Clients may send cookies in several headers (HTTP/2 does); the platform joins them as if they were any other header. */
function joinCookies(value: unknown, separator: string): string {
  if (Array.isArray(value)) return value.map(oneLine).join('; ');
  // A cookie's value has no comma (RFC 6265, section 4.1.1): one before `name=` comes from the platform's join.
  return oneLine(value).replace(separator === ', ' ? /, (?=[^;,=\s]+=)/g : /,(?=[^;,=\s]+=)/g, '; ');
}

function oneLine(value: unknown): string {
  return textOf(value).replace(/[\r\n]+/g, ' ');
}
