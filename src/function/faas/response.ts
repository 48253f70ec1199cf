import { type IncomingMessage, ServerResponse } from 'http';
import { responseHeaders } from './headers';
import type { Answer } from './types';

export interface BufferedResponse {
  res: ServerResponse;
  /** The answer, after the response has finished. */
  answer(): Answer;
}

/**
 * A ServerResponse that keeps the bytes that are written to it. Its methods are own properties and not a subclass's, because
 * Express changes the prototype of every response.
 */
export function bufferedResponse(req: IncomingMessage): BufferedResponse {
  const res = new ServerResponse(req);
  const { write, end, writeHead } = res;
  const chunks: Buffer[] = [];

  function keep(chunk: unknown, encoding: unknown): void {
    if (res.writableEnded) return;
    if (typeof chunk === 'string') {
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    } else if (chunk instanceof Uint8Array) {
      // A copy, because the app may reuse its buffer after a socket would have sent it.
      chunks.push(Buffer.from(chunk));
    }
  }

  res.write = function (this: ServerResponse, ...args: unknown[]): boolean {
    keep(args[0], args[1]);
    write.apply(this, args as Parameters<typeof write>);
    // No connection is there to drain: a stream that is piped here must not wait for it.
    return true;
  };
  res.end = function (this: ServerResponse, ...args: unknown[]): ServerResponse {
    keep(args[0], args[1]);
    return end.apply(this, args as unknown as Parameters<typeof end>);
  };
  // Node.js leaves headers that are given to writeHead out of getHeaders().
  res.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]): ServerResponse {
    const reason = typeof rest[0] === 'string' ? (rest.shift() as string) : undefined;
    for (const [name, value] of headerPairs(rest[0])) this.setHeader(name, value);
    return writeHead.call(this, status, reason as never);
  };

  return {
    res,
    answer: () => ({
      status: res.statusCode,
      headers: responseHeaders(res.getHeaders()),
      body: hasBody(req, res) ? Buffer.concat(chunks) : Buffer.alloc(0),
    }),
  };
}

function hasBody(req: IncomingMessage, res: ServerResponse): boolean {
  return req.method !== 'HEAD' && res.statusCode !== 204 && res.statusCode !== 304;
}

type HeaderValue = string | string[];

/** The forms of headers that `writeHead` takes: an object, a list of pairs, or a flat list in which names may repeat. */
function headerPairs(headers: unknown): [string, HeaderValue][] {
  if (!Array.isArray(headers)) return Object.entries((headers ?? {}) as Record<string, HeaderValue>);
  if (Array.isArray(headers[0])) return headers as [string, HeaderValue][];
  const values = new Map<string, HeaderValue>();
  for (let at = 0; at < headers.length; at += 2) {
    const before = values.get(headers[at]);
    values.set(headers[at], before === undefined ? headers[at + 1] : ([] as string[]).concat(before, headers[at + 1]));
  }
  return [...values];
}
