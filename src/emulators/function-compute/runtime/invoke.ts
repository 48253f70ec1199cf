import type { FromInstance, HttpParams, RuntimeGeneration } from '../protocol';
import { functionError } from './errors';
import type { UserFunction } from './load';
import { makeRequest } from './request';
import { HttpResponse } from './response';

interface Call {
  handler: UserFunction;
  context: object;
  body: Buffer;
  generation: RuntimeGeneration;
  done(outcome: FromInstance, body?: Buffer): void;
}

/** Shape A: `handler(req, resp, context)`. Only `resp.send()` or an error ends the call. */
export function runHttp(call: Call, http: HttpParams): void {
  const { handler, context } = call;
  const request = makeRequest(http, call.body, call.generation);
  const response = new HttpResponse(call.generation, {
    sent: (status, headersMap, body) => call.done({ type: 'answer', status, headersMap }, body),
    failed: (error) => fail(call, error),
  });
  watchRejection(call, handler(request, response, context));
}

/**
 * Shapes B and C: `handler(event, context, callback)`. On Node 18 and later the handler may return a promise of its result
 * instead of calling back.
 */
export function runEvent(call: Call): void {
  const callback = (error?: unknown, result?: unknown): void => {
    if (error) call.done({ type: 'error', error: functionError(error, call.generation), handled: true });
    else call.done({ type: 'result' }, resultBytes(result));
  };
  const { handler, context, body } = call;
  const returned = handler(body, context, callback);
  if (Number(process.versions.node.split('.')[0]) < 18) watchRejection(call, returned);
  else if (returned instanceof Promise) {
    returned.then((result) => callback(undefined, result)).catch((error) => fail(call, error));
  }
}

function resultBytes(result: unknown): Buffer {
  if (Buffer.isBuffer(result)) return result;
  if (typeof result === 'string') return Buffer.from(result);
  return Buffer.from(result === undefined ? '' : JSON.stringify(result));
}

function watchRejection(call: Call, returned: unknown): void {
  // FC1 leaves a rejection to Node, which up to version 14 only warns: the call then runs into its timeout.
  if (call.generation === 'FC1' || !(returned instanceof Promise)) return;
  returned.catch((error) => fail(call, error));
}

function fail(call: Call, error: unknown): void {
  console.error(error);
  call.done({ type: 'error', error: functionError(error, call.generation), handled: false });
}
