import type { IncomingMessage, ServerResponse } from 'http';
import { tenths } from '../../shared/clock';
import { type Call, callOf } from './call';

/** What became of the build's code cache: V8 took it, refused it, or there is none for this V8. */
export type CodeCache = 'accepted' | 'rejected' | 'absent';

export interface ObserveOptions {
  /** Milliseconds from the start of this process until its code was loaded. */
  loadMilliseconds: number;
  /** Unknown when no loader ran the code. */
  codeCache?: CodeCache;
  /** Takes one line of JSON a call. */
  log(line: string): void;
}

/**
 * Makes a call visible: a `Server-Timing` header (W3C Server Timing) and one log line of JSON. Neither ever holds bodies,
 * texts, tokens or keys. They tell three times apart, in milliseconds, whose sum is what the function took: `cold`, from
 * the start of a new process until its code was loaded; `store`, while store operations were under way; `handler`, the
 * rest from the handler's call to the answer, in which the function itself worked.
 */
export function observe(options: ObserveOptions) {
  return function observeCall(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    const call = callOf(req);
    const method = req.method;
    const writeHead = res.writeHead;
    res.writeHead = function writeHeadWithTiming(this: ServerResponse, ...args: Parameters<typeof writeHead>) {
      if (!this.headersSent) this.setHeader('Server-Timing', serverTiming(call, options));
      return writeHead.apply(this, args);
    } as typeof writeHead;
    res.once('finish', () => options.log(logLine(call, method, res.statusCode, options)));
    next();
  };
}

function serverTiming(call: Call, { loadMilliseconds }: ObserveOptions): string {
  const store = call.storeMilliseconds;
  const count = call.operations.length;
  const parts = [
    `handler;dur=${tenths(call.milliseconds - store)}`,
    `store;dur=${tenths(store)};desc="${count} ${count === 1 ? 'operation' : 'operations'}"`,
  ];
  if (call.coldStart) parts.unshift(`cold;dur=${tenths(loadMilliseconds)}`);
  return parts.join(', ');
}

function logLine(call: Call, method: string | undefined, status: number, options: ObserveOptions): string {
  const sum = (key: 'readUnits' | 'writeUnits') =>
    call.operations.reduce((total, operation) => total + operation[key], 0);
  const store = call.storeMilliseconds;
  const failures = call.operations.filter(({ error }) => error !== undefined);
  return JSON.stringify({
    time: new Date(call.startedAt).toISOString(),
    requestId: call.requestId,
    method,
    route: call.route ?? null,
    status,
    handlerMilliseconds: tenths(call.milliseconds - store),
    storeMilliseconds: tenths(store),
    coldStart: call.coldStart,
    ...(call.coldStart && { loadMilliseconds: tenths(options.loadMilliseconds), codeCache: options.codeCache }),
    storeOperations: call.operations.map(({ operation, table }) => `${operation} ${table}`),
    readUnits: sum('readUnits'),
    writeUnits: sum('writeUnits'),
    ...(failures.length > 0 && {
      storeErrors: failures.map(
        ({ operation, table, error, attempt }) => `${operation} ${table}: ${error}, attempt ${attempt}`,
      ),
    }),
  });
}
