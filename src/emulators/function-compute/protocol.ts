/** The messages between the local Function Compute and an instance. `frames.ts` describes their bytes. */

/**
 * The generations of the platform. FC1 and FC2 pass an HTTP request to the handler as `req` and `resp`, which differ between
 * the two; FC3 passes it as an event and takes the returned value for the response.
 */
export type RuntimeGeneration = 'FC1' | 'FC2' | 'FC3';

/** The HTTP metadata of an invocation: the fields of the platform's `x-fc-http-params`. */
export interface HttpParams {
  method: string;
  /** Without the default domain's prefix and without the query; `/` when empty. */
  path: string;
  /** The request target as sent: percent-encoded, with prefix and query. */
  requestURI: string;
  clientIP: string;
  host: string;
  queriesMap: Record<string, string[]>;
  headersMap: Record<string, string[]>;
}

/** The serialisable part of the `context` argument. */
export interface ContextData {
  requestId: string;
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken: string };
  function: { name: string; handler: string; memory: number; timeout: number };
  service: { name: string; logProject: string; logStore: string; qualifier: string; versionId: string };
  region: string;
  accountId: string;
}

/** The environment variable that carries an instance's setup, as JSON. */
export const setupVariable = '_FC_INSTANCE_SETUP';

/** Everything an instance has to know before its first call. */
export interface InstanceSetup {
  codeFolder: string;
  handler: string;
  initializer: string | undefined;
  generation: RuntimeGeneration;
  /** The event loop stands still between calls. */
  freeze: boolean;
  context: ContextData;
}

/** One call. The frame's body is the request's body, or the event when `http` is missing. */
export interface Invocation {
  context: ContextData;
  http?: HttpParams;
}

/** The platform's JSON for a failed invocation. */
export interface FunctionError {
  errorMessage: string;
  errorType?: string;
  stackTrace?: string[];
}

export type ToInstance = { type: 'invoke' } & Invocation;

export type FromInstance =
  /** The code is loaded and its initializer is about to run. */
  | { type: 'initializing' }
  /** Ready for a call. With an error, loading or initialising failed, and that is the answer to the first call. */
  | { type: 'ready'; error?: FunctionError }
  /** `resp.send()`; the frame's body is the response's. */
  | { type: 'answer'; status: number; headersMap: Record<string, string[]> }
  /** An event function's result is the frame's body. */
  | { type: 'result' }
  | { type: 'error'; error: FunctionError; handled: boolean };
