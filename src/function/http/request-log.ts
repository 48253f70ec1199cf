import type { IncomingMessage, ServerResponse } from 'http';
import { roundTenth } from '../../shared/clock';
import { contextOf, type RequestContext } from './request-context';

/** Whether V8 accepted the build's code cache, rejected it, or found none for its version. */
export type CodeCache = 'accepted' | 'rejected' | 'absent';

export interface ObserveOptions {
  /** Milliseconds from the start of this process until its code was loaded. */
  loadMilliseconds: number;
  /** Absent when the code was not started by `index-faas.js` or `server.js`. */
  codeCache?: CodeCache;
  /** Takes one line of JSON a context. */
  log(line: string): void;
}

/**
 * Makes a request visible: a `Server-Timing` header (W3C Server Timing) and one log line of JSON. Neither ever holds
 * bodies, texts, tokens or keys. They divide the function's time into three parts, in milliseconds: `cold`, from the start
 * of a new process until its code was loaded; `store`, while store operations were under way; `handler`, the rest until
 * the answer.
 */
export function observe(options: ObserveOptions) {
  return function observeRequest(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    const context = contextOf(req);
    const method = req.method;
    const writeHead = res.writeHead;
    res.writeHead = function writeHeadWithTiming(this: ServerResponse, ...args: Parameters<typeof writeHead>) {
      if (!this.headersSent) this.setHeader('Server-Timing', serverTiming(context, options));
      return writeHead.apply(this, args);
    } as typeof writeHead;
    res.once('finish', () => options.log(logLine(context, method, res.statusCode, options)));
    next();
  };
}

function serverTiming(context: RequestContext, { loadMilliseconds }: ObserveOptions): string {
  const store = context.storeMilliseconds;
  const count = context.operations.length;
  const parts = [
    `handler;dur=${roundTenth(context.milliseconds - store)}`,
    `store;dur=${roundTenth(store)};desc="${count} ${count === 1 ? 'operation' : 'operations'}"`,
  ];
  if (context.coldStart) parts.unshift(`cold;dur=${roundTenth(loadMilliseconds)}`);
  return parts.join(', ');
}

function logLine(context: RequestContext, method: string | undefined, status: number, options: ObserveOptions): string {
  const sum = (key: 'readUnits' | 'writeUnits') =>
    context.operations.reduce((total, operation) => total + operation[key], 0);
  const store = context.storeMilliseconds;
  const failures = context.operations.filter(({ error }) => error !== undefined);
  return JSON.stringify({
    time: new Date(context.startedAt).toISOString(),
    requestId: context.requestId,
    method,
    route: context.route ?? null,
    status,
    handlerMilliseconds: roundTenth(context.milliseconds - store),
    storeMilliseconds: roundTenth(store),
    coldStart: context.coldStart,
    ...(context.coldStart && { loadMilliseconds: roundTenth(options.loadMilliseconds), codeCache: options.codeCache }),
    storeOperations: context.operations.map(({ operation, table }) => `${operation} ${table}`),
    readUnits: sum('readUnits'),
    writeUnits: sum('writeUnits'),
    ...(failures.length > 0 && {
      storeErrors: failures.map(
        ({ operation, table, error, attempt }) => `${operation} ${table}: ${error}, attempt ${attempt}`,
      ),
    }),
  });
}
