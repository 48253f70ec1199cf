import { BadCallError, type FcRequest } from './types';

/**
 * The body of an HTTP trigger's request. It must be called in the turn that called the handler: FC1's stream does not wait
 * for listeners. Rejects with BadCallError when the body breaks off or is shorter than it said.
 */
export function readTriggerBody(request: FcRequest): Promise<Buffer> {
  const whole = request.body === undefined ? readStream(request) : readValue(request.body);
  return whole.then((body) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > body.length) {
      throw new BadCallError(
        `the body has ${body.length} bytes, and not the ${declared} that content-length announces`,
      );
    }
    return body;
  });
}

function readValue(body: unknown): Promise<Buffer> {
  if (Buffer.isBuffer(body)) return Promise.resolve(body);
  if (typeof body === 'string') return Promise.resolve(Buffer.from(body));
  if (body instanceof Uint8Array) return Promise.resolve(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  if (body === null) return Promise.resolve(Buffer.alloc(0));
  return Promise.reject(new BadCallError(`the body must be bytes or text, but is of type ${typeof body}`));
}

function readStream(request: FcRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer | string) => chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    for (const event of ['error', 'aborted', 'close']) {
      request.on(event, () => reject(new BadCallError('the request broke off before its end')));
    }
  });
}
