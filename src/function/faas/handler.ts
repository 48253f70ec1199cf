import { Server } from '@webserverless/fc-express';
import { parseEvent, readEvent, writeEvent } from './events';
import type { RequestListener } from './inject';
import { makeServe, type ServeOptions } from './serve';
import { readTrigger, writeTrigger } from './trigger';
import { type EventCallback, type FcContext, type Handler, type HttpCall, MalformedEventError } from './types';

/**
 * Makes the function's handler of an Express app (or any request listener). It serves HTTP triggers, API Gateway events
 * and Function Compute 3.0 HTTP events; each invocation is answered exactly once, before the platform's timeout.
 *
 * The handler is made with fc-express: its Server takes HTTP triggers and events, and passes them to its two proxies.
 * The proxies are its extension points, and `handle` of both is replaced here by read, serve and write in this process.
 * Its own proxies replay each invocation to an HTTP server on a unix socket, with bodies as text: this corrupts bytes, can
 * hang the first invocation, and can answer one twice.
 */
export function createHandler(app: RequestListener, options: ServeOptions = {}): Handler {
  const serve = makeServe(app, options);
  const server = new Server(app);

  server.httpTriggerProxy.handle = ({ request, response, context }) => {
    serve(readTrigger(request), context, (answer) => writeTrigger(response, answer));
  };

  server.apiGatewayProxy.handle = ({ event, context, callback }) => {
    let reading: Promise<HttpCall>;
    try {
      reading = Promise.resolve(readEvent(parseEvent(event)));
    } catch (error) {
      if (!(error instanceof MalformedEventError)) return callback(error as Error);
      reading = Promise.reject(error);
    }
    serve(reading, context, (answer) => callback(undefined, writeEvent(answer)));
  };

  return function handler(first: unknown, second: unknown, third?: unknown): unknown {
    if (isHttpResponse(second)) return server.httpProxy(first, second, third);
    const event = Buffer.isBuffer(first) ? first : Buffer.from(JSON.stringify(first) || '');
    const proxy = (callback: EventCallback) =>
      server.apiGatewayProxy.handle({ event, context: second as FcContext, callback });
    if (typeof third === 'function') return proxy(third as EventCallback);
    return new Promise((resolve, reject) => {
      proxy((error, answer) => (error ? reject(error) : resolve(answer)));
    });
  } as Handler;
}

function isHttpResponse(value: unknown): boolean {
  return typeof (value as { setStatusCode?: unknown } | undefined)?.setStatusCode === 'function';
}
