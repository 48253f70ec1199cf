import { isSecure, requestHeaders } from './headers';
import { eventTarget } from './target';
import { type Answer, type EventAnswer, type HttpCall, MalformedEventError } from './types';

/** An API Gateway event. */
export interface GatewayEvent {
  httpMethod: string;
  path: string;
  headers?: Record<string, unknown>;
  queryParameters?: Record<string, unknown>;
  body?: string;
  /** Documented as the text "true" or "false". */
  isBase64Encoded?: string | boolean;
}

/** The HTTP event of Function Compute 3.0. */
export interface HttpEvent {
  version: string;
  /** Percent-encoded. */
  rawPath: string;
  headers?: Record<string, unknown>;
  /** Repeated parameters come joined by commas; they cannot be told from a comma in a value. */
  queryParameters?: Record<string, unknown>;
  body?: string;
  isBase64Encoded?: string | boolean;
  requestContext: { domainName?: string; http: { method: string; sourceIp?: string } };
}

/**
 * Parses an event that stands for an HTTP request.
 * @throws MalformedEventError for text that is not JSON
 * @throws TypeError for any other event
 */
export function parseEvent(bytes: Buffer): GatewayEvent | HttpEvent {
  let event: (Partial<GatewayEvent> & Partial<HttpEvent>) | null;
  try {
    event = JSON.parse(bytes.toString());
  } catch (error) {
    throw new MalformedEventError(`the event is not JSON: ${(error as Error).message}`);
  }
  if (event?.version && event.requestContext?.http) return event as HttpEvent;
  if (event?.httpMethod) return event as GatewayEvent;
  throw new TypeError(
    'unrecognised event: this function serves HTTP triggers, API Gateway events (with "httpMethod") and ' +
      'Function Compute 3.0 HTTP events (with "version" and "requestContext.http")',
  );
}

/**
 * Reads a parsed event.
 * @throws MalformedEventError when a field has the wrong type
 */
export function readEvent(event: GatewayEvent | HttpEvent): HttpCall {
  try {
    return isHttpEvent(event) ? readHttpEvent(event) : readGatewayEvent(event);
  } catch (error) {
    throw error instanceof TypeError ? new MalformedEventError('a field of the event is of the wrong type') : error;
  }
}

/**
 * Answers an event, with all four fields: without one of them the platform guesses. Base64 is only for bytes that are not
 * UTF-8 text. A header has one text; of several cookies only the last one can be sent.
 */
export function writeEvent({ status, headers, body }: Answer): EventAnswer {
  const text = body.toString();
  const isText = Buffer.from(text).equals(body);
  return {
    statusCode: status,
    headers: singleTexts(headers),
    isBase64Encoded: !isText,
    body: isText ? text : body.toString('base64'),
  };
}

function isHttpEvent(event: GatewayEvent | HttpEvent): event is HttpEvent {
  return Boolean((event as HttpEvent).version && (event as HttpEvent).requestContext?.http);
}

function readGatewayEvent(event: GatewayEvent): HttpCall {
  const body = bodyBytes(event);
  const headers = requestHeaders(event.headers ?? {}, body, ', ');
  return {
    method: event.httpMethod.toUpperCase(),
    target: eventTarget(event.path, event.queryParameters),
    pathPrefix: '',
    headers,
    body,
    clientAddress: undefined,
    secure: isSecure(headers),
  };
}

function readHttpEvent(event: HttpEvent): HttpCall {
  const body = bodyBytes(event);
  const { http, domainName } = event.requestContext;
  const headers = requestHeaders(event.headers ?? {}, body, ',');
  if (!headers.host && domainName) headers.host = domainName;
  // The platform's own domains end in it and speak https unless the header says otherwise.
  if (!headers['x-forwarded-proto'] && /\.fcapp\.run$/.test(domainName ?? '')) headers['x-forwarded-proto'] = 'https';
  return {
    method: http.method.toUpperCase(),
    target: eventTarget(event.rawPath, event.queryParameters),
    pathPrefix: '',
    headers,
    body,
    clientAddress: http.sourceIp,
    secure: isSecure(headers),
  };
}

function bodyBytes(event: { body?: unknown; isBase64Encoded?: unknown }): Buffer {
  if (event.body === undefined || event.body === null) return Buffer.alloc(0);
  return Buffer.from(String(event.body), String(event.isBase64Encoded) === 'true' ? 'base64' : 'utf8');
}

function singleTexts(headers: Answer['headers']): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    texts[name] = !Array.isArray(value) ? value : name === 'set-cookie' ? value[value.length - 1]! : value.join(', ');
  }
  return texts;
}
