import { startApp, type TestApp } from '../../support/app';
import { ApiClient } from '../../support/client';
import { FaultProxy, type Step } from '../../support/fault-proxy';
import { claimsOf, registered } from './people';
import { storeOf } from './store';

/** Signing in goes through the proxy; everybody else reaches the store directly. */
let proxy: FaultProxy;
let app: TestApp;
let signingIn: Awaited<ReturnType<typeof startApp>>;
let account: ApiClient;
let credentials: { username: string; password: string };
let guest: ApiClient;
let key: { 'Idempotency-Key': string };
beforeAll(async () => {
  app = await startApp();
  proxy = await FaultProxy.start();
  proxy.target = app.store.tablestore.url;
  signingIn = await startApp({ TABLESTORE_ENDPOINT: proxy.url }, app.store);
  const { username, password, client } = await registered(app.url);
  credentials = { username, password };
  account = client;
});
beforeEach(async () => {
  for (const operation of ['GetRow', 'GetRange', 'BatchWriteRow']) proxy.plan(operation);
  await account.delete('/api/tasks');
  guest = await ApiClient.guest(app.url);
  key = { 'Idempotency-Key': String(guest.token).slice(-20) };
});
afterAll(async () => {
  await signingIn.close();
  await proxy.close();
  await app.close();
});

const id = '01JD0000000000000000000000';
const creating = { 'If-None-Match': '*' };
const signIn = async () => (await new ApiClient(signingIn.url, guest.token).post('/api/session', credentials)).status;
const titles = (tasks: { title: string }[]) => tasks.map(({ title }) => title).sort();
const rowsOfGuest = () => storeOf(app).rowsOf(claimsOf(guest.token!).sub);

/** As often as one operation is tried. */
const silent = (step: Step): Step[] => [step, step, step, step];
const passing = (count: number): Step[] => Array.from({ length: count }, () => 'pass');

describe('when the store falls silent in a move, nothing is missing and the next sign-in completes it:', () => {
  test.each([
    ['whose owner the guest is', 'GetRow', 3, 'cut before'],
    ['the guest’s tasks', 'GetRange', 0, 'cut before'],
    ['the copies, not made', 'BatchWriteRow', 0, 'cut before'],
    ['the copies, made', 'BatchWriteRow', 0, 'cut after'],
    ['a look at a task of the same id', 'GetRow', 4, 'cut before'],
    ['a copy beside it, not made', 'BatchWriteRow', 1, 'cut before'],
    ['a copy beside it, made', 'BatchWriteRow', 1, 'cut after'],
    ['the removal, not made', 'BatchWriteRow', 2, 'cut before'],
    ['the removal, made', 'BatchWriteRow', 2, 'cut after'],
    ['a last look', 'GetRange', 1, 'cut before'],
  ] as const)('%s', async (_, operation, before, step) => {
    await account.put(`/api/tasks/${id}`, { title: 'the account’s' }, creating);
    await guest.put(`/api/tasks/${id}`, { title: 'of the same id' }, creating);
    const { body: keyed } = await guest.post('/api/tasks', { title: 'with a key' }, key);
    const { url } = await guest.task({ title: 'changed once' });
    await guest.patch(url, { note: 'changed' });
    const all = ['changed once', 'of the same id', 'the account’s', 'with a key'];

    proxy.plan(operation, ...passing(before), ...silent(step));
    expect(await signIn()).toBe(503);
    const anywhere = titles([...(await account.list()), ...(await guest.list())]);
    expect([...new Set(anywhere)]).toEqual(all);

    proxy.plan(operation);
    expect(await signIn()).toBe(201);
    expect(titles(await account.list())).toEqual(all);
    expect((await account.get(url)).body).toMatchObject({ note: 'changed', version: 2 });
    expect((await account.post('/api/tasks', { title: 'with a key' }, key)).body.id).toBe(keyed.id);
    expect(await rowsOfGuest()).toEqual([]);
  });
});

describe('while a guest’s tasks are moved, another tab of the guest', () => {
  const afterTheCopy = (change: () => Promise<unknown>) => proxy.plan('BatchWriteRow', 'pass', change);

  test.each([
    ['changes one', { title: 'changed' }],
    ['completes all', { completed: true }],
  ])('%s: the account gets the task once, as changed', async (_, change) => {
    const task = await guest.task({ title: 'a', due: '2027-01-01' });
    await guest.patch(task.url, { due: null });
    afterTheCopy(() => guest.patch('title' in change ? task.url : '/api/tasks', change));
    expect(await signIn()).toBe(201);
    expect(await account.list()).toMatchObject([{ id: task.id, title: 'a', due: null, version: 3, ...change }]);
    expect(await rowsOfGuest()).toEqual([]);
  });

  test('changes one that was placed beside another of its id: the account gets it once, as changed', async () => {
    await account.put(`/api/tasks/${id}`, { title: 'the account’s' }, creating);
    await guest.put(`/api/tasks/${id}`, { title: 'the guest’s' }, creating);
    proxy.plan('BatchWriteRow', 'pass', 'pass', () => guest.patch(`/api/tasks/${id}`, { title: 'changed' }));
    expect(await signIn()).toBe(201);
    expect(titles(await account.list())).toEqual(['changed', 'the account’s']);
  });

  test('changes one that the account has changed too: both changes are kept', async () => {
    const task = await guest.task({ title: 'a' });
    afterTheCopy(async () => {
      await account.patch(task.url, { title: 'of the account' });
      await guest.patch(task.url, { title: 'of the guest' });
    });
    expect(await signIn()).toBe(201);
    expect(titles(await account.list())).toEqual(['of the account', 'of the guest']);
    expect(await rowsOfGuest()).toEqual([]);
  });

  test('changes one that the account changes in the same moment: both changes are kept', async () => {
    const task = await guest.task({ title: 'a' });
    proxy.plan(
      'BatchWriteRow',
      'pass',
      () => guest.patch(task.url, { title: 'of the guest' }),
      'pass',
      () => account.patch(task.url, { title: 'of the account' }),
    );
    expect(await signIn()).toBe(201);
    expect(titles(await account.list())).toEqual(['of the account', 'of the guest']);
  });

  test.each([
    ['not', {}],
    ['meanwhile', { title: 'changed' }],
  ])('repeats a creation: the account, where it was %s changed, has it once', async (_, change) => {
    const { body: task } = await guest.post('/api/tasks', { title: 'a' }, key);
    await guest.patch(task.url, { note: 'n' });
    // The first batch has no room for the row of the key.
    await Promise.all(Array.from({ length: 63 }, () => guest.task({ completed: true })));
    proxy.plan('GetRange', 'pass', async () => {
      await account.patch(task.url, change);
      await guest.post('/api/tasks', { title: 'a' }, key);
    });
    expect(await signIn()).toBe(201);
    expect(await account.list('completed=false')).toMatchObject([{ id: task.id, title: 'a', note: 'n', ...change }]);
    expect(await rowsOfGuest()).toEqual([]);
  });

  test('changes one and signs in as well: the account gets each task once, as changed', async () => {
    const tasks = await Promise.all(['a', 'b', 'c'].map((title) => guest.task({ title })));
    proxy.plan('BatchWriteRow', async () => {
      await guest.patch(tasks[0].url, { title: 'changed' });
      await new ApiClient(app.url, guest.token).post('/api/session', credentials);
    });
    expect(await signIn()).toBe(201);
    expect(titles(await account.list())).toEqual(['b', 'c', 'changed']);
    expect(await rowsOfGuest()).toEqual([]);
  });
});
