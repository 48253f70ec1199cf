import { TablestoreClient } from '../../../src/function/tablestore/client';
import { accountsTable, tasksTable, trashTable } from '../../../src/function/tablestore/schema';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient, problem } from '../../support/client';
import { FaultProxy } from '../../support/fault-proxy';
import { fillList } from '../../support/long-list';
import { person, registered } from '../accounts/people';

let proxy: FaultProxy;
let app: TestApp;
let store: TablestoreClient;
beforeAll(async () => {
  proxy = await FaultProxy.start();
  app = await startApp({ TABLESTORE_ENDPOINT: proxy.url });
  proxy.target = app.store.tablestore.url;
  store = new TablestoreClient({
    endpoint: () => app.store.tablestore.url,
    instance: app.store.settings.tablestoreInstance,
    credentials: app.store.settings.credentials,
  });
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});
afterEach(() => {
  proxy.always('pass');
  app.store.tablestore.faults.clear();
});

interface Given {
  client: ApiClient;
  owner: string;
  who: { username: string; password: string };
  task: { id: string; url: string };
  series: { url: string };
  /** An account, into which the guest may sign in. */
  member?: Awaited<ReturnType<typeof registered>>;
}

const byGuest: Record<string, (given: Given) => Promise<Answer>> = {
  'GET /api/tasks': ({ client }) => client.get('/api/tasks'),
  'POST /api/tasks': ({ client }) => client.post('/api/tasks', { title: 'b' }),
  'POST /api/tasks with a key': ({ client }) => client.post('/api/tasks', { title: 'b' }, { 'Idempotency-Key': 'k' }),
  'PATCH /api/tasks': ({ client }) => client.patch('/api/tasks', { completed: true }),
  'DELETE /api/tasks': ({ client }) => client.delete('/api/tasks'),
  'PUT /api/tasks/:id with If-Match': ({ client, task }) => client.put(task.url, { title: 'b' }, { 'If-Match': '"1"' }),
  'PATCH /api/tasks/:id': ({ client, task }) => client.patch(task.url, { title: 'b' }),
  'PATCH /api/tasks/:id of a repeating task': ({ client, series }) =>
    client.patch(series.url, { completed: true }, { 'If-Match': '"1"' }),
  'POST /api/tasks/:id/skip': ({ client, series }) => client.post(`${series.url}/skip`, {}, { 'If-Match': '"1"' }),
  'DELETE /api/tasks/:id': ({ client, task }) => client.delete(task.url),
  'DELETE /api/rule': ({ client, task }) => client.request('DELETE', '/api/rule', { body: { key: [task.id] } }),
  'DELETE /api/rule with 201 keys': async ({ client, owner }) => {
    const tasks = await store.getRange(inTest(), tasksTable, { partition: owner, from: '0', until: 'a', limit: 1000 });
    return client.request('DELETE', '/api/rule', { body: { key: tasks.rows.map(({ key }) => key.id) } });
  },
  'POST /api/users': ({ client, who }) => client.post('/api/users', who),
  'POST /api/session': ({ client, member }) =>
    client.post('/api/session', { username: member!.username, password: member!.password }),
};
const byAccount: Record<string, (given: Given) => Promise<Answer>> = {
  'PUT /api/users/me/password': ({ client, who: { password } }) =>
    client.put('/api/users/me/password', { password, newPassword: `${password} of tomorrow` }),
  'DELETE /api/users/me': ({ client, who: { password } }) =>
    client.request('DELETE', '/api/users/me', { body: { password } }),
};

/** The call on whose behalf a test uses the store. */
const inTest = () => ({
  deadline: Date.now() + 30_000,
  credentials: undefined,
  region: undefined,
  recordOperation() {},
});

/** Everything that the store keeps for the caller, and for the account into which the caller may sign in. */
async function stored({ owner, who, member }: Given): Promise<string> {
  const kept = [await storedFor(owner, who.username)];
  if (member) kept.push(await storedFor(await ownerOf(member.client), member.username));
  return JSON.stringify(kept);
}

async function storedFor(owner: string, username: string): Promise<object[]> {
  const tasks = await store.getRange(inTest(), tasksTable, { partition: owner, until: '~', limit: 1000 });
  const trash = await store.getRange(inTest(), trashTable, { partition: owner, until: '~', limit: 1000 });
  const accounts = await store.batchGet(inTest(), accountsTable, [{ username }, { username: `owner:${owner}` }]);
  return [tasks.rows, trash.rows, accounts];
}

async function ownerOf(client: ApiClient): Promise<string> {
  return (await client.get('/api/session')).body.user.id;
}

const faultKinds = ['error', 'cut-after', 'late'] as const;

/** Makes a call whose store fails from its given operation on; false when the call had fewer. */
async function failFrom(
  fault: (typeof faultKinds)[number],
  step: number,
  given: Given,
  call: (given: Given) => Promise<Answer>,
): Promise<boolean> {
  const before = await stored(given);
  let count = 0;
  proxy.always(async () => {
    count++;
    const { faults } = app.store.tablestore;
    if (fault === 'late') return count < step ? 'pass' : 'late';
    if (count === step) faults.add({ kind: fault, ...(fault === 'error' && { code: 'OTSRowOperationConflict' }) });
    return 'pass';
  });
  const { status, body } = await call(given);
  proxy.always('pass');
  app.store.tablestore.faults.clear();
  await proxy.deliverLate();
  if (count < step) return false;
  // The store's answer to a repeated write may tell that the first attempt was applied.
  if (status < 300) return true;
  expect(status).toBe(503);
  if (/nothing was changed/.test(body.detail)) expect(await stored(given)).toBe(before);
  else expect(body.detail).toMatch(/may or may not/);
  return true;
}

describe.each(faultKinds)('While every operation of the store fails with %s from one step on,', (fault) => {
  test.each(Object.entries({ ...byGuest, ...byAccount }))(
    '%s says that nothing was changed only where that is true',
    async (name, call) => {
      for (let step = 1; ; step++) {
        const who = person();
        const guest = await ApiClient.guest(app.url);
        const task = await guest.task();
        const series = await guest.task({ due: '2027-01-01', repeat: 'FREQ=DAILY' });
        const client = name in byAccount ? (await registered(app.url, who, guest)).client : guest;
        const given: Given = { client, owner: await ownerOf(client), who, task, series };
        if (name === 'POST /api/session') given.member = await registered(app.url);
        if (name.endsWith('201 keys')) await fillList(client, app.store, 200);
        if (!(await failFrom(fault, step, given, call))) break;
        expect(step).toBeLessThan(20);
      }
    },
  );
});

test('A sign-in that has moved some of 70 tasks does not say that nothing was changed', async () => {
  const { username, password } = await registered(app.url);
  const guest = await ApiClient.guest(app.url);
  await fillList(guest, app.store, 70);
  proxy.plan('BatchWriteRow', 'pass', 'pass', 'cut before', 'cut before', 'cut before', 'cut before');
  const { status, body } = await guest.post('/api/session', { username, password });
  expect({ status, detail: body.detail }).toEqual({ status: 503, detail: expect.stringContaining('may or may not') });
});

test('A late first attempt is remembered when the second one is refused', async () => {
  const client = await ApiClient.guest(app.url);
  const task = await client.task();
  proxy.plan('UpdateRow', 'hang');
  app.store.tablestore.faults.add({ kind: 'error', code: 'OTSRowOperationConflict', operations: ['UpdateRow'] });
  const { status, body } = await client.put(task.url, { title: 'b' }, { 'If-Match': '"1"' });
  expect({ status, detail: body.detail }).toEqual({ status: 503, detail: expect.stringContaining('may or may not') });
});

test.each([
  ['PATCH', 404, { title: 'ours' }],
  ['PUT', 412, { title: 'ours' }],
  ['DELETE', 404, undefined],
] as const)(
  '%s with If-Match of a task that is deleted before it is written answers %s',
  async (method, status, body) => {
    const client = await ApiClient.guest(app.url);
    const task = await client.task();
    const operation = method === 'DELETE' ? 'DeleteRow' : 'UpdateRow';
    proxy.plan(operation, async () => {
      proxy.plan('DeleteRow');
      await client.delete(task.url);
    });
    const headers = { 'If-Match': '"1"' };
    expect(await client.request(method, task.url, { headers, ...(body && { body }) })).toMatchObject(problem(status));
  },
);

test('A late DELETE does not meet a task that was created again under its id', async () => {
  const client = await ApiClient.guest(app.url);
  const url = '/api/tasks/01JD0000000000000000000000';
  const creating = { 'If-None-Match': '*' };
  await client.put(url, { title: 'old' }, creating);
  let arrive: (() => void) | undefined;
  proxy.watch((phase) => phase === 'during' && arrive?.());
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  proxy.plan('DeleteRow', () => held);
  expect((await client.delete(url, { 'If-Match': '"1"' })).status).toBe(204);
  await client.put(url, { title: 'again' }, creating);
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  release();
  await arrived;
  expect((await client.get(url)).body).toMatchObject({ title: 'again', version: 1 });
});

test('An answer to a removal of several tasks waits for all of them, also when one fails', async () => {
  const client = await ApiClient.guest(app.url);
  const tasks = [await client.task(), await client.task()];
  // Both change between the read and the batch, so that each is removed by itself.
  proxy.plan('BatchWriteRow', async () => {
    for (const { url } of tasks) await client.patch(url, { title: 'changed meanwhile' });
  });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const failed = new Promise<void>((resolve) => {
    proxy.plan(
      'DeleteRow',
      () => held,
      async () => {
        app.store.tablestore.faults.add({ kind: 'error', code: 'OTSParameterInvalid', times: 1 });
        proxy.watch((phase) => phase === 'after' && resolve());
      },
    );
  });
  let answered = false;
  const answer = client.request('DELETE', '/api/rule', { body: { key: tasks.map(({ id }) => id) } });
  answer.then(() => (answered = true));
  await failed;
  await client.list();
  expect(answered).toBe(false);
  release();
  expect(await answer).toMatchObject(problem(503));
  expect(await client.list()).toHaveLength(1);
});
