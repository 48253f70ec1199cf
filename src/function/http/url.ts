import type { IncomingMessage } from 'http';
import { contextOf } from './request-context';

/** Whether the caller used https, as the gateway in front of the function reports it. */
export function isHttps(req: IncomingMessage): boolean {
  return firstOf(req.headers['x-forwarded-proto']) === 'https';
}

/**
 * What every link begins with: the origin that was called and, on the platform's default domain, the path that leads to
 * this function. Without a usable `Host` links are relative to the host.
 */
export function baseUrl(req: IncomingMessage): string {
  const { pathPrefix } = contextOf(req);
  const host = req.headers.host;
  if (!host || !/^[\w.-]+(:\d+)?$|^\[[\da-fA-F:]+\](:\d+)?$/.test(host)) return pathPrefix;
  return `${isHttps(req) ? 'https' : 'http'}://${host}${pathPrefix}`;
}

/**
 * Whether a browser says that the request was made by a page of another site (Fetch Metadata, `Origin`). Clients that are
 * no browsers send neither header.
 */
export function isCrossSite(req: IncomingMessage): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = req.headers.origin;
  if (origin === undefined) return false;
  return origin.replace(/^https?:\/\//, '') !== req.headers.host;
}

function firstOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(',')[0]?.trim().toLowerCase();
}
