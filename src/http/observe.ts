import type { IncomingMessage, ServerResponse } from 'http';
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
 * Makes a call visible: a `Server-Timing` header (W3C Server Timing) that tells cold start, handler and store time apart,
 * and one log line of JSON. Neither ever holds bodies, texts, tokens or keys.
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
  const handler = Date.now() - call.startedAt;
  const parts = [
    `handler;dur=${handler}`,
    `store;dur=${call.storeMilliseconds};desc="${call.operations.length} operations"`,
  ];
  if (call.coldStart) parts.unshift(`cold;dur=${Math.round(loadMilliseconds)}`);
  return parts.join(', ');
}

function logLine(call: Call, method: string | undefined, status: number, options: ObserveOptions): string {
  const sum = (key: 'readUnits' | 'writeUnits') =>
    call.operations.reduce((total, operation) => total + operation[key], 0);
  const failures = call.operations.filter(({ error }) => error !== undefined);
  return JSON.stringify({
    time: new Date(call.startedAt).toISOString(),
    requestId: call.requestId,
    method,
    route: call.route ?? null,
    status,
    milliseconds: Date.now() - call.startedAt,
    coldStart: call.coldStart,
    ...(call.coldStart && { loadMilliseconds: Math.round(options.loadMilliseconds), codeCache: options.codeCache }),
    storeMilliseconds: call.storeMilliseconds,
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
