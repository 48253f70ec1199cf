import type { Answer } from './types';

/** An answer of RFC 9457 to a failure outside the app. */
export function problem(status: number, title: string, detail: string, requestId: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // Without it the platform allows the caller's origin, with credentials.
      'access-control-allow-origin': '*',
    },
    body: Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail, requestId })),
  };
}
