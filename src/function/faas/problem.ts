import type { Answer } from './types';

/** An RFC 9457 answer for what happens around the app and not in it. */
export function problem(status: number, title: string, detail: string, requestId: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // Without it the platform would allow the caller's origin, with credentials.
      'access-control-allow-origin': '*',
    },
    body: Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail, requestId })),
  };
}
