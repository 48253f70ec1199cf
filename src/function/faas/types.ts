import type { EventEmitter } from 'events';

/** `req` of an HTTP trigger, as far as both generations of the runtime agree on it. */
export interface FcRequest extends EventEmitter {
  method: string;
  /** Request target as sent; on the default domain with its prefix. */
  url?: string;
  /** Without prefix and query; whether decoded is not documented. */
  path?: string;
  queries?: Record<string, unknown>;
  headers: Record<string, unknown>;
  clientIP?: string;
  /** FC2: the whole body. FC1 has only the stream, which starts flowing in the turn that called the handler. */
  body?: unknown;
}

/** `resp` of an HTTP trigger. It is stricter than Node's response: names compare by case, values must be text. */
export interface FcResponse {
  setStatusCode(status: number): void;
  setHeader(name: string, value: string | string[]): void;
  send(body: Buffer): void;
}

/** The parts of `context` that are used, of Function Compute and of AWS Lambda. */
export interface FcContext {
  requestId?: string;
  region?: string;
  credentials?: { accessKeyId?: string; accessKeySecret?: string; securityToken?: string };
  /** `timeout` in seconds. */
  function?: { timeout?: number };
  /** AWS Lambda's name of `requestId`. */
  awsRequestId?: string;
  /** AWS Lambda's time limit: milliseconds that are left. */
  getRemainingTimeInMillis?(): number;
}

/** The answer to an event that stands for an HTTP request. */
export interface EventAnswer {
  statusCode: number;
  headers: Record<string, string>;
  /** AWS Lambda, payload 2.0. */
  cookies?: string[];
  /** AWS Lambda, payload 1.0: headers with several texts. */
  multiValueHeaders?: Record<string, string[]>;
  isBase64Encoded: boolean;
  body: string;
}

export type EventCallback = (error?: Error, answer?: EventAnswer) => void;

/** The exported handler: of an HTTP trigger, of events by callback (Node 16 and older), of events by promise. */
export interface Handler {
  (request: FcRequest, response: FcResponse, context: FcContext): void;
  (event: Buffer, context: FcContext, callback: EventCallback): void;
  (event: Buffer | object, context: FcContext): Promise<EventAnswer>;
}

/** An HTTP request, independent of the shape in which the platform hands it over. */
export interface HttpCall {
  method: string;
  /** Origin-form request target, without the default domain's prefix. */
  target: string;
  pathPrefix: string;
  headers: Record<string, string | string[]>;
  body: Buffer;
  clientAddress: string | undefined;
  /** The client spoke https. */
  secure: boolean;
}

/** An HTTP response, independent of the shape that the platform expects. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** The platform handed over an event or request that no HTTP request can be made of: 400. */
export class MalformedEventError extends Error {
  override name = 'MalformedEventError' as const;
}
