import { Server } from '@webserverless/fc-express';
import { readEvent } from './events/formats';
import type { RequestListener } from './inject';
import { makeServe, type ServeOptions } from './serve';
import { readTrigger, writeTrigger } from './trigger';
import type { EventAnswer, EventCallback, FcContext, Handler } from './types';

/**
 * Makes the function's handler of an Express app (or any request listener). It serves HTTP triggers and the events of
 * `events/formats.ts`; each invocation is answered exactly once, before the platform's timeout.
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
    const { reading, write } = readEvent(event);
    serve(reading, context, (answer) => callback(undefined, write(answer)));
  };

  function serveEvent(event: unknown, context: FcContext, callback: EventCallback): void {
    try {
      server.apiGatewayProxy.handle({ event, context, callback });
    } catch (error) {
      callback(error as Error);
    }
  }

  // Two parameters: AWS Lambda refuses a handler of three from Node 24 on, because it takes the third for a callback.
  return function handler(first: unknown, second: unknown, ...more: unknown[]): unknown {
    if (isHttpResponse(second)) return server.httpProxy(first, second, more[0]);
    const context = second as FcContext;
    const [callback] = more;
    // After a callback, AWS Lambda waits until no socket is open; after a promise it does not.
    if (isCallback(callback) && !context.getRemainingTimeInMillis) return serveEvent(first, context, callback);
    return new Promise<EventAnswer | undefined>((resolve, reject) => {
      serveEvent(first, context, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  } as Handler;
}

function isHttpResponse(value: unknown): boolean {
  return typeof (value as { setStatusCode?: unknown } | undefined)?.setStatusCode === 'function';
}

function isCallback(value: unknown): value is EventCallback {
  return typeof value === 'function';
}
