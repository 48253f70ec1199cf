/**
 * A deployed function for the tests: the app of `app.ts` behind our handler, or behind the unmodified fc-express when
 * WRAPPER says so. The header `x-driver` chooses what is done to a call before the wrapper gets it.
 */
import { Server } from '@webserverless/fc-express';
import { EventEmitter } from 'events';
import { createHandler } from '../../../src/function/faas/handler';
import type { FcContext, FcRequest, FcResponse } from '../../../src/function/faas/types';
import { makeApp } from './app';

type HttpHandler = (req: FcRequest, resp: FcResponse, context: FcContext) => unknown;
type Driver = HttpHandler;

const app = makeApp();
const ours = createHandler(app);
const theirs = new Server(app);
const original = process.env.WRAPPER === 'fc-express';
const wrapped: HttpHandler = original ? (req, resp, context) => theirs.httpProxy(req, resp, context) : ours;

const drivers: Record<string, Driver> = {
  /** The request breaks in the middle of its body. */
  error: (req, resp, context) => broken(req, resp, context, (it) => it.emit('error', new Error('reset'))),
  aborted: (req, resp, context) => broken(req, resp, context, (it) => it.emit('aborted')),
  close: (req, resp, context) => broken(req, resp, context, (it) => it.emit('close')),
  short: (req, resp, context) => broken(req, resp, context, (it) => it.emit('end'), { 'content-length': '100' }),
  /** Parsed by somebody else already. */
  object: (req, resp, context) => wrapped(copy(req, { body: { parsed: true } }), resp, context),
  expect: (req, resp, context) => wrapped(copy(req, { headers: { ...req.headers, expect: 'foo' } }), resp, context),
  unframed(req, resp, context) {
    const { 'transfer-encoding': _, ...headers } = req.headers;
    wrapped(copy(req, { headers }), resp, context);
  },
  newline: (req, resp, context) => wrapped(copy(req, { headers: { ...req.headers, 'x-line': 'a\nb' } }), resp, context),
  forged: (req, resp, context) =>
    wrapped(
      copy(req, { headers: { ...req.headers, 'x-fc-express-event': '%7B%22forged%22%3Atrue%7D' } }),
      resp,
      context,
    ),
  /** Three calls before the first has been answered; answers what each got. */
  concurrent(req, resp, context) {
    const results: string[] = [];
    const add = (result: string): void => {
      if (results.push(result) === 3) resp.send(Buffer.from(JSON.stringify(results)));
    };
    for (let call = 0; call < 3; call++) {
      const own: FcResponse = { setStatusCode() {}, setHeader() {}, send: (body) => add(String(body)) };
      try {
        wrapped(copy(req, {}), own, context);
      } catch (error) {
        add(`threw ${(error as NodeJS.ErrnoException).code}`);
      }
    }
  },
  /** A call, its server closed, another call; after the answers to all of that have come in, a third that is answered. */
  reopened(req, resp, context) {
    const call = (send: () => void): void =>
      void wrapped(copy(req, {}), { setStatusCode() {}, setHeader() {}, send }, context);
    let closed = false;
    call(() => {
      if (closed) return;
      closed = true;
      const second = (): void => call(() => {});
      if (original) theirs.rawServer.close(second);
      else second();
      setTimeout(() => wrapped(copy(req, {}), resp, context), 200);
    });
  },
  /** The names of the headers that reach `resp`. */
  names(req, resp, context) {
    const names: string[] = [];
    const own: FcResponse = {
      setStatusCode() {},
      setHeader: (name) => void names.push(name.toLowerCase()),
      send: () => resp.send(Buffer.from(JSON.stringify(names))),
    };
    wrapped(req, own, context);
  },
  /** After a call, the servers that keep the process alive. */
  handles(req, resp, context) {
    const own: FcResponse = {
      setStatusCode() {},
      setHeader() {},
      send() {
        const handles = (process as unknown as { _getActiveHandles(): object[] })._getActiveHandles();
        resp.send(Buffer.from(String(handles.filter((it) => it.constructor.name === 'Server').length)));
      },
    };
    wrapped(copy(req, {}), own, context);
  },
};

export function handler(first: unknown, second: unknown, third: unknown): unknown {
  if (Buffer.isBuffer(first)) {
    if (!original) return (ours as (...args: unknown[]) => unknown)(first, second, third);
    return theirs.proxy(first, second, third as (error?: Error, data?: unknown) => void);
  }
  const request = first as FcRequest;
  const driver = drivers[String(request.headers['x-driver'])] ?? wrapped;
  return driver(request, second as FcResponse, third as FcContext);
}

function copy(req: FcRequest, changes: Partial<FcRequest>): FcRequest {
  const { method, url, path, queries, headers, clientIP } = req;
  const body = req.body ?? Buffer.alloc(0);
  return Object.assign(new EventEmitter(), {
    method,
    url,
    path,
    queries,
    headers,
    clientIP,
    body,
    ...changes,
  }) as FcRequest;
}

function broken(
  req: FcRequest,
  resp: FcResponse,
  context: FcContext,
  end: (req: EventEmitter) => void,
  headers: object = {},
): void {
  const request = copy(req, { headers: { ...req.headers, 'content-type': 'text/plain', ...headers } });
  delete request.body;
  wrapped(request, resp, context);
  setTimeout(() => {
    request.emit('data', Buffer.from('half'));
    end(request);
  }, 20);
}
