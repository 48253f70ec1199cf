import { registered } from '../function/accounts/people';
import { startApp, type TestApp } from '../support/app';
import { ApiClient } from '../support/client';
import { type Gate, startGate } from '../support/fault-proxy';
import { fillList } from '../support/long-list';

/** The app's way to the store leads through the gate; `around` has its own. */
let gate: Gate;
let app: TestApp;
let around: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  gate = await startGate();
  app = await startApp({ TABLESTORE_ENDPOINT: gate.url });
  gate.target = app.store.tablestore.url;
  around = await startApp({ TABLESTORE_ENDPOINT: gate.target }, app.store);
});
afterAll(async () => {
  await app.close();
  await gate.close();
  await around.close();
});

/** Writes down reads of ranges (R) and batches of writes (W) as they come; a batch is of 200 rows at most. */
function watchPages(): { sequence: string } {
  const seen = { sequence: '' };
  const note = (letter: string) => Array.from({ length: 200 }, () => async () => (seen.sequence += letter));
  gate.plan('GetRange', ...note('R'));
  gate.plan('BatchWriteRow', ...note('W'));
  return seen;
}

describe('however long a list is, what was read is written before more is read:', () => {
  const size = 3000;
  let client: ApiClient;
  beforeAll(async () => {
    client = await ApiClient.guest(around.url);
    await fillList(client, app.store, size);
  });

  // A read brings 1000 rows, which are written in five batches of 200 before the next read.
  test.each([
    ['PATCH /api/tasks', 'PATCH', { completed: true }],
    ['PATCH /api/tasks, back again', 'PATCH', { completed: false }],
    ['DELETE /api/tasks', 'DELETE', undefined],
  ])('%s', async (_, method, body) => {
    const seen = watchPages();
    const options = body ? { body } : {};
    expect((await new ApiClient(app.url, client.token).request(method, '/api/tasks', options)).status).toBe(204);
    expect(seen.sequence).toMatch(/^(RW{5}){3}R?$/);
  });

  test('signing in with a guest’s tasks, and deleting the account with them', async () => {
    await fillList(client, app.store, 300);
    const { username, password, client: account } = await registered(around.url);
    const moving = watchPages();
    const here = new ApiClient(app.url, client.token);
    expect((await here.post('/api/session', { username, password })).status).toBe(201);
    expect(moving.sequence).toMatch(/^(RWW){5}R$/);
    await fillList(account, app.store, 2000);
    const deleting = watchPages();
    const goodbye = { body: { password } };
    expect((await new ApiClient(app.url, account.token).request('DELETE', '/api/users/me', goodbye)).status).toBe(204);
    expect(deleting.sequence).toMatch(/^(RW{5}){2}RW{2}R?$/);
  });
});

test('the export sends what it has read before it reads on', async () => {
  const client = await ApiClient.guest(around.url);
  await fillList(client, app.store, 1500);
  let received = '';
  let mostUnsent = 0;
  let read = 0;
  const readOn = async () => {
    // The page before this one is on its way; those before it must have come, or never will.
    while ((received.match(/"id":/g)?.length ?? 0) < (read - 1) * 200) await new Promise(setImmediate);
    mostUnsent = Math.max(mostUnsent, ++read * 200 - (received.match(/"id":"[0-9A-Z]{26}"/g)?.length ?? 0));
  };
  gate.plan('GetRange', ...Array.from({ length: 20 }, () => readOn));
  const headers = { Authorization: `Bearer ${client.token}` };
  const response = await fetch(new URL('/api/users/me/export', app.url), { headers });
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) received += decoder.decode(chunk, { stream: true });
  expect(JSON.parse(received).tasks).toHaveLength(1500);
  expect(read).toBe(8);
  expect(mostUnsent).toBeLessThanOrEqual(400);
});
