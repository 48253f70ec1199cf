import type { NextFunction, RequestHandler, Response } from 'express';
import { callOf } from '../http/call';
import { HttpError } from '../http/problem';

/** The built pages set variables in inline scripts and style elements, and take images from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self' data: https:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const allow = 'GET, HEAD, OPTIONS';

/** Names that a build gives new with each change, such as `umi.008c3b52.js`, may be kept for ever. */
const hashedName = /\.[\da-f]{8,}\.(async\.)?\w+$/;

/**
 * Serves a built front end from its folder: its files as they are, and index.html for the routes that only its script
 * knows. A path whose last part has a dot names a file; paths under `/api/` are left to others.
 */
export function originalPage(folder: string): RequestHandler {
  return function serveOriginalPage(req, res, next) {
    if (/^\/api(\/|$)/.test(req.path)) return next();
    callOf(req).route = '/*';
    if (req.method === 'OPTIONS') return void res.status(204).setHeader('Allow', allow).end();
    if (req.method !== 'GET' && req.method !== 'HEAD') return next(wrongMethod(req.method));
    const path = decodeURIComponent(req.path);
    const segments = path.split(/[/\\]/);
    if (segments.some((segment) => segment.startsWith('.') || segment.includes('\0'))) return next();
    const lastSegment = segments[segments.length - 1] as string;
    const sendIndex = () => sendFile(res, folder, 'index.html', next, next);
    if (lastSegment === '') return sendIndex();
    sendFile(res, folder, path, next, lastSegment.includes('.') ? next : sendIndex);
  };
}

function wrongMethod(method: string): HttpError {
  return new HttpError(405, `${method} is not possible on a page; ${allow} are.`, { headers: { Allow: allow } });
}

/** Sends a file of the folder, or asks `missing` when there is none. */
function sendFile(res: Response, folder: string, path: string, next: NextFunction, missing: () => void): void {
  const headers: Record<string, string> = {
    'Cache-Control': hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    ...(path.endsWith('.html') && { 'Content-Security-Policy': contentSecurityPolicy }),
  };
  // The path is relative to the folder, out of which the library lets none lead.
  res.sendFile(`./${path}`, { root: folder, headers, cacheControl: false }, (error?: FileError) => {
    if (!error || res.headersSent) return;
    if (error.status === 404 || error.code === 'EISDIR') missing();
    else next(error);
  });
}

interface FileError extends Error {
  status?: number;
  code?: string;
}
