import { readTriggerBody } from './body';
import { isSecure, requestHeaders } from './headers';
import { triggerTarget } from './target';
import type { Answer, FcRequest, FcResponse, HttpCall } from './types';

/**
 * Reads the request of an HTTP trigger. It must be called in the turn that called the handler, because of FC1's stream.
 * @throws MalformedEventError when the body is not whole
 */
export async function readTrigger(request: FcRequest): Promise<HttpCall> {
  const body = await readTriggerBody(request);
  const headers = requestHeaders(request.headers, body, ', ');
  return {
    method: String(request.method).toUpperCase(),
    ...triggerTarget(request),
    headers,
    body,
    clientAddress: request.clientIP,
    secure: isSecure(headers),
  };
}

/** Answers an HTTP trigger. */
export function writeTrigger(response: FcResponse, { status, headers, body }: Answer): void {
  response.setStatusCode(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.send(body);
}
