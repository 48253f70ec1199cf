import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../src/build/root';
import type { Counters } from '../../src/emulators/tablestore/server';
import { ApiClient } from '../support/client';
import { startStack, type TestStack } from '../support/stack';
import { type LocalTestStore, startStore } from '../support/store';

let store: LocalTestStore;
let stack: TestStack;
beforeAll(async () => {
  store = await startStore();
  stack = await startStack({ store, warm: true });
});
afterAll(async () => {
  await stack.close();
  await store.close();
});

/** A caller, one open task of theirs, which repeats where the row of the table says so, and the id of one in the trash. */
interface Given {
  client: ApiClient;
  task: { id: string };
  trashed: string;
}

const newId = () => `01JD${crypto.randomBytes(11).toString('hex').toUpperCase()}`;
const version1 = { 'If-Match': '"1"' };

/** Makes the call that a row of the table in docs/performance.md names. */
const calls: Record<string, (given: Given) => Promise<{ status: number }>> = {
  '`GET /` by a new visitor': () => new ApiClient(stack.url).get('/'),
  '`GET /`': ({ client }) => client.get('/', { Cookie: `session=${client.token}` }),
  '`GET /api/session`': ({ client }) => client.get('/api/session'),
  '`POST /api/session` `{}`': () => new ApiClient(stack.url).post('/api/session', {}),
  '`DELETE /api/session`': ({ client }) => client.delete('/api/session'),
  '`GET /api/tasks`': ({ client }) => client.get('/api/tasks'),
  '`POST /api/tasks`': ({ client }) => client.post('/api/tasks', { title: 'a' }),
  '`GET /api/tasks/:id`': ({ client, task }) => client.get(`/api/tasks/${task.id}`),
  '`PUT /api/tasks/:id` with `If-None-Match: *`': ({ client }) =>
    client.put(`/api/tasks/${newId()}`, { title: 'a' }, { 'If-None-Match': '*' }),
  '`PUT /api/tasks/:id` with `If-Match`': ({ client, task }) =>
    client.put(`/api/tasks/${task.id}`, { title: 'b' }, version1),
  '`PUT /api/tasks/:id` with `If-Match`, completed': ({ client, task }) =>
    client.put(`/api/tasks/${task.id}`, { title: 'b', completed: true }, version1),
  '`PATCH /api/tasks/:id`': ({ client, task }) => client.patch(`/api/tasks/${task.id}`, { completed: true }),
  '`PATCH /api/tasks/:id` with `If-Match`': ({ client, task }) =>
    client.patch(`/api/tasks/${task.id}`, { title: 'b' }, version1),
  '`PATCH /api/tasks/:id` that completes a repeating task': ({ client, task }) =>
    client.patch(`/api/tasks/${task.id}`, { completed: true }, version1),
  '`POST /api/tasks/:id/skip` of a repeating task': ({ client, task }) =>
    client.post(`/api/tasks/${task.id}/skip`, undefined, version1),
  '`DELETE /api/tasks/:id`': ({ client, task }) => client.delete(`/api/tasks/${task.id}`),
  '`DELETE /api/tasks/:id` with `If-Match`': ({ client, task }) => client.delete(`/api/tasks/${task.id}`, version1),
  '`DELETE /api/tasks/:id?permanently=true`': ({ client, task }) =>
    client.delete(`/api/tasks/${task.id}?permanently=true`),
  '`DELETE /api/tasks/:id?permanently=true` with `If-Match`': ({ client, task }) =>
    client.delete(`/api/tasks/${task.id}?permanently=true`, version1),
  '`PATCH /api/tasks`, up to 200 tasks': ({ client }) => client.patch('/api/tasks', { completed: true }),
  '`PATCH /api/tasks`, up to 64 repeating tasks': ({ client }) => client.patch('/api/tasks', { completed: true }),
  '`DELETE /api/tasks`, up to 64 tasks': ({ client }) => client.delete('/api/tasks'),
  '`DELETE /api/tasks?permanently=true`, up to 200 tasks': ({ client }) => client.delete('/api/tasks?permanently=true'),
  '`GET /api/tasks?ids=`, up to 100 tasks': ({ client, task }) => client.get(`/api/tasks?ids=${task.id}`),
  '`GET /api/tasks?q=`, up to 500 tasks': ({ client }) => client.get('/api/tasks?q=milk'),
  '`GET /api/versions`, up to 5,000 tasks': ({ client }) => client.get('/api/versions'),
  '`GET /api/lists`': ({ client }) => client.get('/api/lists'),
  '`POST /api/lists`': ({ client }) => client.post('/api/lists', { name: 'a' }),
  '`POST /api/tasks/batch`, up to 100 creations and updates': ({ client, task }) =>
    client.post('/api/tasks/batch', {
      changes: [
        { op: 'update', id: task.id, version: 1, note: 'n' },
        ...Array.from({ length: 99 }, () => ({ op: 'create', id: newId(), title: 'a' })),
      ],
    }),
  '`POST /api/tasks/batch`, up to 64 deletions': ({ client, task }) =>
    client.post('/api/tasks/batch', { changes: [{ op: 'delete', id: task.id, version: 1 }] }),
  '`GET /api/trash`': ({ client }) => client.get('/api/trash'),
  '`POST /api/trash/:id/restore`': ({ client, trashed }) => client.post(`/api/trash/${trashed}/restore`, undefined),
  '`DELETE /api/trash/:id`': ({ client, trashed }) => client.delete(`/api/trash/${trashed}`),
  '`DELETE /api/trash`, up to 200 tasks': ({ client }) => client.delete('/api/trash'),
  '`GET /api/health`': ({ client }) => client.get('/api/health'),
};

/** The table of round trips in docs/performance.md: operations by the call in the first column. */
const table = new Map(
  fs
    .readFileSync(path.join(root, 'docs/performance.md'), 'utf8')
    .split('<!-- round trips -->')[1]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, call, operations]) => [call!, operations!]),
);

test('The table of round trips lists the calls that are counted here', () => {
  expect([...table.keys()]).toEqual(Object.keys(calls));
});

test.each(Object.entries(calls))('%s makes the round trips of the table in docs/performance.md', async (name, call) => {
  const client = await ApiClient.guest(stack.url);
  const gone = await client.task();
  await client.delete(gone.url);
  const [{ id: trashed }] = (await client.get('/api/trash')).body;
  const task = await client.task(name.includes('repeating') ? { due: '2027-01-31', repeat: 'FREQ=MONTHLY' } : {});
  const before = store.tablestore.counters();
  const { status } = await call({ client, task, trashed });
  expect(status).toBeLessThan(300);
  expect(difference(before, store.tablestore.counters())).toBe(table.get(name));
});

test('A session key that is kept in the store costs an instance one more round trip', async () => {
  const keyless = await startStack({ store, environment: { SESSION_SECRET: '' } });
  try {
    const client = await ApiClient.guest(keyless.url);
    const before = store.tablestore.counters();
    await client.get('/api/tasks');
    expect(difference(before, store.tablestore.counters())).toBe('GetRange, GetRow');
  } finally {
    await keyless.close();
  }
});

/** Names of the operations made between, as often as they were made; `none` when there were none. */
function difference(before: Counters, after: Counters): string {
  const names = Object.keys(after.operations).sort();
  const made = names.flatMap((name) => {
    const count = after.operations[name]!.calls - (before.operations[name]?.calls ?? 0);
    return Array<string>(count).fill(name);
  });
  return made.join(', ') || 'none';
}
