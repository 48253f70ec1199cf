import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { invalid } from '../errors';
import { limits } from '../limits';
import type { Headers } from './signature';

const inflateAsync = promisify(inflate);
const deflateAsync = promisify(deflate);

function declaredSize(headers: Headers): number {
  const size = headers.get('x-ots-request-compress-size');
  if (size === undefined) throw invalid('Missing header: x-ots-request-compress-size.');
  if (!/^\d{1,15}$/.test(size)) throw invalid(`Invalid x-ots-request-compress-size: ${size}.`);
  if (Number(size) > limits.bodySize) {
    throw invalid(`Invalid x-ots-request-compress-size: ${size}. It must not exceed ${limits.bodySize}.`);
  }
  return Number(size);
}

/**
 * The message in a body. A client that compresses says so in `x-ots-request-compress-type`, and how large the message is
 * in `x-ots-request-compress-size`; the MD5 and the signature are those of the compressed body.
 * @throws OtsError OTSParameterInvalid for another compression than deflate, and for a size that is not that of the message
 */
export async function decompress(headers: Headers, body: Buffer): Promise<Buffer> {
  const type = headers.get('x-ots-request-compress-type');
  if (type === undefined) return body;
  if (type.trim().toLowerCase() !== 'deflate') throw invalid(`Unsupported compress type: ${type}.`);
  const size = declaredSize(headers);
  // One byte more than declared proves that the message is longer; nothing is inflated beyond it.
  const message = await inflateAsync(body, { maxOutputLength: size + 1 }).catch(() => undefined);
  if (message?.length !== size) throw invalid(`The request body is not deflate data of ${size} bytes.`);
  return message;
}

/** A message as it goes over the wire, with the headers that say how. */
export interface Compressed {
  readonly body: Buffer;
  readonly headers: readonly (readonly [string, string])[];
}

/** Compresses a reply when the request asks for it. An empty one stays as it is: the Java SDK takes no size 0. */
export async function compress(request: Headers, message: Buffer): Promise<{ compressed?: Compressed }> {
  const wanted = request.get('x-ots-response-compress-type')?.trim().toLowerCase();
  if (wanted !== 'deflate' || message.length === 0) return {};
  const headers = [
    ['x-ots-response-compress-type', 'deflate'],
    ['x-ots-response-compress-size', String(message.length)],
  ] as const;
  return { compressed: { body: await deflateAsync(message), headers } };
}
