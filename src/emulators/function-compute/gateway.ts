import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerFailure, answerRefusal, Refusal } from './errors';
import type { DeployedFunction } from './function';
import type { Outcome } from './instance';
import { ThrottledError } from './pool';
import { checkLimits, httpParams, isAsync, readBody } from './request';
import { answerPreflight, sendAnswer } from './response';
import { findDestination } from './routing';
import type { Template } from './template';

/** What stands between the network and the functions. */
export interface Gateway {
  template: Template;
  functions: DeployedFunction[];
  decodePath: boolean;
  log: ((line: string) => void) | undefined;
}

/** Answers one request, as the platform's gateway would; never throws. */
export function handleRequest(gateway: Gateway, req: IncomingMessage, res: ServerResponse): void {
  const requestId = randomUUID();
  res.setHeader('X-Fc-Request-Id', requestId);
  answer(gateway, req, res, requestId).catch((error) => {
    if (res.destroyed || res.headersSent) return;
    if (error instanceof Refusal) return answerRefusal(res, error);
    if (error instanceof ThrottledError)
      return answerRefusal(res, new Refusal(429, 'ResourceExhausted', error.message));
    gateway.log?.(`local Function Compute: ${error.stack}`);
    answerRefusal(res, new Refusal(500, 'InternalServerError', 'the local Function Compute failed'));
  });
}

async function answer(gateway: Gateway, req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> {
  checkLimits(req);
  const { config, prefix } = findDestination(gateway.template, req.headers.host ?? '', req.url!);
  if (!config.methods!.has(req.method!)) {
    if (req.method === 'OPTIONS' && req.headers.origin) return answerPreflight(req, res);
    throw new Refusal(403, 'AccessDenied', `the HTTP trigger does not list the method ${req.method}`);
  }
  const target = gateway.functions.find((it) => it.config === config)!;
  const body = await readBody(req);
  const invocation = { context: target.context(requestId), http: httpParams(req, prefix, gateway.decodePath) };
  if (isAsync(req)) {
    target.pool.invoke(invocation, body).catch((error) => gateway.log?.(`${requestId}: ${error.message}`));
    res.writeHead(202, { 'content-length': 0 }).end();
    return;
  }
  const left = new AbortController();
  res.on('close', () => left.abort());
  send(req, res, prefix, await target.pool.invoke(invocation, body, left.signal));
}

function send(req: IncomingMessage, res: ServerResponse, prefix: string, outcome: Outcome): void {
  if (outcome.type === 'answer') sendAnswer(req, res, outcome, prefix);
  else if (outcome.type === 'error') answerFailure(res, outcome.error);
  else answerFailure(res, { errorMessage: 'the handler took the HTTP request for an event and answered by callback' });
}
