import { TablestoreClient } from '../../../src/function/tablestore/client';
import { trashTable } from '../../../src/function/tablestore/schema';
import { deleteTables } from '../../../src/function/tablestore/tables';
import { ulidOf } from '../../../src/shared/ulid';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient, problem } from '../../support/client';
import { FaultProxy, type Step } from '../../support/fault-proxy';
import { fillList } from '../../support/long-list';
import { claimsOf, person, registered } from '../accounts/people';
import { storeOf } from '../accounts/store';

let proxy: FaultProxy;
let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  proxy = await FaultProxy.start();
  app = await startApp({ TABLESTORE_ENDPOINT: proxy.url });
  proxy.target = app.store.tablestore.url;
});
beforeEach(async () => {
  for (const operation of ['GetRow', 'PutRow', 'DeleteRow', 'BatchWriteRow', 'GetRange']) proxy.plan(operation);
  client = await ApiClient.guest(app.url);
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});

const id = '01JD0000000000000000000000';
const creating = { 'If-None-Match': '*' };
const silent: Step[] = ['cut before', 'cut before', 'cut before', 'cut before'];
const lost: Step[] = ['cut after', 'cut after', 'cut after', 'cut after'];
const restore = (entry: { id: string }) => client.post(`/api/trash/${entry.id}/restore`, undefined);

interface Entry {
  id: string;
  deletedAt: string;
  expiresAt: string;
  task: { id: string; title: string };
}

async function trashOf(whose = client): Promise<Entry[]> {
  const { status, body } = await whose.get('/api/trash?limit=200');
  expect(status).toBe(200);
  return body;
}
const titles = (entries: Entry[]) => entries.map(({ task }) => task.title);

describe('A deleted task', () => {
  test('is in the trash as it was, with the time of its deletion and of its end', async () => {
    const task = await client.task({ note: '- [x] #家', due: '2027-01-31', repeat: 'FREQ=MONTHLY', order: 1.5 });
    const from = Date.now();
    expect((await client.delete(task.url)).status).toBe(204);
    const [entry, ...others] = await trashOf();
    expect(others).toEqual([]);
    expect(entry).toEqual({
      id: expect.stringMatching(new RegExp(`^[0-9A-Z]{26}:${task.id}$`)),
      deletedAt: expect.any(String),
      expiresAt: expect.any(String),
      task,
    });
    const deletedAt = Date.parse(entry!.deletedAt);
    expect(deletedAt).toBeGreaterThanOrEqual(from);
    expect(deletedAt).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(entry!.expiresAt) - deletedAt).toBe(30 * 24 * 60 * 60 * 1000);
    expect(await client.list()).toEqual([]);
  });

  test.each([
    ['one', '/api/tasks/:id'],
    ['the completed', '/api/tasks?completed=true&'],
    ['all', '/api/tasks'],
  ])('is in no trash when %s is deleted permanently', async (_, route) => {
    const task = await client.task({ completed: true });
    const path = route.replace(':id', task.id);
    expect((await client.delete(`${path}${path.includes('?') ? '' : '?'}permanently=true`)).status).toBe(204);
    expect(await client.list()).toEqual([]);
    expect(await trashOf()).toEqual([]);
    expect(await client.delete(`/api/tasks/${id}?permanently=false`)).toMatchObject(problem(400, '?permanently'));
  });

  test('is in the trash when it was deleted with all others or with the completed', async () => {
    await fillList(client, app.store, 130);
    const open = await client.task({ title: 'open' });
    await client.task({ title: 'done', completed: true });
    expect((await client.delete('/api/tasks?completed=true')).status).toBe(204);
    const completed = await trashOf();
    expect(titles(completed)).toContain('done');
    expect(await client.list()).toContainEqual(open);
    expect((await client.delete('/api/tasks')).status).toBe(204);
    expect(await client.list()).toEqual([]);
    expect(await trashOf()).toHaveLength(132);
  });

  test('is in the trash when the original’s page deleted it', async () => {
    const task = await client.task();
    expect((await client.request('DELETE', '/api/rule', { body: { key: [task.id] } })).status).toBe(200);
    expect((await trashOf()).map((entry) => entry.task)).toEqual([task]);
  });

  test('is in the trash of its owner alone', async () => {
    const task = await client.task();
    await client.delete(task.url);
    const [entry] = await trashOf();
    const other = await ApiClient.guest(app.url);
    expect(await trashOf(other)).toEqual([]);
    expect(await other.post(`/api/trash/${entry!.id}/restore`, undefined)).toMatchObject(problem(404));
    expect(await other.delete(`/api/trash/${entry!.id}`)).toMatchObject(problem(404));
  });
});

test('The trash is listed from the last deleted on, page by page', async () => {
  for (const title of ['a', 'b', 'c']) await client.delete((await client.task({ title })).url);
  const first = await client.get('/api/trash?limit=2');
  expect(titles(first.body)).toEqual(['c', 'b']);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link')!)![1]!;
  const second = await client.get(next);
  expect(titles(second.body)).toEqual(['a']);
  expect(second.headers.get('link')).toBeNull();
  expect(await client.get('/api/trash?limit=0&cursor=x')).toMatchObject(problem(400, '?limit', '?cursor'));
});

test('An entry older than 30 days is not shown, though the table may still have it', async () => {
  const task = await client.task({ title: 'new' });
  await client.delete(task.url);
  const store = new TablestoreClient({
    endpoint: () => app.store.tablestore.url,
    instance: app.store.settings.tablestoreInstance,
    credentials: app.store.settings.credentials,
  });
  const call = { deadline: Date.now() + 5000, credentials: undefined, region: undefined, recordOperation() {} };
  const old = ulidOf(Date.now() - 31 * 24 * 60 * 60 * 1000, new Uint8Array(16));
  const key = { owner: claimsOf(client.token!).sub, id: `${old}:${id}` };
  await store.putRow(call, trashTable, key, { title: 'old', created_at: 1, version: 1 }, { row: 'missing' });
  const page = await client.get('/api/trash?limit=1');
  expect([titles(page.body), page.headers.get('link')]).toEqual([['new'], null]);
  expect(titles(await trashOf())).toEqual(['new']);
});

describe('POST /api/trash/:id/restore', () => {
  test('puts the task back under its id, as its next version, and a repeat says the same', async () => {
    const task = await client.task({ note: 'n', completed: true });
    await client.delete(task.url);
    const [entry] = await trashOf();
    const answer = await restore(entry!);
    expect(answer).toMatchObject({
      status: 200,
      body: { ...task, version: 2, updatedAt: expect.any(String), url: expect.any(String) },
    });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(await client.list()).toEqual([answer.body]);
    expect(await trashOf()).toEqual([]);
    expect(await restore(entry!)).toMatchObject({ status: 200, body: answer.body });
  });

  test('is 409 when another task has the id, and keeps both', async () => {
    await client.put(`/api/tasks/${id}`, { title: 'old' }, creating);
    await client.delete(`/api/tasks/${id}`);
    const other = await client.put(`/api/tasks/${id}`, { title: 'new' }, creating);
    const [entry] = await trashOf();
    expect(await restore(entry!)).toMatchObject(problem(409));
    expect(await client.list()).toEqual([other.body]);
    expect(await trashOf()).toEqual([entry]);
  });

  test('is 404 for an entry that is nowhere', async () => {
    for (const nothing of ['nothing', id, `${id}:${id}`, `${id}:${id.toLowerCase()}`]) {
      expect(await restore({ id: nothing })).toMatchObject(problem(404));
    }
  });

  test.each([
    ['the task, not made', 'PutRow', silent],
    ['the task, made', 'PutRow', ['cut after', 'cut before', 'cut before', 'cut before'] as Step[]],
    ['the entry, not removed', 'DeleteRow', silent],
    ['the entry, removed', 'DeleteRow', lost],
  ])('that broke off at %s is completed by a repeat', async (_, operation, steps) => {
    const task = await client.task();
    await client.delete(task.url);
    const [entry] = await trashOf();
    proxy.plan(operation, ...steps);
    expect((await restore(entry!)).status).toBe(503);
    expect([...(await client.list()), ...(await trashOf())]).not.toEqual([]);
    proxy.plan(operation);
    expect((await restore(entry!)).status).toBe(200);
    expect(await client.list()).toMatchObject([{ id: task.id, title: task.title, version: 2 }]);
    expect(await trashOf()).toEqual([]);
  });

  test('whose answer from the store was lost puts the task back once', async () => {
    const task = await client.task();
    await client.delete(task.url);
    const [entry] = await trashOf();
    proxy.plan('PutRow', 'cut after');
    proxy.plan('DeleteRow', 'cut after');
    expect(await restore(entry!)).toMatchObject({ status: 200, body: { id: task.id, version: 2 } });
    expect(await client.list()).toHaveLength(1);
    expect(await trashOf()).toEqual([]);
  });
});

describe('A deletion', () => {
  test.each([
    ['the trash, not written', 'PutRow', silent, 1, 0],
    ['the trash, written', 'PutRow', lost, 1, 1],
    ['the task, not deleted', 'DeleteRow', silent, 1, 1],
    ['the task, deleted', 'DeleteRow', lost, 0, 1],
  ])(
    'that broke off at %s leaves the task in the list or in the trash, and a repeat completes it',
    async (_, operation, steps, inList, inTrash) => {
      const task = await client.task();
      proxy.plan(operation, ...steps);
      expect((await client.delete(task.url)).status).toBe(503);
      proxy.plan(operation);
      expect(await client.list()).toHaveLength(inList);
      expect(await trashOf()).toHaveLength(inTrash);
      expect([204, 404]).toContain((await client.delete(task.url)).status);
      expect(await client.list()).toEqual([]);
      expect((await trashOf())[0]!.task).toEqual(task);
    },
  );

  test('that is overtaken by its own undoing leaves the task in the list or in the trash', async () => {
    const task = await client.task();
    let restored: Answer | undefined;
    proxy.plan('DeleteRow', async () => {
      const [entry] = await trashOf();
      restored = await restore(entry!);
    });
    const deleted = await client.delete(task.url, { 'If-Match': '"1"' });
    expect(restored).toMatchObject({ status: 200, body: task });
    // The deletion has begun again.
    expect([...(await client.list()), ...(await trashOf()).map((entry) => entry.task)]).toMatchObject([
      { id: task.id },
    ]);
    expect(deleted.status).toBe(204);
  });

  test('that is refused because the task was changed leaves nothing in the trash', async () => {
    const task = await client.task();
    proxy.plan('DeleteRow', async () => {
      await client.patch(task.url, { note: 'changed' });
    });
    expect(await client.delete(task.url, { 'If-Match': '"1"' })).toMatchObject(problem(412));
    expect(await trashOf()).toEqual([]);
    proxy.plan('DeleteRow', async () => {
      await client.patch(task.url, { note: 'changed again' });
    });
    expect((await client.delete(task.url)).status).toBe(204);
    expect(await trashOf()).toMatchObject([{ task: { note: 'changed again', version: 3 } }]);
  });

  test('of all that broke off between trash and list is completed by a repeat', async () => {
    const tasks = await Promise.all(['a', 'b', 'c'].map((title) => client.task({ title })));
    proxy.plan('BatchWriteRow', 'pass', ...silent);
    expect((await client.delete('/api/tasks')).status).toBe(503);
    expect(await client.list()).toHaveLength(3);
    proxy.plan('BatchWriteRow');
    expect((await client.delete('/api/tasks')).status).toBe(204);
    const trashed = (await trashOf()).map(({ task }) => task.id);
    expect([...new Set(trashed)].sort()).toEqual(tasks.map((task) => task.id).sort());
  });
});

test('One task or all of the trash can be deleted for good', async () => {
  for (const title of ['a', 'b', 'c']) await client.delete((await client.task({ title })).url);
  const [last] = await trashOf();
  expect((await client.delete(`/api/trash/${last!.id}`)).status).toBe(204);
  expect(await client.delete(`/api/trash/${last!.id}`)).toMatchObject(problem(404));
  expect(titles(await trashOf())).toEqual(['b', 'a']);
  expect((await client.delete('/api/trash')).status).toBe(204);
  expect(await trashOf()).toEqual([]);
  expect((await client.delete('/api/trash')).status).toBe(204);
});

describe('With an account, the trash', () => {
  test('of a guest moves along when the guest signs in, also after a sign-in that broke off', async () => {
    const { username, password, client: account } = await registered(app.url);
    await account.delete((await account.task({ title: 'the account’s' })).url);
    for (const title of ['a', 'b']) await client.delete((await client.task({ title })).url);
    // There are no tasks to move: the first batch copies the trash.
    proxy.plan('BatchWriteRow', 'pass', ...silent);
    expect((await client.post('/api/session', { username, password })).status).toBe(503);
    proxy.plan('BatchWriteRow');
    expect((await client.post('/api/session', { username, password })).status).toBe(201);
    expect(titles(await trashOf(account))).toEqual(['b', 'a', 'the account’s']);
    expect(await trashOf(client)).toEqual([]);
  });

  test('is in the export, and is gone with the account, also after a deletion that broke off', async () => {
    const { client: account, id: owner, password } = await registered(app.url, person(), client);
    const task = await account.task();
    await account.delete(task.url);
    const kept = await account.task();
    const { body } = await account.get('/api/users/me/export');
    expect(body).toMatchObject({ formatVersion: 2, tasks: [kept], trash: await trashOf(account) });
    proxy.plan('BatchWriteRow', 'pass', ...silent);
    const remove = () => account.request('DELETE', '/api/users/me', { body: { password } });
    expect((await remove()).status).toBe(503);
    proxy.plan('BatchWriteRow');
    expect((await remove()).status).toBe(204);
    expect(await storeOf(app).trashOf(owner)).toEqual([]);
  });
});

describe('Where the table trash is missing,', () => {
  let without: TestApp;
  beforeAll(async () => {
    without = await startApp();
    const { tablestoreInstance: instance, credentials } = without.store.settings;
    await deleteTables({ endpoint: without.store.tablestore.url, instance, credentials: credentials! }, [trashTable]);
  });
  afterAll(() => without.close());

  test('tasks are deleted permanently only, and everything else says which table to create and how', async () => {
    const { client: account, password } = await registered(without.url);
    const guest = await ApiClient.guest(without.url);
    const missing = {
      ...problem(503),
      body: expect.objectContaining({
        detail: expect.stringMatching(/table trash .*npm run provision.*permanently=true/),
      }),
    };
    const task = await guest.task();
    expect(await guest.delete(task.url)).toMatchObject(missing);
    expect(await guest.delete('/api/tasks')).toMatchObject(missing);
    expect(await guest.get('/api/trash')).toMatchObject(missing);
    expect(await guest.list()).toEqual([task]);
    expect((await guest.delete(`${task.url}?permanently=true`)).status).toBe(204);
    expect((await guest.delete('/api/tasks?permanently=true')).status).toBe(204);
    expect((await guest.get('/api/users/me/export')).body.trash).toEqual([]);
    const moved = await guest.task();
    const { body } = await account.get('/api/session');
    expect((await guest.post('/api/session', { username: body.user.name, password })).status).toBe(201);
    expect(await account.list()).toMatchObject([{ id: moved.id }]);
    expect((await account.request('DELETE', '/api/users/me', { body: { password } })).status).toBe(204);
  });
});
