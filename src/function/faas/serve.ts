import { monotonic } from '../../shared/clock';
import { attachContext, type Invocation, RequestContext } from '../http/request-context';
import { inject, type RequestListener } from './inject';
import { problem } from './problem';
import { type Answer, type FcContext, type HttpCall, MalformedEventError } from './types';

/** A request that the app did not answer itself. */
export interface Failure {
  level: 'error';
  requestId: string;
  message: string;
  stack?: string;
}

export interface ServeOptions {
  /**
   * Milliseconds before the platform's timeout by which the app should have answered. When half of it is left, the caller
   * is answered 504. Default: 500, but never more than a quarter of the timeout.
   */
  margin?: number;
  /** Where failures are reported. Default: one line of JSON to the error log. */
  log?(failure: Failure): void;
}

/**
 * Lets the app answer one HTTP call. `answer` is called exactly once and before the platform's timeout, also when the app
 * throws, answers twice or never. A call whose reading fails by MalformedEventError is answered 400.
 */
export type Serve = (reading: Promise<HttpCall>, context: FcContext, answer: (answer: Answer) => void) => void;

/** Function Compute's default timeout in seconds, when the context names none. */
const defaultTimeout = 3;
/** Milliseconds. */
const defaultMargin = 500;

/** Writes a failure as one line of JSON to the error log. */
export function logFailure(failure: Failure): void {
  console.error(JSON.stringify(failure));
}

/** Makes the function that serves all invocations of this process. */
export function makeServe(app: RequestListener, options: ServeOptions = {}): Serve {
  const { log = logFailure } = options;
  let coldStart = true;

  return function serve(reading, context, answer) {
    const startedAt = Date.now();
    const timeout = context.getRemainingTimeInMillis?.() ?? (context.function?.timeout ?? defaultTimeout) * 1000;
    const margin = Math.min(options.margin ?? defaultMargin, timeout / 4);
    const invocation: Omit<Invocation, 'pathPrefix'> = {
      requestId: context.requestId ?? context.awsRequestId ?? '',
      startedAt,
      begunAt: monotonic(),
      deadline: startedAt + timeout - margin,
      credentials: credentialsOf(context),
      region: context.region,
      coldStart,
    };
    coldStart = false;
    serveOnce(reading, { app, invocation, limit: timeout - margin / 2, answer, log });
  };
}

interface Serving {
  app: RequestListener;
  invocation: Omit<Invocation, 'pathPrefix'>;
  /** Milliseconds after which the caller is answered 504. */
  limit: number;
  answer(answer: Answer): void;
  log(failure: Failure): void;
}

function serveOnce(reading: Promise<HttpCall>, { app, invocation, limit, answer, log }: Serving): void {
  const { requestId, startedAt } = invocation;
  let answered = false;
  let closeConnection = (): void => {};

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
    closeConnection();
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
    const cause = new Error(`no answer ${Date.now() - startedAt} ms after the invocation`);
    fail(504, 'Gateway Timeout', 'The function did not answer in time. Try again.', cause);
  }, limit);

  reading
    .then((call) => {
      if (answered) return;
      const context = new RequestContext({ ...invocation, pathPrefix: call.pathPrefix });
      closeConnection = inject(app, call, (req) => attachContext(req, context), settle);
    })
    .catch((error: Error) => {
      if (error instanceof MalformedEventError)
        fail(400, 'Bad Request', `The request is broken: ${error.message}.`, error);
      else settle(error);
    })
    .catch(report);
}

function credentialsOf({ credentials }: FcContext): Invocation['credentials'] {
  const { accessKeyId, accessKeySecret, securityToken } = credentials ?? {};
  if (!accessKeyId || !accessKeySecret) return undefined;
  return securityToken ? { accessKeyId, accessKeySecret, securityToken } : { accessKeyId, accessKeySecret };
}
