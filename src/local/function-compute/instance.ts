import { type ChildProcess, spawn } from 'child_process';
import { createInterface } from 'readline';
import type { Duplex } from 'stream';
import { encodeFrame, FrameReader } from './frames';
import { residentMemory } from './memory';
import type { FromInstance, FunctionError, InstanceSetup, Invocation } from './protocol';
import type { FunctionConfig } from './template';

export type InstanceState = 'starting' | 'idle' | 'busy' | 'gone';

/** How a call ended inside an instance, or with the instance. */
export type Outcome =
  | { type: 'answer'; status: number; headersMap: Record<string, string[]>; body: Buffer }
  | { type: 'result'; body: Buffer }
  /** `instanceLost`: the process has exited or must be destroyed. */
  | { type: 'error'; error: FunctionError; handled: boolean; instanceLost: boolean };

export interface InstanceOptions {
  node: string;
  runtime: string;
  config: FunctionConfig;
  setup: InstanceSetup;
  environment: Record<string, string>;
  user: { uid: number; gid: number } | undefined;
  log: ((line: string) => void) | undefined;
  /** Loading and initialising is over: the instance can be called (and if it failed, says so when called). */
  onReady(): void;
  onExit(): void;
}

/** Code that needs longer than this to load is stuck. A busy machine may need seconds for a process that starts. */
const LONGEST_LOAD = 20_000;

/** One process of a function: started, called once (or more, one call at a time), destroyed. */
export class Instance {
  state: InstanceState = 'starting';
  calls = 0;
  /** It got as far as waiting for calls. */
  wasReady = false;
  readonly startedAt = Date.now();
  /** Set when the instance cannot serve: the answer to its first call. */
  failure: FunctionError | undefined;
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #options: InstanceOptions;
  #timer: NodeJS.Timeout | undefined;
  #finish: ((outcome: Outcome) => void) | undefined;
  #calledAt = this.startedAt;

  constructor(options: InstanceOptions) {
    this.#options = options;
    const heap = Math.floor(options.config.memorySize * 0.9);
    const flags = ['--max-http-header-size=16384', `--max-old-space-size=${heap}`, '--expose-gc'];
    const output = options.log ? 'pipe' : 'ignore';
    this.#child = spawn(options.node, [...flags, options.runtime, JSON.stringify(options.setup)], {
      cwd: options.setup.codeFolder,
      env: options.environment,
      stdio: ['ignore', output, output, 'pipe'],
      ...options.user,
    });
    this.#pipe = this.#child.stdio[3] as Duplex;
    this.exited = new Promise((resolve) => this.#child.once('exit', resolve).once('error', () => resolve()));
    this.#listen();
    this.#limit(LONGEST_LOAD, () => this.#startTimedOut('loading', LONGEST_LOAD / 1000));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** MiB of memory in use, for the platform's messages; 0 where it cannot be read. */
  get memory(): number {
    return this.pid === undefined ? 0 : residentMemory(this.pid);
  }

  /** Serves one call; never rejects. The caller sees to it that calls do not overlap. */
  invoke(invocation: Invocation, body: Buffer): Promise<Outcome> {
    if (this.failure) return Promise.resolve(this.#failed(this.failure));
    this.state = 'busy';
    this.calls += 1;
    this.#calledAt = Date.now();
    return new Promise((resolve) => {
      this.#finish = resolve;
      const { timeout } = this.#options.config;
      this.#limit(timeout * 1000, () => {
        this.#end(this.#failed({ errorMessage: `Function timed out after ${timeout} seconds ${this.#memoryUsed()}` }));
        this.destroy();
      });
      this.#send({ type: 'invoke', ...invocation }, body);
    });
  }

  /** Ends the process at once and without a chance to say anything. */
  destroy(): void {
    if (this.state === 'gone') return;
    this.#lost();
    this.#child.kill('SIGKILL');
  }

  #listen(): void {
    const reader = new FrameReader<FromInstance>();
    this.#pipe.on('data', (chunk: Buffer) => {
      for (const { message, body } of reader.push(chunk)) this.#hear(message, body);
    });
    // The end of the pipe and not the exit of the process: an answer may still be in the pipe when the process is gone.
    this.#pipe.on('close', () => this.#lost()).on('error', () => this.#lost());
    this.#child.on('error', (error) => {
      this.failure = { errorMessage: `cannot start ${this.#options.node}: ${error.message}` };
      this.#lost();
    });
    const { log } = this.#options;
    if (!log) return;
    createInterface({ input: this.#child.stdout! }).on('line', log);
    createInterface({ input: this.#child.stderr! }).on('line', log);
  }

  #hear(message: FromInstance, body: Buffer): void {
    if (this.state === 'gone') return;
    if (message.type === 'initializing') {
      const seconds = this.#options.config.initializationTimeout;
      this.#limit(seconds * 1000, () => this.#startTimedOut('initializing', seconds));
    } else if (message.type === 'ready') {
      if (message.error) this.failure = message.error;
      this.#ready();
    } else if (message.type === 'error') {
      this.#end({ ...message, instanceLost: false });
    } else if (message.type === 'answer') {
      this.#end({ ...message, body });
    } else {
      this.#end({ type: 'result', body });
    }
  }

  #ready(): void {
    clearTimeout(this.#timer);
    this.state = 'idle';
    this.wasReady = true;
    this.#options.onReady();
  }

  #startTimedOut(doing: string, seconds: number): void {
    this.failure = { errorMessage: `Function timed out after ${seconds} seconds ${this.#memoryUsed()} while ${doing}` };
    this.destroy();
  }

  #end(outcome: Outcome): void {
    clearTimeout(this.#timer);
    const finish = this.#finish;
    this.#finish = undefined;
    if (this.state === 'busy') this.state = 'idle';
    finish?.(outcome);
  }

  /** The process is gone or about to go. */
  #lost(): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    clearTimeout(this.#timer);
    const duration = Date.now() - this.#calledAt;
    const exited = `Process exited unexpectedly before completing request (duration: ${duration}ms)`;
    this.failure ??= { errorMessage: exited };
    this.#end(this.#failed(this.failure));
    this.#options.onExit();
  }

  #failed(error: FunctionError): Outcome {
    return { type: 'error', error, handled: false, instanceLost: true };
  }

  #memoryUsed(): string {
    return `(maxMemoryUsage: ${this.memory.toFixed(2)}MB)`;
  }

  #limit(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  #send(message: unknown, body: Buffer): void {
    for (const piece of encodeFrame(message, body)) this.#pipe.write(piece);
  }
}
