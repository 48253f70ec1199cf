import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

interface Keys {
  accessKeyId: string;
  accessKeySecret: string;
}

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** Whether a request carries the signature of a key, in the form that its API asks for. */
export function isSigned(req: IncomingMessage, body: Buffer, keys: Keys): boolean {
  const authorization = String(req.headers.authorization);
  return authorization.startsWith('LOG ')
    ? authorization === logSignature(req, body, keys)
    : authorization === acs3Signature(req, body, keys, authorization);
}

/** The request signature of version 3 (Alibaba Cloud, "Request syntax and signature method V3"). */
function acs3Signature(req: IncomingMessage, body: Buffer, keys: Keys, authorization: string): string {
  const names = /SignedHeaders=([^,]*)/.exec(authorization)?.[1] ?? '';
  const { pathname, searchParams } = new URL(req.url!, 'http://api');
  searchParams.sort();
  const query = [...searchParams].map((pair) => pair.map(encode).join('=')).join('&');
  const headers = names.split(';').map((name) => `${name}:${String(req.headers[name]).trim()}\n`);
  const request = [req.method, pathname, query, headers.join(''), names, sha256(body)].join('\n');
  const signature = createHmac('sha256', keys.accessKeySecret).update(`ACS3-HMAC-SHA256\n${sha256(request)}`);
  return `ACS3-HMAC-SHA256 Credential=${keys.accessKeyId},SignedHeaders=${names},Signature=${signature.digest('hex')}`;
}

/** Log Service's signature (Simple Log Service, "Request signatures"), with HMAC-SHA256. */
function logSignature(req: IncomingMessage, body: Buffer, keys: Keys): string {
  const { pathname, searchParams } = new URL(req.url!, 'http://api');
  searchParams.sort();
  const query = [...searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  const own = Object.entries(req.headers).filter(([name]) => /^x-(log|acs)-/.test(name));
  const text = [
    req.method,
    body.length === 0 ? '' : createHash('md5').update(body).digest('hex').toUpperCase(),
    req.headers['content-type'] ?? '',
    req.headers.date,
    ...own.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`),
    query === '' ? pathname : `${pathname}?${query}`,
  ].join('\n');
  return `LOG ${keys.accessKeyId}:${createHmac('sha256', keys.accessKeySecret).update(text).digest('base64')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
