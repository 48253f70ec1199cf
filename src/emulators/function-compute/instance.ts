import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { encodeFrame, FrameReader } from './frames';
import { residentMemory } from './peak-memory';
import { type FromInstance, type FunctionError, type InstanceSetup, type Invocation, setupVariable } from './protocol';
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
  /** Called when loading and initializing are over, also when they failed: the first call then gets the error. */
  onReady(): void;
  onExit(): void;
}

/** Milliseconds after which loading counts as stuck. A busy machine may need seconds to start a process. */
const loadTimeoutMs = 20_000;
/** Milliseconds between two checks of a busy instance's memory. */
const memoryCheckMs = 100;

/** One process of a function: started, called once (or more, one call at a time), destroyed. */
export class Instance {
  state: InstanceState = 'starting';
  calls = 0;
  /** Whether it has ever waited for a call. */
  wasReady = false;
  readonly startedAt = Date.now();
  /** Set when the instance cannot serve; the answer to its first call. */
  failure: FunctionError | undefined;
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #options: InstanceOptions;
  #timer: NodeJS.Timeout | undefined;
  #finish: ((outcome: Outcome) => void) | undefined;
  #calledAt = this.startedAt;
  #memoryCheck: NodeJS.Timeout | undefined;
  /** MiB. */
  #memory = 0;

  constructor(options: InstanceOptions) {
    this.#options = options;
    const heap = Math.floor(options.config.memorySize * 0.9);
    const flags = ['--max-http-header-size=16384', `--max-old-space-size=${heap}`, '--expose-gc'];
    const output = options.log ? 'pipe' : 'ignore';
    this.#child = spawn(options.node, [...flags, options.runtime], {
      cwd: options.setup.codeFolder,
      env: { ...options.environment, [setupVariable]: JSON.stringify(options.setup) },
      stdio: ['ignore', output, output, 'pipe'],
      ...options.user,
    });
    this.#pipe = this.#child.stdio[3] as Duplex;
    this.exited = new Promise((resolve) => this.#child.once('exit', resolve).once('error', () => resolve()));
    this.#listen();
    this.#limit(loadTimeoutMs, () => this.#startTimedOut('loading', loadTimeoutMs / 1000));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Serves one call; never rejects. Calls must not overlap. */
  invoke(invocation: Invocation, body: Buffer): Promise<Outcome> {
    if (this.failure) return Promise.resolve(this.#failed(this.failure));
    this.state = 'busy';
    this.calls += 1;
    this.#calledAt = Date.now();
    return new Promise((resolve) => {
      this.#finish = resolve;
      const { timeout } = this.#options.config;
      this.#limit(timeout * 1000, () => {
        this.#end(
          this.#failed({ errorMessage: `Function timed out after ${timeout} seconds (${this.#memoryUsed()})` }),
        );
        this.destroy();
      });
      this.#memoryCheck = setInterval(() => this.#checkMemory(), memoryCheckMs);
      this.#send({ type: 'invoke', ...invocation }, body);
    });
  }

  /** Kills the process with SIGKILL. */
  destroy(): void {
    if (this.state === 'gone') return;
    this.#lost();
    this.#child.kill('SIGKILL');
  }

  #listen(): void {
    const reader = new FrameReader<FromInstance>();
    this.#pipe.on('data', (chunk: Buffer) => {
      for (const { message, body } of reader.push(chunk)) this.#receive(message, body);
    });
    // An answer may still be in the pipe when the process has exited: the pipe's end counts.
    this.#pipe.on('close', () => this.#lost()).on('error', () => this.#lost());
    this.#child.on('error', (error) => {
      this.failure = { errorMessage: `cannot start ${this.#options.node}: ${error.message}` };
      this.#lost();
    });
    const { log } = this.#options;
    if (!log) return;
    eachLine(this.#child.stdout!, log);
    eachLine(this.#child.stderr!, log);
  }

  #receive(message: FromInstance, body: Buffer): void {
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
    this.failure = {
      errorMessage: `Function timed out after ${seconds} seconds (${this.#memoryUsed()}) while ${doing}`,
    };
    this.destroy();
  }

  #end(outcome: Outcome): void {
    clearTimeout(this.#timer);
    clearInterval(this.#memoryCheck);
    const finish = this.#finish;
    this.#finish = undefined;
    if (this.state === 'busy') this.state = 'idle';
    finish?.(outcome);
  }

  /** The process has exited or is about to. */
  #lost(): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    clearTimeout(this.#timer);
    const duration = Date.now() - this.#calledAt;
    const exited = `Process exited unexpectedly before completing request (duration: ${duration}ms, ${this.#memoryUsed()})`;
    this.failure ??= { errorMessage: exited };
    this.#end(this.#failed(this.failure));
    this.#options.onExit();
  }

  #failed(error: FunctionError): Outcome {
    return { type: 'error', error, handled: false, instanceLost: true };
  }

  /** The platform kills an instance that exceeds its memory. V8 limits the heap; this check covers buffers. */
  #checkMemory(): void {
    this.#memory = residentMemory(this.pid!);
    if (this.#memory <= this.#options.config.memorySize) return;
    this.#options.log?.(`FunctionOOMError: ${this.#memoryUsed()}`);
    this.destroy();
  }

  #memoryUsed(): string {
    return `maxMemoryUsage: ${this.#memory.toFixed(2)}MB`;
  }

  #limit(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  #send(message: unknown, body: Buffer): void {
    for (const piece of encodeFrame(message, body)) this.#pipe.write(piece);
  }
}

/** Splits a stream into lines, which end with a line feed only: inside a message it is a carriage return. */
function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  });
}
