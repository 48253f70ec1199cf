import { EventEmitter } from 'events';
import { IncomingMessage } from 'http';
import type { Socket } from 'net';
import { Duplex } from 'stream';
import type { HttpParams, RuntimeGeneration } from '../protocol';

const chunkSize = 65_536;

export function makeRequest(http: HttpParams, body: Buffer, generation: RuntimeGeneration): EventEmitter {
  return generation === 'FC1' ? streamRequest(http, body) : bufferRequest(http, body);
}

/**
 * FC1: an emitter of `data` and `end` without buffering. The body flows right after the handler has returned and before
 * anything that the handler awaits: a listener that is added later gets nothing.
 */
function streamRequest(http: HttpParams, body: Buffer): EventEmitter {
  const request = Object.assign(new EventEmitter(), members(http));
  process.nextTick(() => {
    for (let at = 0; at < body.length; at += chunkSize) request.emit('data', body.slice(at, at + chunkSize));
    request.emit('end');
  });
  return request;
}

/** FC2: an IncomingMessage on a fake socket. The body is a Buffer, and its stream can be read late. */
function bufferRequest(http: HttpParams, body: Buffer): EventEmitter {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const nothing = (): Duplex => socket;
  Object.assign(socket, { remoteAddress: http.clientIP, encrypted: true, end: nothing, destroy: nothing });
  const request = new IncomingMessage(socket as unknown as Socket);
  Object.assign(request, members(http), {
    body,
    ip: http.clientIP,
    complete: true,
    httpVersion: '1.1',
    httpVersionMajor: '1',
    httpVersionMinor: '1',
  });
  if (body.length > 0) request.push(body);
  request.push(null);
  return request;
}

function members(http: HttpParams): object {
  const headers = joinHeaders(http.headersMap);
  return {
    method: http.method,
    url: http.requestURI,
    path: http.path,
    clientIP: http.clientIP,
    queries: Object.fromEntries(Object.entries(http.queriesMap).map(([k, v]) => [k, v.length === 1 ? v[0] : v])),
    headers,
    getHeader: (name: string) => headers[name.toLowerCase()],
  };
}

const firstWins = new Set(
  (
    'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since ' +
    'last-modified location max-forwards proxy-authorization referer retry-after user-agent'
  ).split(' '),
);

/** Lower-case names. Repeats are joined as the platform does, which differs from Node for `cookie`. */
function joinHeaders(map: Record<string, string[]>): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(map)) {
    const key = name.toLowerCase();
    if (key === 'set-cookie') headers[key] = values;
    else headers[key] = firstWins.has(key) ? values[0]! : values.join(', ');
  }
  return headers;
}
