import { Server } from '@webserverless/fc-express';
import { readEvent } from './events/formats';
import type { RequestListener } from './inject';
import { makeServe, type ServeOptions } from './serve';
import { readTrigger, writeTrigger } from './trigger';
import type { EventAnswer, EventCallback, FcContext, Handler } from './types';

/** Up to Node 16, Function Compute waits for the callback of an event; from Node 18 on it documents promises. */
const answersByCallback = Number(process.versions.node.split('.')[0]) < 18;

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

  function serveInvocation(first: unknown, second: unknown, third: unknown): unknown {
    if (isHttpResponse(second)) return server.httpProxy(first, second, third);
    const context = second as FcContext;
    if (isCallback(third) && answersByCallback) return serveEvent(first, context, third);
    return new Promise<EventAnswer | undefined>((resolve, reject) => {
      serveEvent(first, context, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  // AWS Lambda refuses a handler with a third parameter from Node 24 on, because it takes that for a callback.
  if (answersByCallback)
    return ((first: unknown, second: unknown, third: unknown) => serveInvocation(first, second, third)) as Handler;
  return ((first: unknown, second: unknown, ...more: unknown[]) => serveInvocation(first, second, more[0])) as Handler;
}

function isHttpResponse(value: unknown): boolean {
  return typeof (value as { setStatusCode?: unknown } | undefined)?.setStatusCode === 'function';
}

function isCallback(value: unknown): value is EventCallback {
  return typeof value === 'function';
}
