import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerFailure, answerRefusal, Refusal } from './errors';
import { httpEvent, readEventAnswer } from './event';
import type { DeployedFunction } from './function';
import type { Outcome } from './instance';
import { ThrottledError } from './pool';
import type { ContextData, Invocation, RuntimeGeneration } from './protocol';
import { checkLimits, httpParams, isAsync, readBody } from './request';
import { answerPreflight, badResponse, sendAnswer } from './response';
import { checkHost, type Destination, findDestination } from './routing';
import type { Template } from './template';

/** The part of the platform between the network and the functions. */
export interface Gateway {
  template: Template;
  functions: DeployedFunction[];
  generation: RuntimeGeneration;
  /** Host names to answer to, beside loopback names and the template's domains. */
  hosts: readonly string[] | 'any';
  decodePath: boolean;
  log: ((line: string) => void) | undefined;
}

/** Answers one request as the platform's gateway would; never throws. */
export function handleRequest(gateway: Gateway, req: IncomingMessage, res: ServerResponse): void {
  const requestId = gateway.generation === 'FC3' ? `1-${randomUUID()}` : randomUUID();
  res.setHeader('X-Fc-Request-Id', requestId);
  answer(gateway, req, res, requestId)
    .catch((error: unknown) => {
      if (res.destroyed || res.headersSent) return;
      answerRefusal(res, toRefusal(gateway, error), gateway.generation);
    })
    .catch((error: unknown) => {
      gateway.log?.(`local Function Compute: ${String(error)}`);
      res.destroy();
    });
}

function toRefusal(gateway: Gateway, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ThrottledError) return new Refusal(429, 'ResourceExhausted', error.message);
  gateway.log?.(`local Function Compute: ${error instanceof Error ? error.stack : String(error)}`);
  return new Refusal(500, 'InternalServerError', 'the local Function Compute failed');
}

async function answer(gateway: Gateway, req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> {
  checkLimits(req);
  checkHost(gateway, req.headers.host ?? '');
  const destination = findDestination(gateway, req.headers.host ?? '', req.url!);
  const { config } = destination;
  if (!config.methods!.has(req.method!)) {
    if (req.method === 'OPTIONS' && req.headers.origin) return answerPreflight(req, res);
    throw new Refusal(403, 'AccessDenied', `the HTTP trigger does not list the method ${req.method}`);
  }
  const target = gateway.functions.find((it) => it.config === config)!;
  const { invocation, payload } = toInvocation(
    gateway,
    req,
    destination,
    target.context(requestId),
    await readBody(req),
  );
  if (isAsync(req)) {
    target.pool.invoke(invocation, payload).catch((error) => gateway.log?.(`${requestId}: ${error.message}`));
    res.writeHead(202, { 'content-length': 0 }).end();
    return;
  }
  const left = new AbortController();
  res.on('close', () => left.abort());
  send(gateway, req, res, destination, await target.pool.invoke(invocation, payload, left.signal));
}

/** The call of the function that a request leads to. */
function toInvocation(
  { generation, decodePath }: Gateway,
  req: IncomingMessage,
  { prefix }: Destination,
  context: ContextData,
  body: Buffer,
): { invocation: Invocation; payload: Buffer } {
  const http = httpParams(req, prefix, decodePath);
  if (generation === 'FC3') return { invocation: { context }, payload: httpEvent(http, context, body) };
  return { invocation: { context, http }, payload: body };
}

function send(
  { generation }: Gateway,
  req: IncomingMessage,
  res: ServerResponse,
  { isDownload }: Destination,
  outcome: Outcome,
): void {
  if (outcome.type === 'error') return answerFailure(res, outcome.error);
  if (outcome.type === 'answer') return sendAnswer(req, res, outcome, isDownload);
  if (generation !== 'FC3') {
    const errorMessage = 'the handler took the HTTP request for an event and answered by callback';
    return answerFailure(res, { errorMessage });
  }
  const read = readEventAnswer(outcome.body);
  if ('problem' in read) badResponse(res, read.problem);
  else sendAnswer(req, res, read.answer, isDownload);
}
