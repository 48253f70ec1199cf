import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Header names in lower case with their values. */
export type Headers = ReadonlyMap<string, string>;

const signatureHeaders = new Set(['x-ots-signature', 'x-ots-signaturev4']);

export function md5(body: Uint8Array): string {
  return createHash('md5').update(body).digest('base64');
}

/** The signed part of headers: all `x-ots-*` but the signatures, sorted, one a line. */
export function canonicalHeaders(headers: Headers): string {
  return [...headers]
    .filter(([name]) => name.startsWith('x-ots-') && !signatureHeaders.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}`)
    .join('\n');
}

/** Lines of a request that are signed: path, method, the query, which is always empty, headers. */
function requestText(path: string, headers: Headers): string {
  return `${path}\nPOST\n\n${canonicalHeaders(headers)}\n`;
}

/** Signature of a request by HMAC-SHA1, header `x-ots-signature`. */
export function signRequest(secret: string, path: string, headers: Headers): string {
  return createHmac('sha1', secret).update(requestText(path, headers)).digest('base64');
}

/** The key of version 4: derived from the secret for a day and a region, which the request names. */
export function signingKeyV4(secret: string, request: Headers): string {
  const scope = [
    request.get('x-ots-signdate') ?? '',
    request.get('x-ots-signregion') ?? '',
    'ots',
    'aliyun_v4_request',
  ];
  let key: string | Buffer = `aliyun_v4${secret}`;
  for (const part of scope) key = createHmac('sha256', key).update(part).digest();
  return (key as Buffer).toString('base64');
}

/** Signature of a request by HMAC-SHA256 with the key of version 4, header `x-ots-signaturev4`. */
export function signRequestV4(secret: string, path: string, headers: Headers): string {
  return createHmac('sha256', signingKeyV4(secret, headers))
    .update(`${requestText(path, headers)}ots`)
    .digest('base64');
}

/**
 * Signature of a reply over its own headers by HMAC-SHA1; the path comes last and without a newline. The key is the one
 * that the request was signed with: the secret, or the key of version 4.
 */
export function signReply(key: string, path: string, headers: Headers): string {
  return createHmac('sha1', key)
    .update(`${canonicalHeaders(headers)}\n${path}`)
    .digest('base64');
}

/** Compares signatures in constant time. */
export function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
