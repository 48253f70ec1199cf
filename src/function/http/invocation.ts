import type { IncomingMessage } from 'http';
import type { Credentials } from '../tablestore/credentials';

/** What an Express handler may know of the function invocation that it serves. */
export interface Invocation {
  requestId: string;
  /** Epoch milliseconds at which the handler was called. */
  startedAt: number;
  /** The same moment on the monotonic clock. */
  begunAt: number;
  /** Epoch milliseconds by which everything must be answered: a little before the platform ends the call. */
  deadline: number;
  /** The service role's keys, when the platform handed any over. */
  credentials: Credentials | undefined;
  region: string | undefined;
  /** True for the first call that this process serves. */
  coldStart: boolean;
  /** The default domain's `/2016-08-15/proxy/<service>/<function>`, which links must carry; empty on a custom domain. */
  pathPrefix: string;
}

const invocations = new WeakMap<IncomingMessage, Invocation>();

/** Ties an invocation to the request made from it: beside the request, never in its headers, which a client could forge. */
export function attachInvocation(req: IncomingMessage, invocation: Invocation): void {
  invocations.set(req, invocation);
}

/** The invocation that a request was made from; undefined when the app is served by a plain HTTP server. */
export function invocationOf(req: IncomingMessage): Invocation | undefined {
  return invocations.get(req);
}
