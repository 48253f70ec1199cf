import * as crypto from 'crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { promises as fs } from 'fs';
import { extname, join } from 'path';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';

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

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/**
 * Serves a built front end from its folder: its files as they are, and index.html for the routes that only its script
 * knows. A path whose last part has a dot names a file; paths under `/api/` are left to others. (Express's own way of
 * sending files is left out of the bundle, for the sake of calls that send none.)
 */
export function originalPage(folder: string): RequestHandler {
  return function serveOriginalPage(req, res, next) {
    if (/^\/api(\/|$)/.test(req.path)) return next();
    contextOf(req).route = '/*';
    if (req.method === 'OPTIONS') {
      res.status(204).setHeader('Allow', allow);
      return void res.end();
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') return next(wrongMethod(req.method));
    servePath(req, res, next, folder).catch(next);
  };
}

async function servePath(req: Request, res: Response, next: NextFunction, folder: string): Promise<void> {
  const segments = decodeURIComponent(req.path).split('/');
  // Names that begin with a dot are hidden files, and the two that lead out of the folder.
  if (segments.some((segment) => segment.startsWith('.') || /[\\\0]/.test(segment))) return next();
  const lastSegment = segments[segments.length - 1] as string;
  const file = lastSegment === '' ? undefined : await read(join(folder, ...segments));
  if (file) return send(req, res, lastSegment, file);
  const index = lastSegment.includes('.') ? undefined : await read(join(folder, 'index.html'));
  if (!index) return next();
  send(req, res, 'index.html', index);
}

/** A file's bytes; undefined when there is no such file. */
async function read(path: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'];
    if (missing.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function send(req: Request, res: Response, name: string, bytes: Buffer): void {
  const tag = `"${crypto.createHash('sha256').update(bytes).digest('base64').slice(0, 24)}"`;
  res.setHeader('ETag', tag);
  res.setHeader('Cache-Control', hashedName.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (String(req.headers['if-none-match'] ?? '').includes(tag)) return void res.status(304).end();
  res.setHeader('Content-Type', types[extname(name).toLowerCase()] ?? 'application/octet-stream');
  res.setHeader('Content-Length', bytes.length);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', 'same-origin');
  if (name.endsWith('.html')) res.setHeader('Content-Security-Policy', contentSecurityPolicy);
  res.end(req.method === 'HEAD' ? undefined : bytes);
}

function wrongMethod(method: string): HttpError {
  return new HttpError(405, `${method} is not possible on a page; ${allow} are.`, { headers: { Allow: allow } });
}
