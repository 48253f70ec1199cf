import type { IncomingMessage } from 'http';
import { attachInvocation, type Invocation } from '../http/invocation';
import { exchange, type RequestListener } from './inject';
import { problem } from './problem';
import { type Answer, BadCallError, type Call } from './types';

/** Something that the app did not answer itself. */
export interface Failure {
  level: 'error';
  requestId: string;
  message: string;
  stack?: string;
}

export interface Serving {
  app: RequestListener;
  invocation: Invocation;
  /** Epoch milliseconds at which the caller is answered 504. */
  giveUpAt: number;
  /** Hands the answer to the platform. */
  answer(answer: Answer): void;
  log(failure: Failure): void;
}

/**
 * Serves one call: reads it, has the app answer it, and hands over exactly one answer, whatever the app does, throws or
 * leaves undone. Whatever comes after the first answer is ignored.
 */
export function serveCall(reading: Promise<Call>, { app, invocation, giveUpAt, answer, log }: Serving): void {
  const { requestId, startedAt } = invocation;
  let answered = false;
  let takeConnectionAway = (): void => {};

  function report({ message, stack }: Error): void {
    log({ level: 'error', requestId, message, ...(stack === undefined ? {} : { stack }) });
  }

  function finish(result: Answer): void {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    try {
      answer(result);
    } catch (error) {
      report(error as Error);
      answer(problem(500, 'Internal Server Error', 'The answer could not be handed over.', requestId));
    }
    takeConnectionAway();
  }

  function fail(status: number, title: string, detail: string, cause: Error): void {
    if (answered) return;
    report(cause);
    finish(problem(status, title, detail, requestId));
  }

  function settle(outcome: Answer | Error): void {
    if (outcome instanceof Error) fail(500, 'Internal Server Error', 'The function could not answer.', outcome);
    else finish(outcome);
  }

  const timer = setTimeout(() => {
    const cause = new Error(`no answer ${Date.now() - startedAt} ms after the call`);
    fail(504, 'Gateway Timeout', 'The function did not answer in time. Try again.', cause);
  }, giveUpAt - startedAt);

  reading
    .then((call) => {
      if (answered) return;
      const attach = (req: IncomingMessage): void =>
        attachInvocation(req, { ...invocation, pathPrefix: call.pathPrefix });
      takeConnectionAway = exchange(app, call, attach, settle);
    })
    .catch((error: Error) => {
      if (error instanceof BadCallError) fail(400, 'Bad Request', `The request is broken: ${error.message}.`, error);
      else settle(error);
    })
    .catch(report);
}
