import { Readable } from 'stream';
import type { RuntimeGeneration } from '../protocol';

interface Outcome {
  sent(status: number, headersMap: Record<string, string[]>, body: Buffer): void;
  failed(error: Error): void;
}

const mebibyte = 1024 * 1024;

/** `resp`: exactly the methods that the platform documents, as strict as the platform. */
export class HttpResponse {
  statusCode = 200;
  headers: Record<string, string> = {};
  /** Names are case-sensitive: `Content-Type` and `content-type` are two headers. */
  headersMap: Record<string, string[]> = {};
  body: Buffer | undefined = undefined;
  #sent = false;
  readonly #generation: RuntimeGeneration;
  readonly #outcome: Outcome;

  constructor(generation: RuntimeGeneration, outcome: Outcome) {
    this.#generation = generation;
    this.#outcome = outcome;
  }

  setStatusCode(statusCode: number): void {
    this.#refuseAfterSend('set statusCode');
    if (!Number.isInteger(statusCode)) throw new TypeError('statusCode should be an integer');
    this.statusCode = statusCode;
  }

  setHeader(name: string, value: string | string[]): this {
    this.#refuseAfterSend('set headers');
    if (typeof name !== 'string') throw new TypeError('header name should be a `string`');
    if (typeof value === 'string') {
      this.headers[name] = value;
      this.headersMap[name] = [value];
    } else if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
      delete this.headers[name];
      this.headersMap[name] = value;
    } else {
      throw new TypeError('header value should be a `string` or an array of `string`');
    }
    return this;
  }

  deleteHeader(name: string): void {
    this.#refuseAfterSend('delete headers');
    delete this.headers[name];
    delete this.headersMap[name];
  }

  hasHeader(name: string): boolean {
    return name in this.headersMap;
  }

  send(body: Buffer | string | Readable): void {
    if (this.#sent) throw new Error('can not send multi times');
    if (Buffer.isBuffer(body)) this.#finish(body);
    else if (typeof body === 'string') this.#finish(Buffer.from(body));
    else if (body instanceof Readable) this.#collect(body);
    else throw new TypeError('buffer should be a `Buffer` or a `string` or a `stream.Readable`');
  }

  /** Reads a stream to its end before it answers: the platform does not stream a Node.js handler's response. */
  #collect(stream: Readable): void {
    this.#sent = true;
    const limit = (this.#generation === 'FC1' ? 12 : 128) * mebibyte;
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on('error', (error) => this.#outcome.failed(error));
    stream.on('data', (chunk: Buffer | string) => {
      chunks.push(Buffer.from(chunk as Buffer));
      length += chunk.length;
      if (length <= limit) return;
      stream.removeAllListeners('data').pause();
      this.#outcome.failed(new Error(`the response body is larger than ${limit} bytes`));
    });
    stream.on('end', () => this.#finish(Buffer.concat(chunks)));
  }

  #finish(body: Buffer): void {
    this.#sent = true;
    this.body = body;
    this.#outcome.sent(this.statusCode, this.headersMap, body);
  }

  #refuseAfterSend(what: string): void {
    if (this.#sent) throw new Error(`can not ${what} after it is sent`);
  }
}
