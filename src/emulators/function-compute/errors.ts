import type { ServerResponse } from 'node:http';
import type { FunctionError } from './protocol';

/** The platform refuses a request before any code of the function runs. */
export class Refusal extends Error {
  override name = 'Refusal' as const;

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The platform's answer to a request that it refuses. */
export function answerRefusal(res: ServerResponse, refusal: Refusal): void {
  answerJson(res, refusal.status, { errorCode: refusal.code, errorMessage: refusal.message });
}

/** The platform's answer when the function failed: 502, and the error as the instance reported it. */
export function answerFailure(res: ServerResponse, error: FunctionError, type = 'UnhandledInvocationError'): void {
  res.setHeader('X-Fc-Error-Type', type);
  answerJson(res, 502, error);
}

function answerJson(res: ServerResponse, status: number, value: object): void {
  const body = Buffer.from(JSON.stringify(value));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
