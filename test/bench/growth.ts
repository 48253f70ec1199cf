import * as crypto from 'crypto';
import { TablestoreClient } from '../../src/tablestore/client';
import { tasksTable } from '../../src/tablestore/schema';
import { newTask, newTaskId, toColumns } from '../../src/tasks/task';
import { startApp } from '../support/app';
import { ApiClient } from '../support/client';
import { type Benchmark, type Figure, figure } from './figures';

/** What one operation costs in a list of ten tasks and in one of a hundred thousand, and what bulk routes cost a task. */
export const growth: Benchmark = { name: 'growth', run };

const rounds = 150;
const sizes = [10, 100_000] as const;

async function run(): Promise<Figure[]> {
  const app = await startApp();
  try {
    const store = new TablestoreClient({
      endpoint: () => app.store.settings.tablestoreEndpoint!,
      instance: app.store.settings.tablestoreInstance,
      credentials: app.store.settings.credentials,
    });
    const lists = [await makeList(app.url, store, sizes[0]), await makeList(app.url, store, sizes[1])] as const;
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
    return [...figures, ...(await measureBulk(app.url, store))];
  } finally {
    await app.close();
  }
}

async function measureBulk(url: string, store: TablestoreClient): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of [1000, 4000]) {
    const samples: number[] = [];
    for (let round = 0; round < 5; round++) {
      const { client } = await makeList(url, store, size);
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

/** A new guest whose list has so many tasks; written past the API, two hundred at a time. */
async function makeList(url: string, store: TablestoreClient, size: number): Promise<List> {
  const client = await ApiClient.guest(url);
  const owner: string = (await client.get('/api/session')).body.user.id;
  const now = Date.now();
  const fields = { title: 'one of many', note: '', status: 'open', order: null, due: null } as const;
  for (let written = 0; written < size; written += 200) {
    const changes = Array.from({ length: Math.min(200, size - written) }, (_, index) => {
      const id = newTaskId(now - size + written + index);
      const put = toColumns(newTask(id, fields, now), crypto.randomBytes(9).toString('base64'));
      return { type: 'update', key: { owner, id }, put, condition: { row: 'any' } } as const;
    });
    const call = { deadline: Date.now() + 60_000, credentials: undefined, region: undefined, recordOperation() {} };
    const errors = await store.batchWrite(call, tasksTable, changes);
    if (errors.some((error) => error !== undefined)) throw new Error('the list could not be written');
  }
  return { client };
}
