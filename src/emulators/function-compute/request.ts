import type { IncomingMessage } from 'node:http';
import { Refusal } from './errors';
import type { HttpParams } from './protocol';

const maxHeadersSize = 8 * 1024;
const maxTargetSize = 4 * 1024;
const maxBodySize = 32 * 1024 * 1024;
const maxAsyncBodySize = 128 * 1024;

/** Refuses headers and targets over the platform's limits. @throws Refusal */
export function checkLimits(req: IncomingMessage): void {
  const headers = req.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text, 'latin1'), 0);
  if (headers > maxHeadersSize) throw tooLarge(`the request headers have ${headers} bytes; 8 KB are allowed`);
  if (req.url!.length > maxTargetSize) throw tooLarge(`path and query have ${req.url!.length} bytes; 4 KB are allowed`);
}

/** The whole body. @throws Refusal above the limit, and when the client disconnects before its end */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const limit = isAsync(req) ? maxAsyncBodySize : maxBodySize;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) throw tooLarge(`the request body has ${length} bytes; ${limit} are allowed`);
  return Buffer.concat(chunks);
}

/** Whether the client asks for an asynchronous invocation, which is answered 202 at once. */
export function isAsync(req: IncomingMessage): boolean {
  return String(req.headers['x-fc-invocation-type']).toLowerCase() === 'async';
}

/** The metadata of a request for the instance. */
export function httpParams(req: IncomingMessage, prefix: string, decodesPath: boolean): HttpParams {
  const target = req.url!;
  const [rawPath] = target.slice(prefix.length).split('?', 1);
  const path = rawPath || '/';
  return {
    method: req.method!,
    path: decodesPath ? decodePath(path) : path,
    requestURI: target,
    clientIP: req.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
    host: req.headers.host ?? '',
    queriesMap: queries(target),
    headersMap: headers(req),
  };
}

/** Client headers as the function receives them. Dropping `x-fc-*` is a security property of the platform. */
function headers(req: IncomingMessage): Record<string, string[]> {
  const map: Record<string, string[]> = Object.create(null);
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    const name = req.rawHeaders[at]!.toLowerCase();
    if (name === 'connection' || name === 'keep-alive' || name.startsWith('x-fc-')) continue;
    map[name] ??= [];
    map[name].push(req.rawHeaders[at + 1]!);
  }
  map['x-forwarded-proto'] ??= ['http'];
  return map;
}

function queries(target: string): Record<string, string[]> {
  const map: Record<string, string[]> = Object.create(null);
  const at = target.indexOf('?');
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : target.slice(at + 1))) {
    map[name] ??= [];
    map[name].push(value);
  }
  return map;
}

/** The path without its percent-encoding, or as it is when the encoding is broken. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function tooLarge(message: string): Refusal {
  return new Refusal(400, 'InvalidArgument', message);
}
