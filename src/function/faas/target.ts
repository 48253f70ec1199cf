import { defaultDomainPath } from '../../shared/function-compute';
import { textOf } from './text';

export interface Target {
  /** Path and query in origin form, percent-encoded. */
  target: string;
  /** The default domain's prefix; empty on a custom domain. */
  pathPrefix: string;
}

/** Path and query of an HTTP trigger's request: from `url` less the prefix, else put together from `path` and `queries`. */
export function triggerTarget(request: { url?: string; path?: string; queries?: Record<string, unknown> }): Target {
  const url = request.url ?? '';
  const path = request.path ?? '';
  // `path` never has the prefix: one that begins like it is a custom domain's own path.
  const pathPrefix = defaultDomainPath.test(path) ? '' : (defaultDomainPath.exec(url)?.[0] ?? '');
  let target = rooted(url.startsWith('/') ? encodeIllegal(url.slice(pathPrefix.length)) : encodePath(path));
  if (!target.includes('?')) target += queryString(request.queries);
  return { target, pathPrefix };
}

/** A target of a path that may or may not be percent-encoded already, and of decoded query parameters. */
export function eventTarget(path: string, queries: Record<string, unknown>): string {
  return rooted(encodePath(path)) + queryString(queries);
}

/** A target of a path that may or may not be percent-encoded already, and of a query as it was sent. */
export function rawTarget(path: string, query: string): string {
  return rooted(encodePath(path)) + (query === '' ? '' : `?${encodeIllegal(query)}`);
}

function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function queryString(queries: Record<string, unknown> | undefined): string {
  const pairs = Object.entries(queries ?? {}).flatMap(([name, value]) => flatten(name, value));
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/** `fun local` parses `b[c]=3` into an object; the client sent the name `b[c]`. */
function flatten(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => flatten(name, item));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => flatten(`${name}[${key}]`, item));
  }
  return [`${encodeText(name)}=${encodeText(textOf(value ?? ''))}`];
}

/** Percent-encodes characters that a path must not contain, and a `%` that begins no escape. */
function encodePath(path: string): string {
  return encodeIllegal(path.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(/\?/g, '%3F'));
}

/** Percent-encodes characters that a request target must not contain. A lone surrogate becomes U+FFFD. */
function encodeIllegal(text: string): string {
  return text.replace(/[^\x21-\x7e]+|[#"<>\\^`{|}]+/g, percentEncode);
}

function encodeText(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_.~!*'()]+/g, percentEncode);
}

function percentEncode(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}
