import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';
import { claimsOf, cookieHeader, cookiesOf, registered } from './people';
import { storeOf } from './store';

let app: TestApp;
let account: Awaited<ReturnType<typeof registered>>;
let credentials: { username: string; password: string };
beforeAll(async () => {
  app = await startApp();
  account = await registered(app.url);
  credentials = { username: account.username, password: account.password };
});
afterAll(() => app.close());

const ownerOf = (client: ApiClient) => claimsOf(client.token!).sub as string;
const titles = (tasks: { title: string }[]) => tasks.map(({ title }) => title).sort();

/** Guests sign in one after another to one account, each finding it empty. */
beforeEach(() => account.client.delete('/api/tasks'));

test('signing in moves a guest’s tasks into the account as they are', async () => {
  const guest = await ApiClient.guest(app.url);
  await account.client.task({ title: 'was here' });
  const task = await guest.task({ title: 'brought along', note: '备注', due: '2027-01-01', order: 1.5 });
  const changed = await guest.patch(task.url, { completed: true });
  const { status, body } = await guest.post('/api/session', credentials);
  expect([status, body.user.id]).toEqual([201, account.id]);
  expect(await account.client.get(task.url)).toMatchObject({ status: 200, body: changed.body });
  expect(titles(await account.client.list())).toEqual(['brought along', 'was here']);
  expect(await storeOf(app).rowsOf(ownerOf(guest))).toEqual([]);
  expect((await account.client.patch(task.url, { title: 'x' }, { 'If-Match': '"2"' })).status).toBe(200);
});

test('more tasks than fit in one batch are moved', async () => {
  const guest = await ApiClient.guest(app.url);
  await Promise.all(Array.from({ length: 150 }, (_, i) => guest.task({ title: `task ${i}` })));
  expect((await guest.post('/api/session', credentials)).status).toBe(201);
  expect(new Set(titles(await account.client.list())).size).toBe(150);
  expect(await guest.list()).toEqual([]);
});

test('a guest by cookie is moved too, and the cookie is the account’s from then on', async () => {
  const anybody = new ApiClient(app.url);
  const first = await anybody.post('/api/tasks', { title: 'by cookie' });
  const answer = await anybody.post('/api/session', credentials, cookieHeader(cookiesOf(first)));
  expect((await anybody.get('/api/tasks', cookieHeader(cookiesOf(answer)))).body).toMatchObject([
    { title: 'by cookie' },
  ]);
});

test('"keepGuestTasks": false leaves them where they are', async () => {
  const guest = await ApiClient.guest(app.url);
  const task = await guest.task();
  expect((await guest.post('/api/session', { ...credentials, keepGuestTasks: false })).status).toBe(201);
  expect(await account.client.list()).toEqual([]);
  expect(await guest.list()).toEqual([task]);
});

test('a wrong password moves nothing', async () => {
  const guest = await ApiClient.guest(app.url);
  const task = await guest.task();
  expect(await guest.post('/api/session', { ...credentials, password: 'wrong' })).toMatchObject(problem(401));
  expect(await guest.list()).toEqual([task]);
  expect(await account.client.list()).toEqual([]);
});

test('a repeated creation finds the task that came along', async () => {
  const guest = await ApiClient.guest(app.url);
  const key = { 'Idempotency-Key': 'the same' };
  const created = await guest.post('/api/tasks', { title: 'once' }, key);
  await guest.post('/api/session', credentials);
  const again = await account.client.post('/api/tasks', { title: 'once' }, key);
  expect(again).toMatchObject({ status: 201, body: { id: created.body.id } });
  expect(await account.client.list()).toHaveLength(1);
});

test('two different tasks of one id are both kept', async () => {
  const guest = await ApiClient.guest(app.url);
  const path = '/api/tasks/01JD0000000000000000000000';
  await guest.put(path, { title: 'the guest’s' }, { 'If-None-Match': '*' });
  await account.client.put(path, { title: 'the account’s' }, { 'If-None-Match': '*' });
  await guest.post('/api/session', credentials);
  expect((await account.client.get(path)).body.title).toBe('the account’s');
  expect(titles(await account.client.list())).toEqual(['the account’s', 'the guest’s']);
});

describe('a move that broke off', () => {
  test('after copying is completed by the next sign-in, and changes made since are kept', async () => {
    const guest = await ApiClient.guest(app.url);
    const kept = await guest.task({ title: 'copied' });
    const changed = await guest.task({ title: 'copied, then changed' });
    const { rowsOf, putTask } = storeOf(app);
    for (const { key, columns } of await rowsOf(ownerOf(guest))) {
      await putTask(account.id, key.id!, {
        ...columns,
        origin: `${ownerOf(guest)}@${columns.version} ${columns.request}`,
      });
    }
    await account.client.patch(changed.url, { title: 'changed in the account' });
    await guest.post('/api/session', credentials);
    expect(titles(await account.client.list())).toEqual(['changed in the account', 'copied']);
    expect((await account.client.get(kept.url)).body).toEqual(kept);
    expect(await rowsOf(ownerOf(guest))).toEqual([]);
  });

  test('loses no change that the guest made after the copy', async () => {
    const guest = await ApiClient.guest(app.url);
    const task = await guest.task({ title: 'copied' });
    const { rowsOf, putTask } = storeOf(app);
    const [row] = await rowsOf(ownerOf(guest));
    await putTask(account.id, task.id, { ...row!.columns, origin: `${ownerOf(guest)}@1 ${row!.columns.request}` });
    await guest.patch(task.url, { title: 'changed by the guest' });
    for (let i = 0; i < 2; i++) await guest.post('/api/session', credentials);
    expect(titles(await account.client.list())).toEqual(['changed by the guest']);
  });

  test.each(['cut-before', 'cut-after'] as const)(
    'because the store’s answers were lost (%s) is repeated',
    async (kind) => {
      const guest = await ApiClient.guest(app.url);
      await Promise.all(Array.from({ length: 70 }, (_, i) => guest.task({ title: `${kind} ${i}` })));
      app.store.tablestore.faults.add({ kind, operations: ['BatchWriteRow'], times: 5 });
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 8 && statuses[statuses.length - 1] !== 201; attempt++) {
        statuses.push((await guest.post('/api/session', credentials)).status);
      }
      app.store.tablestore.faults.clear();
      expect(statuses).toEqual([503, 201]);
      expect(await account.client.list()).toHaveLength(70);
      expect(await guest.list()).toEqual([]);
    },
  );
});

test('the old session of somebody who registered moves nothing out of that account', async () => {
  const guest = await ApiClient.guest(app.url);
  const task = await guest.task();
  const owner = await registered(app.url, undefined, guest);
  expect((await guest.post('/api/session', credentials)).status).toBe(201);
  expect(await owner.client.list()).toEqual([task]);
  expect(await account.client.list()).toEqual([]);
});

test('A guest’s lists move along with the tasks in them, and the guest’s calendar feed ends', async () => {
  const { username, password, client: account } = await registered(app.url);
  await account.post('/api/lists', { name: 'home' });
  const guest = await ApiClient.guest(app.url);
  const { body: list } = await guest.post('/api/lists', { name: 'home' });
  const task = await guest.task({ list: list.id });
  const { putTask, rowsOf } = storeOf(app);
  const guestId: string = (await guest.get('/api/session')).body.user.id;
  await putTask(guestId, '!f', { created_at: 1 });
  expect((await guest.post('/api/session', { username, password })).status).toBe(201);
  expect((await account.get('/api/lists')).body).toMatchObject([{ name: 'home' }, { id: list.id, name: 'home' }]);
  expect(await account.list()).toMatchObject([{ id: task.id, list: list.id }]);
  expect(await rowsOf(guestId)).toEqual([]);
  const accountId: string = (await account.get('/api/session')).body.user.id;
  expect((await rowsOf(accountId)).some(({ key }) => key.id === '!f')).toBe(false);
});
