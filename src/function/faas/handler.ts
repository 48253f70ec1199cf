import { monotonic } from '../../shared/clock';
import type { Invocation } from '../http/invocation';
import type { RequestListener } from './inject';
import { type Failure, serveCall } from './serve';
import { InProcessServer } from './server';
import type { EventCallback, FcContext, Handler } from './types';

export interface HandlerOptions {
  /**
   * Milliseconds before the platform's timeout by which the app should have answered. When half of it is left, the caller
   * is answered 504. Default: 500, but never more than a quarter of the timeout.
   */
  margin?: number;
  /** Where failures are reported. Default: one line of JSON to the error log. */
  log?(failure: Failure): void;
}

/** Seconds; the platform's default when a template names none. */
const DEFAULT_TIMEOUT = 3;
const DEFAULT_MARGIN = 500;

/**
 * Makes the function's handler of an Express app (or any request listener). It serves HTTP triggers, API Gateway events
 * and Function Compute 3.0 HTTP events; each call is answered exactly once, before the platform's timeout.
 */
export function createHandler(app: RequestListener, options: HandlerOptions = {}): Handler {
  const log = options.log ?? ((failure: Failure) => console.error(JSON.stringify(failure)));
  let coldStart = true;

  const server = new InProcessServer(app, (reading, context, answer) => {
    const startedAt = Date.now();
    const begunAt = monotonic();
    const timeout = (context.function?.timeout ?? DEFAULT_TIMEOUT) * 1000;
    const margin = Math.min(options.margin ?? DEFAULT_MARGIN, timeout / 4);
    const deadline = startedAt + timeout - margin;
    const invocation = describeInvocation(context, { startedAt, begunAt, deadline, coldStart });
    coldStart = false;
    serveCall(reading, { app, invocation, giveUpAt: deadline + margin / 2, answer, log });
  });

  return function handler(first: unknown, second: unknown, third?: unknown): unknown {
    if (isHttpResponse(second)) return server.httpProxy(first, second, third);
    const event = Buffer.isBuffer(first) ? first : Buffer.from(JSON.stringify(first) || '');
    const context = second as FcContext;
    if (typeof third === 'function') return server.proxy(event, context, third as EventCallback);
    return new Promise((resolve, reject) => {
      server.proxy(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    });
  } as Handler;
}

function isHttpResponse(value: unknown): boolean {
  return typeof (value as { setStatusCode?: unknown } | undefined)?.setStatusCode === 'function';
}

function describeInvocation(
  { requestId, credentials, region }: FcContext,
  times: Pick<Invocation, 'startedAt' | 'begunAt' | 'deadline' | 'coldStart'>,
): Invocation {
  const { accessKeyId, accessKeySecret, securityToken } = credentials ?? {};
  const keys = accessKeyId && accessKeySecret ? { accessKeyId, accessKeySecret } : undefined;
  return {
    ...times,
    requestId: requestId ?? '',
    credentials: keys && securityToken ? { ...keys, securityToken } : keys,
    region,
    pathPrefix: '',
  };
}
