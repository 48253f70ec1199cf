import type { IncomingMessage } from 'http';
import { URL } from 'url';
import { contextOf } from './request-context';

/** Headers in which a proxy says how it was called, when the function is called by another scheme or host. */
export const forwardingHeaders = ['x-forwarded-proto', 'x-forwarded-host'] as const;
export type ForwardingHeader = (typeof forwardingHeaders)[number];

/** Whether the caller used https, as the gateway in front of the function reports it. */
export function isHttps(req: IncomingMessage): boolean {
  return firstOf(req.headers['x-forwarded-proto'])?.toLowerCase() === 'https';
}

/**
 * The prefix of every link: the origin that was called and, on the platform's default domain, the path that leads to
 * this function. Without a usable `Host` links are relative to the host.
 */
export function baseUrl(req: IncomingMessage): string {
  return `${calledOrigin(req) ?? ''}${contextOf(req).pathPrefix}`;
}

/**
 * Whether a browser says that the request was made by a page of another site (Fetch Metadata, `Origin`). Clients that are
 * no browsers send neither header.
 */
export function isCrossSite(req: IncomingMessage): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = req.headers;
  return origin !== undefined && (originOf(origin) === undefined || originOf(origin) !== calledOrigin(req));
}

/** The origin that was called, without a default port and in lower case; undefined without a usable host. */
function calledOrigin(req: IncomingMessage): string | undefined {
  const host = firstOf(req.headers['x-forwarded-host']) ?? req.headers.host;
  if (!host || !/^[\w.-]+(:\d+)?$|^\[[\da-fA-F:]+\](:\d+)?$/.test(host)) return undefined;
  return originOf(`${isHttps(req) ? 'https' : 'http'}://${host}`);
}

/** The origin of an http address; undefined for anything else. */
function originOf(address: string): string | undefined {
  try {
    const { origin, protocol } = new URL(address);
    return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
  } catch {
    return undefined;
  }
}

function firstOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(',')[0]?.trim();
}
