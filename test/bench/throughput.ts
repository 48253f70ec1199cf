import { spawn } from 'child_process';
import * as fs from 'fs/promises';
import * as os from 'os';
import * as path from 'path';
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
    const client = await ApiClient.guest(instance.url);
    await client.task();
    const samples: Record<'instance' | 'plain', number[]> = { instance: [], plain: [] };
    for (let round = -2; round < rounds; round++) {
      for (const [name, { url }] of Object.entries({ instance, plain }) as ['instance' | 'plain', Server][]) {
        const rate = await callsPerSecond(new ApiClient(url, client.token), callsPerRound);
        if (round >= 0) samples[name].push(rate);
      }
    }
    const [ours, theirs] = [
      figure('one warm instance', 'calls/s', samples.instance),
      figure('plain Express', 'calls/s', samples.plain),
    ];
    const discard = await measureDiscard();
    return [ours, theirs, figure('share of plain Express', '', [ours.median / theirs.median]), discard];
  } finally {
    for (const server of servers) await server.close();
    await store.close();
    await fs.rm(scratch, { recursive: true });
  }
}

async function measureDiscard(): Promise<Figure> {
  const stack = await startStack({ ahead: 4, concurrency: clients });
  try {
    const client = await ApiClient.guest(stack.url);
    await client.task();
    const samples: number[] = [];
    for (let round = 0; round < 3; round++) samples.push(await callsPerSecond(client, discardedCalls));
    return figure('local Function Compute, a process for every call', 'calls/s', samples);
  } finally {
    await stack.close();
  }
}

/** Lists and single tasks, as many at once as there are clients. */
async function callsPerSecond(client: ApiClient, calls: number): Promise<number> {
  let left = calls;
  const startedAt = performance.now();
  const work = async () => {
    while (left-- > 0) {
      const { status } = await client.get('/api/tasks');
      if (status !== 200) throw new Error(`the list answered ${status}`);
    }
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
