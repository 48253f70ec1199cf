import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';
import { FaultProxy, type Step } from '../../support/fault-proxy';

let proxy: FaultProxy;
let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  proxy = await FaultProxy.start();
  app = await startApp({ TABLESTORE_ENDPOINT: proxy.url });
  proxy.target = app.store.tablestore.url;
});
beforeEach(async () => {
  for (const operation of ['BatchGetRow', 'BatchWriteRow']) proxy.plan(operation);
  client = await ApiClient.guest(app.url);
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});

const idOf = (index: number) => `01JD${String(index).padStart(22, '0')}`;
const send = (...changes: unknown[]) => client.post('/api/tasks/batch', { changes });
const resultsOf = async (...changes: unknown[]) => {
  const { status, body } = await send(...changes);
  expect(status).toBe(200);
  return body.results;
};
const refusal = (status: number, ...pointers: string[]) => ({
  status,
  problem: (problem(status, ...pointers) as { body: object }).body,
});

test('A batch creates, updates and deletes tasks, and says in order what became of each', async () => {
  const [kept, gone] = [await client.task({ title: 'kept' }), await client.task({ title: 'gone' })];
  const results = await resultsOf(
    { op: 'create', id: idOf(1), title: ' new ', due: '2027-01-01', completed: true },
    { op: 'update', id: kept.id, version: 1, note: 'n', order: 2 },
    { op: 'delete', id: gone.id, version: 1 },
  );
  const tasks = await client.list();
  expect(results).toEqual([
    { id: idOf(1), status: 201, task: tasks[0] },
    { id: kept.id, status: 200, task: tasks[1] },
    { id: gone.id, status: 204 },
  ]);
  expect(tasks).toMatchObject([
    { id: idOf(1), title: 'new', completed: true, version: 1 },
    { id: kept.id, title: 'kept', note: 'n', order: 2, version: 2 },
  ]);
  expect((await client.get('/api/trash')).body).toMatchObject([{ task: gone }]);
});

test('Each change of a batch stands alone: what is wrong with one is said in its result', async () => {
  const [a, b, c] = await Promise.all([client.task(), client.task(), client.task()]);
  await client.patch(b.url, { note: 'later' });
  const results = await resultsOf(
    { op: 'create', id: idOf(1), title: '', order: 'x', nothing: 1 },
    { op: 'create', id: a.id, title: 'another' },
    { op: 'update', id: b.id, version: 1, title: 'late' },
    { op: 'update', id: idOf(2), version: 1, title: 'nowhere' },
    { op: 'delete', id: c.id, version: 2 },
    { op: 'delete', id: idOf(3), version: 1 },
    { op: 'delete', id: idOf(4) },
    { op: 'delete', id: idOf(5), version: 1, title: 'x' },
    { op: 'rename', id: idOf(6) },
    { op: 'create', id: 'x', title: 'a' },
    'x',
    { op: 'create', id: idOf(7), title: 'a', list: idOf(8) },
    { op: 'create', id: idOf(9), title: 'a', repeat: 'FREQ=DAILY' },
    { op: 'create', id: idOf(10), title: 'right' },
  );
  expect(results).toEqual([
    { id: idOf(1), ...refusal(400, '/nothing', '/title', '/order') },
    { id: a.id, ...refusal(409) },
    { id: b.id, ...refusal(412) },
    { id: idOf(2), ...refusal(404) },
    { id: c.id, ...refusal(412) },
    { id: idOf(3), ...refusal(404) },
    { id: idOf(4), ...refusal(400, '/version') },
    { id: idOf(5), ...refusal(400, '/title') },
    { id: idOf(6), ...refusal(400, '/op') },
    { id: 'x', ...refusal(400, '/id') },
    { id: null, ...refusal(400, '') },
    { id: idOf(7), ...refusal(400, '/list') },
    { id: idOf(9), ...refusal(400, '/repeat') },
    { id: idOf(10), status: 201, task: expect.objectContaining({ title: 'right' }) },
  ]);
  expect(await client.list()).toHaveLength(4);
  expect((await client.get('/api/trash')).body).toEqual([]);
});

test('A batch that is none, is too long, or names a task twice is refused as a whole', async () => {
  const create = (index: number) => ({ op: 'create', id: idOf(index), title: 'a' });
  for (const body of [
    {},
    { changes: {} },
    { changes: [] },
    { changes: Array.from({ length: 101 }, (_, i) => create(i)) },
  ]) {
    expect(await client.post('/api/tasks/batch', body)).toMatchObject(problem(400, '/changes'));
  }
  expect(await send(create(1), create(2), create(1))).toMatchObject(problem(400, '/changes/2/id'));
  const big = (size: number) => ({ changes: [{ ...create(1), note: 'x'.repeat(size) }] });
  expect((await client.post('/api/tasks/batch', big(200 * 1024))).body.results).toMatchObject([{ status: 400 }]);
  expect((await client.post('/api/tasks/batch', big(256 * 1024))).status).toBe(413);
  expect(await client.list()).toEqual([]);
});

test('A hundred changes take two round trips, and deletions into the trash more', async () => {
  const create = Array.from({ length: 100 }, (_, index) => ({ op: 'create', id: idOf(index), title: `${index}` }));
  const operations = async (...changes: object[]) => {
    proxy.seen.clear();
    await resultsOf(...changes);
    return Object.fromEntries(proxy.seen);
  };
  expect(await operations(...create)).toEqual({ BatchGetRow: 1, BatchWriteRow: 1 });
  const update = create.map(({ id }) => ({ op: 'update', id, version: 1, note: 'n' }));
  expect(await operations(...update)).toEqual({ BatchGetRow: 1, BatchWriteRow: 1 });
  expect((await client.list()).every(({ note, version }) => note === 'n' && version === 2)).toBe(true);
  const remove = create.map(({ id }) => ({ op: 'delete', id, version: 2 }));
  expect(await operations(...remove)).toEqual({ BatchGetRow: 1, BatchWriteRow: 3 });
  expect(await client.list()).toEqual([]);
  expect((await client.get('/api/trash?limit=200')).body).toHaveLength(100);
});

test('A repeated batch changes nothing: creations find their tasks, updates and deletions are refused', async () => {
  const [changed, gone] = [await client.task(), await client.task()];
  const changes = [
    { op: 'create', id: idOf(1), title: 'a', note: 'n', completed: true },
    { op: 'update', id: changed.id, version: 1, title: 'b' },
    { op: 'delete', id: gone.id, version: 1 },
  ];
  await resultsOf(...changes);
  const tasks = await client.list();
  expect(await resultsOf(...changes)).toMatchObject([
    { status: 200, task: tasks[0] },
    { status: 412 },
    { status: 404 },
  ]);
  expect(await client.list()).toEqual(tasks);
});

test('?permanently=true deletes past the trash, and another parameter is refused', async () => {
  const task = await client.task();
  const body = { changes: [{ op: 'delete', id: task.id, version: 1 }] };
  const { status } = await client.post('/api/tasks/batch?permanently=true', body);
  expect(status).toBe(200);
  expect((await client.get('/api/trash')).body).toEqual([]);
  expect(await client.post('/api/tasks/batch?completed=true', body)).toMatchObject(problem(400, '?completed'));
});

test('An update that completes a repeating task moves it on and keeps the finished occurrence', async () => {
  const task = await client.task({ title: 'rent', due: '2027-01-31', repeat: 'FREQ=MONTHLY' });
  const complete = { op: 'update', id: task.id, version: 1, completed: true };
  expect(await resultsOf(complete)).toMatchObject([
    { status: 200, task: { due: '2027-02-28', completed: false, version: 2 } },
  ]);
  expect(await resultsOf(complete)).toMatchObject([{ status: 412 }]);
  const copies = await client.list('completed=true');
  expect(copies).toMatchObject([{ title: 'rent', due: '2027-01-31', occurrenceOf: task.id }]);
});

test('A batch puts tasks into lists that exist', async () => {
  const { body: list } = await client.post('/api/lists', { name: 'home' });
  const task = await client.task();
  const results = await resultsOf(
    { op: 'create', id: idOf(1), title: 'a', list: list.id },
    { op: 'update', id: task.id, version: 1, list: list.id },
    { op: 'create', id: idOf(2), title: 'b', list: idOf(3) },
  );
  expect(results).toMatchObject([
    { status: 201, task: { list: list.id } },
    { status: 200, task: { list: list.id } },
    { status: 400, problem: { errors: [{ pointer: '/list' }] } },
  ]);
});

describe('When the store’s answer to a batch is lost,', () => {
  const changesOf = (changed: { id: string }, gone: { id: string }) => [
    { op: 'create', id: idOf(1), title: 'a' },
    { op: 'update', id: changed.id, version: 1, title: 'b' },
    { op: 'delete', id: gone.id, version: 1 },
  ];

  test.each(['cut before', 'cut after', 'garble'] as const)('each change is made once (%s)', async (lost) => {
    const [changed, gone] = [await client.task(), await client.task()];
    // The first batch is the trash's.
    proxy.plan('BatchWriteRow', 'pass', lost);
    const results = await resultsOf(...changesOf(changed, gone));
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 200, 204]);
    expect(await client.list()).toMatchObject([
      { id: idOf(1), version: 1 },
      { id: changed.id, title: 'b', version: 2 },
    ]);
    expect((await client.get('/api/trash')).body).toMatchObject([{ task: gone }]);
  });

  test.each([
    ['before the trash has it', []],
    ['between trash and list', ['pass']],
  ] as [string, Step[]][])('a batch that broke off %s loses no task, and a repeat completes it', async (_, first) => {
    const [changed, gone] = [await client.task(), await client.task()];
    proxy.plan('BatchWriteRow', ...first, 'cut before', 'cut before', 'cut before', 'cut before');
    expect((await send(...changesOf(changed, gone))).status).toBe(503);
    expect(await client.list()).toHaveLength(2);
    proxy.plan('BatchWriteRow');
    const results = await resultsOf(...changesOf(changed, gone));
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 200, 204]);
  });

  test('a change that another one overtook is refused', async () => {
    const [changed, gone] = [await client.task(), await client.task()];
    proxy.plan('BatchWriteRow', 'pass', async () => {
      await client.patch(changed.url, { note: 'theirs' });
      await client.patch(gone.url, { note: 'theirs' });
      await client.put(`/api/tasks/${idOf(1)}`, { title: 'theirs' }, { 'If-None-Match': '*' });
    });
    const results = await resultsOf(...changesOf(changed, gone));
    expect(results.map(({ status }: { status: number }) => status)).toEqual([409, 412, 412]);
    expect((await client.list()).map(({ note, title }) => note || title)).toEqual(['theirs', 'theirs', 'theirs']);
  });
});
