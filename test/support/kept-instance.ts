import { fork } from 'node:child_process';
import { join } from 'node:path';
import { residentMemory } from '../../src/emulators/function-compute/peak-memory';
import { functionFolder } from './built-function';
import { functionNode } from './instance';

export interface KeptReply {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

interface Message {
  id: number;
  result?: unknown;
  error?: string;
  /** Whether a call has given every object of the process a property `polluted`. */
  polluted?: boolean;
}

/** The built function, loaded once in a process of its own on the function's Node.js, for many calls. */
export class KeptInstance {
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #ended: Promise<string>;
  #lastId = 0;

  private constructor(private readonly child: ReturnType<typeof fork>) {
    child.on('message', (message: Message) => this.#waiting.get(message.id)?.(message));
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(`the instance ended with ${code ?? signal}`));
    });
  }

  static async start(environment: Record<string, string>): Promise<KeptInstance> {
    const child = fork(join(__dirname, 'many-calls.cjs'), [await functionFolder()], {
      execPath: functionNode,
      execArgv: ['--expose-gc'],
      env: environment,
    });
    return new KeptInstance(child);
  }

  /** Calls the handler with the bytes of an event. @throws Error with what the handler failed with */
  async callWithEvent(bytes: Buffer): Promise<KeptReply> {
    return (await this.#ask('event', { bytes: bytes.toString('base64') })) as KeptReply;
  }

  /** Calls the handler with the request of an HTTP trigger; a body of bytes arrives as a Buffer. @throws Error */
  async callWithRequest({ body, ...request }: { body?: unknown }): Promise<KeptReply> {
    const isBytes = body instanceof Uint8Array;
    const input = isBytes
      ? { request, bytes: Buffer.from(body).toString('base64') }
      : { request: { ...request, body } };
    return (await this.#ask('request', input)) as KeptReply;
  }

  /** Bytes of heap that are in use, after a collection. */
  async heapUsed(): Promise<number> {
    return (await this.#ask('memory', {})) as number;
  }

  /** MiB of memory that the process had at most so far; 0 where the system does not tell. */
  peakMemory(): number {
    return residentMemory(this.child.pid!);
  }

  async close(): Promise<void> {
    this.child.kill();
    await this.#ended;
  }

  #ask(what: string, input: object): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error, polluted }) => {
        this.#waiting.delete(id);
        if (error !== undefined) reject(new Error(error));
        else if (polluted) reject(new Error('the call has changed Object.prototype'));
        else resolve(result);
      });
      this.#ended.then((error) => this.#waiting.get(id)?.({ id, error }));
      // It fails when the instance has ended, which is noticed above.
      this.child.send({ id, what, ...input }, () => {});
    });
  }
}
