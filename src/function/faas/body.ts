import { type FcRequest, MalformedEventError } from './types';

/**
 * Reads the body of an HTTP trigger's request. It must be called in the turn that called the handler, because FC1's stream
 * does not wait for listeners.
 * @throws MalformedEventError when the body breaks off or is shorter than `content-length`
 */
export function readTriggerBody(request: FcRequest): Promise<Buffer> {
  const whole = request.body === undefined ? readStream(request) : readValue(request.body);
  return whole.then((body) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > body.length) {
      throw new MalformedEventError(`the body has ${body.length} bytes, but content-length is ${declared}`);
    }
    return body;
  });
}

function readValue(body: unknown): Promise<Buffer> {
  if (Buffer.isBuffer(body)) return Promise.resolve(body);
  if (typeof body === 'string') return Promise.resolve(Buffer.from(body));
  if (body instanceof Uint8Array) return Promise.resolve(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  if (body === null) return Promise.resolve(Buffer.alloc(0));
  return Promise.reject(new MalformedEventError(`the body must be bytes or text, but is of type ${typeof body}`));
}

function readStream(request: FcRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer | string) => chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    for (const event of ['error', 'aborted', 'close']) {
      request.on(event, () => reject(new MalformedEventError('the request broke off before its end')));
    }
  });
}
