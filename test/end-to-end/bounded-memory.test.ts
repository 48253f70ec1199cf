import { registered } from '../function/accounts/people';
import { startApp, type TestApp } from '../support/app';
import { ApiClient } from '../support/client';
import { FaultProxy } from '../support/fault-proxy';
import { KeptInstance } from '../support/kept-instance';
import { fillList } from '../support/long-list';

/** The app's way to the store leads through the proxy; `around` has its own. */
let proxy: FaultProxy;
let app: TestApp;
let around: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  proxy = await FaultProxy.start();
  app = await startApp({ TABLESTORE_ENDPOINT: proxy.url });
  proxy.target = app.store.tablestore.url;
  around = await startApp({ TABLESTORE_ENDPOINT: proxy.target }, app.store);
});
afterAll(async () => {
  await app.close();
  await proxy.close();
  await around.close();
});

/** Writes down reads of ranges (R) and batches of writes (W) as they come; a batch is of 200 rows at most. */
function watchPages(): { sequence: string } {
  const seen = { sequence: '' };
  const note = (letter: string) => Array.from({ length: 200 }, () => async () => (seen.sequence += letter));
  proxy.plan('GetRange', ...note('R'));
  proxy.plan('BatchWriteRow', ...note('W'));
  return seen;
}

describe('however long a list is, what was read is written before more is read:', () => {
  const size = 3000;
  let client: ApiClient;
  beforeAll(async () => {
    client = await ApiClient.guest(around.url);
    await fillList(client, app.store, size);
  });

  // A read brings 1000 rows. They are written in five batches of 200, or go into the trash in sixteen batches of 64 and are
  // then deleted in as many, before the next read.
  test.each([
    ['PATCH /api/tasks', 'PATCH', { completed: true }, /^(RW{5}){3}R?$/],
    ['PATCH /api/tasks, back again', 'PATCH', { completed: false }, /^(RW{5}){3}R?$/],
    ['DELETE /api/tasks', 'DELETE', undefined, /^(RW{32}){3}R?$/],
  ])('%s', async (_, method, body, pages) => {
    const seen = watchPages();
    const options = body ? { body } : {};
    expect((await new ApiClient(app.url, client.token).request(method, '/api/tasks', options)).status).toBe(204);
    expect(seen.sequence).toMatch(pages);
  });

  test('signing in with a guest’s tasks, and deleting the account with them', async () => {
    await fillList(client, app.store, 300);
    const { username, password, client: account } = await registered(around.url);
    const moving = watchPages();
    const here = new ApiClient(app.url, client.token);
    expect((await here.post('/api/session', { username, password })).status).toBe(201);
    // The tasks first, then the trash.
    expect(moving.sequence).toMatch(/^(RWW){5}R(RW{32}){3}R?$/);
    await fillList(account, app.store, 2000);
    const deleting = watchPages();
    const goodbye = { body: { password } };
    expect((await new ApiClient(app.url, account.token).request('DELETE', '/api/users/me', goodbye)).status).toBe(204);
    expect(deleting.sequence).toMatch(/^(RW{5}){2}RW{2}R?(RW{1,5})+R?$/);
  });
});

test('The export takes the same memory however long the list is', async () => {
  const client = await ApiClient.guest(around.url);
  await fillList(client, app.store, 1200, '记'.repeat(10_000));
  const instance = await KeptInstance.start(app.store.environment);
  try {
    const readOne = async (address: string) => {
      const { statusCode, body } = await instance.callWithEvent(Buffer.from(JSON.stringify(eventFor(address))));
      expect([statusCode, Buffer.byteLength(body) < 4.5 * 1024 * 1024]).toEqual([200, true]);
      return JSON.parse(body) as { tasks: object[]; next: string | null };
    };
    const eventFor = (address: string) => {
      const { pathname, searchParams } = new URL(address, 'http://localhost');
      return {
        version: 'v1',
        rawPath: pathname,
        queryParameters: Object.fromEntries(searchParams),
        headers: { Authorization: `Bearer ${client.token}` },
        isBase64Encoded: false,
        body: '',
        requestContext: { http: { method: 'GET', path: pathname } },
      };
    };
    let tasks = 0;
    for (let next: string | null = '/api/users/me/export'; next; ) {
      const document = await readOne(next);
      tasks += document.tasks.length;
      next = document.next;
    }
    expect(tasks).toBe(1200);
    // The function has 256 MB. Held in one document, these tasks take more than 300.
    expect(instance.peakMemory()).toBeLessThan(240);
  } finally {
    await instance.close();
  }
});
