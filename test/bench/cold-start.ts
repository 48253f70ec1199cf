import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildFunction } from '../../src/build/function';
import { newGuest } from '../../src/function/accounts/sessions';
import { signSession } from '../../src/function/accounts/token';
import { type InstanceCall, type InstanceRun, runInstance } from '../support/instance';
import { type Benchmark, type Figure, figure } from './figures';
import { startStoreProgram } from './store';
import { buildUnbundled } from './unbundled';

/**
 * From spawning the function's Node.js to the first answered call, beside the same function unbundled and the same Node.js
 * doing nothing. The three take turns, so that whatever else the machine does meets all of them.
 */
export const coldStart: Benchmark = { name: 'cold-start', run };

const rounds = 25;

async function run(): Promise<Figure[]> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-bench-'));
  const store = await startStoreProgram();
  try {
    const folders = {
      Node: 'nothing',
      function: path.join(scratch, 'function'),
      unbundled: path.join(scratch, 'unbundled'),
    };
    await buildFunction(folders.function);
    await buildUnbundled(folders.unbundled);
    const { SESSION_SECRET: secret = '', ...keyless } = store.environment;
    const cookie = `session=${signSession(newGuest(), [secret])}`;
    const list: InstanceCall = { method: 'GET', url: '/api/tasks', headers: { host: 'localhost', cookie } };
    const browser = { 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'zh-CN' };
    const page: InstanceCall = { method: 'GET', url: '/', headers: { host: 'localhost', cookie, ...browser } };
    return [
      ...(await compare('GET /api/tasks', list, folders, store.environment)),
      ...(await compare('GET /', page, folders, store.environment)),
      ...(await compare('GET /api/tasks, session key kept in the store', list, folders, keyless)),
    ];
  } finally {
    await store.close();
    await fs.rm(scratch, { recursive: true });
  }
}

type Variant = 'Node' | 'function' | 'unbundled';

async function compare(
  name: string,
  call: InstanceCall,
  folders: Record<Variant, string>,
  environment: Record<string, string>,
): Promise<Figure[]> {
  const runs: Record<Variant, InstanceRun[]> = { Node: [], function: [], unbundled: [] };
  const variants = Object.keys(runs) as Variant[];
  for (let round = -1; round < rounds; round++) {
    for (const variant of variants) {
      const result = await runInstance(folders[variant], call, { environment });
      if (result.status !== 200) throw new Error(`${name} of ${variant} answered ${result.status}: ${result.logged}`);
      // The first round only brings the files into the kernel's memory.
      if (round >= 0) runs[variant].push(result);
    }
  }
  const titles = { Node: 'Node.js alone', function: 'the function', unbundled: 'unbundled' };
  const of = (key: 'milliseconds' | 'cpu', variant: Variant) =>
    figure(
      `${name}: ${titles[variant]}${key === 'cpu' ? ', processor' : ''}`,
      'ms',
      runs[variant].map((it) => it[key]),
    );
  const figures = (['milliseconds', 'cpu'] as const).flatMap((key) => {
    const [bare, ours, theirs] = variants.map((variant) => of(key, variant)) as [Figure, Figure, Figure];
    const share = (ours.median - bare.median) / (theirs.median - bare.median);
    const what = key === 'cpu' ? 'share of the unbundled processor time' : 'share of the unbundled time';
    return [bare, ours, theirs, figure(`${name}: ${what}, less Node.js`, '', [share])];
  });
  const memory = runs.function.map(({ rss }) => rss / 1e6);
  return [...figures, figure(`${name}: memory of the function`, 'MB', memory)];
}
