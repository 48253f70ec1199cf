import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildFunction } from '../../src/build/function';
import { ApiClient } from '../support/client';
import { functionNode } from '../support/instance';
import { startStack } from '../support/stack';
import { type Benchmark, type Figure, figure } from './figures';
import { startStoreProgram } from './store';
import { buildUnbundled } from './unbundled';

/**
 * Calls a second with sixteen at once: of one warm instance, beside the same app served by plain Express, in turns; and of
 * the local Function Compute with a new process for every call.
 */
export const throughput: Benchmark = { name: 'throughput', run };

const clients = 16;
const rounds = 20;
const callsPerRound = 480;
const discardedCalls = 160;

async function run(): Promise<Figure[]> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-bench-'));
  const store = await startStoreProgram();
  const servers: Server[] = [];
  try {
    await buildFunction(path.join(scratch, 'function'));
    await buildUnbundled(path.join(scratch, 'unbundled'));
    const instance = await startServer('handler', path.join(scratch, 'function'), store.environment);
    servers.push(instance);
    const plain = await startServer('express', path.join(scratch, 'unbundled'), store.environment);
    servers.push(plain);
    const figures: Figure[] = [];
    for (const [name, operation] of Object.entries(operations)) {
      figures.push(...(await compare(name, operation, instance.url, plain.url)));
    }
    return [...figures, await measureDiscard()];
  } finally {
    for (const server of servers) await server.close();
    await store.close();
    await fs.rm(scratch, { recursive: true });
  }
}

type Operation = (client: ApiClient) => Promise<unknown>;

const operations = {
  list: (client) => answered(client.get('/api/tasks'), 200),
  create: (client) => answered(client.post('/api/tasks', { title: 'a task' }), 201),
} satisfies Record<string, Operation>;

/** Each on a list of its own, so that one operation's tasks are not in the way of the next. */
async function compare(name: string, operation: Operation, ours: string, plain: string): Promise<Figure[]> {
  const { token } = await newList(ours);
  const samples: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round++) {
    for (const [index, url] of [ours, plain].entries()) {
      const rate = await callsPerSecond(new ApiClient(url, token), operation, callsPerRound);
      if (round >= 0) samples[index]?.push(rate);
    }
  }
  const figures = [
    figure(`${name}, one warm instance`, 'calls/s', samples[0]),
    figure(`${name}, plain Express`, 'calls/s', samples[1]),
  ] as const;
  return [...figures, figure(`${name}, share of plain Express`, '', [figures[0].median / figures[1].median])];
}

async function newList(url: string): Promise<ApiClient> {
  const client = await ApiClient.guest(url);
  await client.task();
  return client;
}

async function answered(call: Promise<{ status: number }>, wanted: number): Promise<void> {
  const { status } = await call;
  if (status !== wanted) throw new Error(`a call answered ${status} and not ${wanted}`);
}

async function measureDiscard(): Promise<Figure> {
  const stack = await startStack({ ahead: 4, concurrency: clients });
  try {
    const client = await newList(stack.url);
    const samples: number[] = [];
    for (let round = 0; round < 3; round++) {
      samples.push(await callsPerSecond(client, operations.list, discardedCalls));
    }
    return figure('list, local Function Compute, a process for every call', 'calls/s', samples);
  } finally {
    await stack.close();
  }
}

/** As many at once as there are clients. */
async function callsPerSecond(client: ApiClient, operation: Operation, calls: number): Promise<number> {
  let left = calls;
  const startedAt = performance.now();
  const work = async () => {
    while (left-- > 0) await operation(client);
  };
  await Promise.all(Array.from({ length: clients }, work));
  return calls / ((performance.now() - startedAt) / 1000);
}

interface Server {
  url: string;
  close(): Promise<void>;
}

function startServer(mode: string, folder: string, environment: Record<string, string>): Promise<Server> {
  const child = spawn(functionNode, [path.join(__dirname, 'warm-server.cjs'), mode, folder], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the ${mode} server ended`)));
    child.stdout.once('data', (port: Buffer) =>
      resolve({
        url: `http://127.0.0.1:${String(port).trim()}`,
        async close() {
          child.kill();
          await exited;
        },
      }),
    );
  });
}
