import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowRemoval, CodeStore } from './code';
import { compileRuntime } from './compile-runtime';
import { type Credentials, DeployedFunction } from './function';
import { type Gateway, handleRequest } from './gateway';
import type { InstanceState, Outcome } from './instance';
import { nodeFor } from './node';
import type { RuntimeGeneration } from './protocol';
import { instanceUser } from './run-as';
import { type FunctionConfig, readTemplate, type Template, TemplateError } from './template';
import { watchCode } from './watch';

export interface FunctionComputeOptions {
  /** Path of a `template.yml`. */
  template: string;
  /** A folder or a `.zip` to run in place of every CodeUri. */
  code?: string;
  /** Default: any free port. */
  port?: number;
  /** Default: 127.0.0.1. */
  host?: string;
  /** Keep instances for further calls. Default: each serves one call and is destroyed. */
  warm?: boolean;
  /** An instance's event loop stands still while it is in no call, as on the platform. Default: true. */
  freeze?: boolean;
  /** Instances held ready. Default: 4. */
  ahead?: number;
  /** Calls that run at the same time. Default: 10. */
  concurrency?: number;
  /** Calls that may wait for an instance. Default: 200. */
  queueLength?: number;
  /** Milliseconds that a call may wait for an instance. Default: 10,000. */
  queueWait?: number;
  /** Variables added to the template's. */
  environment?: Record<string, string>;
  /** The service role's keys, for `context.credentials` and the environment. Default: none. */
  credentials?: Credentials;
  /** Default: FC2. FC3 runs every function on nodejs20, whatever the template says. */
  generation?: RuntimeGeneration;
  /** Host names to answer to, beside loopback names and the template's domains. Default: none. */
  hosts?: readonly string[] | 'any';
  /** Give `req.path` decoded, as the cloud may. Default: raw. */
  decodePath?: boolean;
  /** Where the function's and the platform's log lines go. Default: standard output. */
  log?: (line: string) => void;
  /** No log lines at all. */
  quiet?: boolean;
  /** Take over the code whenever it changes. */
  watch?: boolean;
}

export interface LocalFunctionCompute {
  url: string;
  /** Sums over all functions since the start, and the processes that are alive. */
  stats(): { started: number; served: number; destroyed: number; pids: number[] };
  instances(): { pid: number; state: InstanceState }[];
  /** Calls a function with an event instead of an HTTP request, as `fun local invoke` does. */
  invokeEvent(functionName: string, event: Buffer): Promise<Outcome>;
  /** Takes over the code as it is now. */
  reload(): Promise<void>;
  /** Ends all instances and the server; may be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a local Function Compute for the functions of a template. Resolves when it listens and each function has an
 * instance ready (or one that failed: its calls are answered with the reason).
 * @throws TemplateError, and Error when there is no code
 */
export async function startFunctionCompute(options: FunctionComputeOptions): Promise<LocalFunctionCompute> {
  const template = templateFor(options);
  const scratch = await mkdtemp(join(tmpdir(), 'function-compute-'));
  await chmod(scratch, 0o755);
  try {
    const runtime = join(scratch, 'runtime.js');
    await compileRuntime(runtime);
    const functions = await Promise.all(
      template.functions.map((config, index) => deploy(config, options, runtime, join(scratch, String(index)))),
    );
    return await serve(template, functions, options, async () => {
      await removeScratch(scratch);
    });
  } catch (error) {
    await removeScratch(scratch);
    throw error;
  }
}

/** The template. On Function Compute 3.0 its functions run on nodejs20, which `fun` cannot deploy. */
function templateFor({ template: path, generation }: FunctionComputeOptions): Template {
  const template = readTemplate(path);
  if (generation !== 'FC3') return template;
  return { ...template, functions: template.functions.map((config) => ({ ...config, runtime: 'nodejs20' })) };
}

async function deploy(
  config: FunctionConfig,
  options: FunctionComputeOptions,
  runtime: string,
  copies: string,
): Promise<DeployedFunction> {
  const log = logOf(options);
  const node = nodeFor(config.runtime);
  if (node.warning) log?.(`warning: ${node.warning}`);
  await mkdir(copies);
  const code = new CodeStore(options.code ?? config.codeUri, copies);
  await code.copy();
  return new DeployedFunction({
    config,
    code,
    node: node.path,
    runtime,
    generation: options.generation ?? 'FC2',
    freeze: options.freeze ?? true,
    environment: options.environment ?? {},
    credentials: options.credentials,
    user: instanceUser(node.path, runtime),
    pool: {
      warm: options.warm ?? false,
      ahead: options.ahead ?? 4,
      concurrency: options.concurrency ?? 10,
      queueLength: options.queueLength ?? 200,
      queueWait: options.queueWait ?? 10_000,
    },
    log,
  });
}

async function serve(
  template: Template,
  functions: DeployedFunction[],
  options: FunctionComputeOptions,
  cleanUp: () => Promise<void>,
): Promise<LocalFunctionCompute> {
  const gateway: Gateway = {
    template,
    functions,
    generation: options.generation ?? 'FC2',
    hosts: options.hosts ?? [],
    decodePath: options.decodePath ?? false,
    log: logOf(options),
  };
  // Larger than the platform's limit, so that larger headers get the platform's answer and not Node's.
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (req, res) => handleRequest(gateway, req, res));
  // Node would answer 417 to an unknown Expect header; the platform passes it to the function.
  server.on('checkExpectation', (req, res) => handleRequest(gateway, req, res));
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  await Promise.all(functions.map((it) => it.pool.prepare()));
  const watchers = options.watch ? functions.map((it) => watchCode(it, gateway.log)) : [];
  const instances = () => functions.flatMap((it) => it.pool.instances);
  const sum = (key: 'started' | 'served' | 'destroyed') => functions.reduce((all, it) => all + it.pool.stats[key], 0);
  const pids = () => instances().flatMap(({ pid, state }) => (pid === undefined ? [] : { pid, state }));
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    for (const watcher of watchers) watcher.stop();
    const ended = instances().map((it) => it.exited);
    for (const it of functions) it.pool.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await Promise.all([closed, ...ended]);
    await cleanUp();
  }

  return {
    url: `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    stats: () => ({
      started: sum('started'),
      served: sum('served'),
      destroyed: sum('destroyed'),
      pids: pids().map((it) => it.pid),
    }),
    instances: pids,
    invokeEvent(functionName, event) {
      const target = functions.find((it) => it.config.name === functionName);
      if (!target) throw new TemplateError(`the template has no function ${functionName}`);
      return target.pool.invoke({ context: target.context(randomUUID()) }, event);
    },
    reload: async () => void (await Promise.all(functions.map((it) => it.reload()))),
    close: () => (closing ??= close()),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
}

function logOf(options: FunctionComputeOptions): ((line: string) => void) | undefined {
  return options.quiet ? undefined : (options.log ?? ((line) => void process.stdout.write(`${line}\n`)));
}

async function removeScratch(scratch: string): Promise<void> {
  await allowRemoval(scratch);
  await rm(scratch, { recursive: true, force: true });
}
