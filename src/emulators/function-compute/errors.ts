import type { ServerResponse } from 'node:http';
import type { FunctionError, RuntimeGeneration } from './protocol';

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

/** Sends the platform's answer to a request that it refuses, in the form of its generation. */
export function answerRefusal(res: ServerResponse, refusal: Refusal, generation: RuntimeGeneration): void {
  const { status, code, message } = refusal;
  if (generation === 'FC3') {
    answerJson(res, status, { RequestId: res.getHeader('x-fc-request-id'), Code: code, Message: message });
  } else {
    answerJson(res, status, { errorCode: code, errorMessage: message });
  }
}

/** Sends the platform's answer when the function failed: 502, and the error as the instance reported it. */
export function answerFailure(res: ServerResponse, error: FunctionError, type = 'UnhandledInvocationError'): void {
  answerJson(res, 502, error, { 'X-Fc-Error-Type': type });
}

function answerJson(res: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): void {
  // An answer of the function that could not be sent may have left headers.
  for (const name of res.getHeaderNames()) if (name !== 'x-fc-request-id') res.removeHeader(name);
  const body = Buffer.from(JSON.stringify(value));
  res.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
