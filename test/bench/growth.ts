import { startApp, type TestApp } from '../support/app';
import { ApiClient } from '../support/client';
import { fillList } from '../support/long-list';
import { type Benchmark, type Figure, figure } from './figures';

/** What one operation costs in a list of ten tasks and in one of a hundred thousand, and what bulk routes cost a task. */
export const growth: Benchmark = { name: 'growth', run };

const rounds = 150;
const sizes = [10, 100_000] as const;

async function run(): Promise<Figure[]> {
  const app = await startApp();
  try {
    const lists = [await makeList(app, sizes[0]), await makeList(app, sizes[1])] as const;
    const figures: Figure[] = [];
    for (const [name, operation] of Object.entries(operations)) {
      const samples: [number[], number[]] = [[], []];
      for (let round = -5; round < rounds; round++) {
        // Each goes first every other time.
        for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
          const milliseconds = await operation(lists[index]);
          if (round >= 0) samples[index].push(milliseconds);
        }
      }
      const [few, many] = [
        figure(`${name}, 10 tasks`, 'ms', samples[0]),
        figure(`${name}, 100,000 tasks`, 'ms', samples[1]),
      ];
      figures.push(few, many, figure(`${name}, ratio`, '', [many.median / few.median]));
    }
    return [...figures, ...(await measureBulk(app))];
  } finally {
    await app.close();
  }
}

async function measureBulk(app: TestApp): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of [1000, 4000]) {
    const samples: number[] = [];
    for (let round = 0; round < 5; round++) {
      const { client } = await makeList(app, size);
      samples.push((await timed(() => client.patch('/api/tasks', { completed: true }), 204)) / (size / 1000));
    }
    figures.push(figure(`complete all of ${size} tasks, per 1000`, 'ms', samples));
  }
  return figures;
}

interface List {
  client: ApiClient;
}

type Operation = (list: List) => Promise<number>;

const version1 = { 'If-Match': '"1"' };
const operations: Record<string, Operation> = {
  // Both lists go on after it, so that both pages are alike.
  'first page of 5': ({ client }) => timed(() => client.get('/api/tasks?limit=5'), 200),
  create: ({ client }) => timed(() => client.post('/api/tasks', { title: 'a' }), 201),
  get: async ({ client }) => {
    const { id } = await client.task();
    return timed(() => client.get(`/api/tasks/${id}`), 200);
  },
  replace: async ({ client }) => {
    const { id } = await client.task();
    return timed(() => client.put(`/api/tasks/${id}`, { title: 'b' }, version1), 200);
  },
  delete: async ({ client }) => {
    const { id } = await client.task();
    return timed(() => client.delete(`/api/tasks/${id}`), 204);
  },
};

async function timed(call: () => Promise<{ status: number }>, expected: number): Promise<number> {
  const startedAt = performance.now();
  const { status } = await call();
  if (status !== expected) throw new Error(`answered ${status} where ${expected} was expected`);
  return performance.now() - startedAt;
}

/** A new guest whose list has so many tasks. */
async function makeList({ url, store }: TestApp, size: number): Promise<List> {
  const client = await ApiClient.guest(url);
  await fillList(client, store, size);
  return { client };
}
