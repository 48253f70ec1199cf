import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildFunction } from '../../src/build/function';
import { nodeFor } from '../../src/emulators/function-compute/node';
import { newGuest } from '../../src/function/accounts/sessions';
import { signSession } from '../../src/function/accounts/token';
import { type InstanceCall, type InstanceRun, runInstance } from '../support/instance';
import { type Benchmark, type Figure, figure } from './figures';
import { startStoreProgram } from './store';
import { buildUnbundled } from './unbundled';

/**
 * From spawning Node.js to the first answered call: the function on Node 12 and on Node 20, the same function unbundled, and
 * each Node.js alone. They take turns, so that other work of the machine affects all of them.
 */
export const coldStart: Benchmark = { name: 'cold-start', run };

const rounds = 25;

async function run(): Promise<Figure[]> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-bench-'));
  const store = await startStoreProgram();
  try {
    const node = nodeFor('nodejs20').path;
    const starts: Starts = {
      bare: { folder: 'nothing' },
      ours: { folder: path.join(scratch, 'function') },
      unbundled: { folder: path.join(scratch, 'unbundled') },
      bare20: { folder: 'nothing', node },
      ours20: { folder: path.join(scratch, 'function-nodejs20'), node },
    };
    await buildFunction(starts.ours.folder);
    await buildFunction(starts.ours20.folder, { runtime: 'nodejs20' });
    await buildUnbundled(starts.unbundled.folder);
    const { SESSION_SECRET: secret = '', ...keyless } = store.environment;
    const cookie = `session=${signSession(newGuest(), [secret])}`;
    const list: InstanceCall = { method: 'GET', url: '/api/tasks', headers: { host: 'localhost', cookie } };
    const first: InstanceCall = { method: 'GET', url: '/api/tasks', headers: { host: 'localhost' } };
    const browser = { 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'zh-CN' };
    const page: InstanceCall = { method: 'GET', url: '/', headers: { host: 'localhost', cookie, ...browser } };
    return [
      ...(await compare('GET /api/tasks', list, starts, store.environment)),
      ...(await compare('GET /', page, starts, store.environment)),
      ...(await compare('GET /api/tasks of a new guest, session key kept in the store', first, starts, keyless)),
    ];
  } finally {
    await store.close();
    await fs.rm(scratch, { recursive: true });
  }
}

const titles = {
  bare: 'Node.js alone',
  ours: 'the function',
  unbundled: 'unbundled',
  bare20: 'Node 20 alone',
  ours20: 'the function on Node 20',
};

type Variant = keyof typeof titles;

/** Each variant's folder, and its Node.js where it is not the function's. */
type Starts = Record<Variant, { folder: string; node?: string }>;

async function compare(
  name: string,
  call: InstanceCall,
  starts: Starts,
  environment: Record<string, string>,
): Promise<Figure[]> {
  const runs: Record<Variant, InstanceRun[]> = { bare: [], ours: [], unbundled: [], bare20: [], ours20: [] };
  const variants = Object.keys(runs) as Variant[];
  for (let round = -1; round < rounds; round++) {
    for (const variant of variants) {
      const { folder, ...options } = starts[variant];
      const result = await runInstance(folder, call, { environment, ...options });
      if (result.status !== 200) throw new Error(`${name} of ${variant} answered ${result.status}: ${result.logged}`);
      // The first round only brings the files into the kernel's memory.
      if (round >= 0) runs[variant].push(result);
    }
  }
  const of = (key: 'milliseconds' | 'cpu', variant: Variant) =>
    figure(
      `${name}: ${titles[variant]}${key === 'cpu' ? ', processor' : ''}`,
      'ms',
      runs[variant].map((it) => it[key]),
    );
  const figures = (['milliseconds', 'cpu'] as const).flatMap((key) => {
    const [bare, ours, unbundled] = [of(key, 'bare'), of(key, 'ours'), of(key, 'unbundled')];
    const share = (ours.median - bare.median) / (unbundled.median - bare.median);
    const what = key === 'cpu' ? 'share of the unbundled processor time' : 'share of the unbundled time';
    const share12 = figure(`${name}: ${what}, less Node.js`, '', [share]);
    return [bare, ours, unbundled, share12, of(key, 'bare20'), of(key, 'ours20')];
  });
  const memory = runs.ours.map(({ rss }) => rss / 1e6);
  return [...figures, figure(`${name}: memory of the function`, 'MB', memory)];
}
