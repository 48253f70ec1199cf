import { availableParallelism } from 'node:os';
import type { Instance, Outcome } from './instance';
import type { Invocation } from './protocol';

export interface PoolOptions {
  /** Starts a process; it calls back when it is ready and when it is gone. */
  start(hooks: { onReady(): void; onExit(): void }): Instance;
  /** Keep instances for the next call instead of destroying them after one. */
  warm: boolean;
  /** Instances to hold ready for calls to come. */
  ahead: number;
  /** Calls that run at the same time; further ones wait in the order of their arrival. */
  concurrency: number;
  /** Calls that may wait. */
  queueLength: number;
  /** Milliseconds that a call may wait. */
  queueWait: number;
}

/** Too many calls: the platform's 429. */
export class ThrottledError extends Error {
  override name = 'ThrottledError' as const;
}

export interface PoolStats {
  started: number;
  served: number;
  destroyed: number;
}

interface Waiting {
  invocation: Invocation;
  body: Buffer;
  signal: AbortSignal | undefined;
  timer: NodeJS.Timeout;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

/** The instances of one function, and the calls that wait for one. */
export class Pool {
  readonly stats: PoolStats = { started: 0, served: 0, destroyed: 0 };
  readonly #options: PoolOptions;
  readonly #instances = new Set<Instance>();
  readonly #queue: Waiting[] = [];
  /** Instances of replaced code: they finish their call and take no other. */
  readonly #retired = new WeakSet<Instance>();
  #busy = 0;
  #prepared: (() => void) | undefined;
  #closed = false;
  /** The last start failed: no more are started ahead of a call, so that broken code is not tried in a loop. */
  #broken = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get instances(): Instance[] {
    return [...this.#instances];
  }

  /** Starts the instances ahead; resolves when one of them is ready or has failed. */
  prepare(): Promise<void> {
    if (this.#options.ahead === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#prepared = resolve;
      this.#replenish();
    });
  }

  /**
   * Serves a call with an instance of its own. Aborting removes a waiting call from the queue.
   * @throws ThrottledError
   */
  invoke(invocation: Invocation, body: Buffer, signal?: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#queue.length >= this.#options.queueLength) {
        reject(new ThrottledError(`${this.#queue.length} calls are waiting already`));
        return;
      }
      const timer = setTimeout(() => {
        this.#leave(waiting, `no instance was free within ${this.#options.queueWait} ms`);
      }, this.#options.queueWait);
      const waiting: Waiting = { invocation, body, signal, timer, resolve, reject };
      signal?.addEventListener('abort', () => this.#leave(waiting, 'the caller has left'));
      this.#queue.push(waiting);
      this.#assign();
      this.#replenish();
    });
  }

  /** Replaces the instances after a change of the code: idle ones now, busy ones after their call. */
  retire(): void {
    this.#broken = false;
    for (const instance of this.#instances) {
      this.#retired.add(instance);
      if (instance.state !== 'busy') instance.destroy();
    }
    this.#replenish();
  }

  close(): void {
    this.#closed = true;
    for (const waiting of [...this.#queue]) this.#leave(waiting, 'the local Function Compute was closed');
    for (const instance of this.#instances) instance.destroy();
  }

  /** Gives the oldest waiting calls to instances that are ready. */
  #assign(): void {
    for (const instance of this.#ready()) {
      if (this.#busy >= this.#options.concurrency) return;
      const waiting = this.#queue.shift();
      if (!waiting) return;
      clearTimeout(waiting.timer);
      void this.#serve(instance, waiting);
    }
  }

  async #serve(instance: Instance, waiting: Waiting): Promise<void> {
    this.#busy += 1;
    const outcome = await instance.invoke(waiting.invocation, waiting.body);
    this.#busy -= 1;
    this.stats.served += 1;
    const lost = outcome.type === 'error' && outcome.instanceLost;
    if (!this.#options.warm || lost || this.#retired.has(instance)) instance.destroy();
    waiting.resolve(outcome);
    this.#assign();
    // Starting a process takes a share of the cores, which the answer needs first.
    setImmediate(() => this.#replenish());
  }

  /** Starts instances for waiting calls, then those to hold ready; as many at a time as there are cores. */
  #replenish(): void {
    if (this.#closed) return;
    const { ahead, concurrency, warm } = this.#options;
    const room = Math.min(this.#queue.length, concurrency - this.#busy);
    const kept = warm ? Math.max(room, ahead - this.#busy) : room + ahead;
    const wanted = this.#broken ? room : kept;
    const cores = availableParallelism();
    while (this.#ready().length + this.#starting().length < wanted && this.#starting().length < cores) this.#start();
  }

  #start(): void {
    this.stats.started += 1;
    const instance = this.#options.start({
      onReady: () => {
        this.#prepared?.();
        this.#broken = instance.failure !== undefined;
        this.#assign();
        this.#replenish();
      },
      onExit: () => this.#gone(instance),
    });
    this.#instances.add(instance);
  }

  #gone(instance: Instance): void {
    this.#instances.delete(instance);
    this.stats.destroyed += 1;
    this.#prepared?.();
    if (instance.calls === 0 && !this.#retired.has(instance) && !this.#closed) this.#lostBeforeItsCall(instance);
    setImmediate(() => this.#replenish());
  }

  /**
   * The process exited while it loaded, or was killed while it was idle. In the first case the oldest waiting call gets the
   * error.
   */
  #lostBeforeItsCall(instance: Instance): void {
    if (instance.wasReady || !instance.failure) return;
    this.#broken = true;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.stats.served += 1;
    waiting.resolve({ type: 'error', error: instance.failure, handled: false, instanceLost: true });
  }

  #leave(waiting: Waiting, reason: string): void {
    const at = this.#queue.indexOf(waiting);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    clearTimeout(waiting.timer);
    waiting.reject(new ThrottledError(reason));
  }

  #ready(): Instance[] {
    return this.instances.filter((it) => it.state === 'idle' && !this.#retired.has(it));
  }

  #starting(): Instance[] {
    return this.instances.filter((it) => it.state === 'starting' && !this.#retired.has(it));
  }
}
