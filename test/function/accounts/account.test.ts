import { problemTypes } from '../../../src/shared/problem-types';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient, problem } from '../../support/client';
import { fillList } from '../../support/long-list';
import { aged, claimsOf, cookieHeader, cookiesOf, person, registered, sessionIn, sign } from './people';
import { storeOf } from './store';

let app: TestApp;
let anybody: ApiClient;
beforeAll(async () => {
  app = await startApp();
  anybody = new ApiClient(app.url);
});
afterAll(() => app.close());

const windowSeconds = 5 * 60;
const old = (token: string) => new ApiClient(app.url, aged(token, windowSeconds + 1));
const operations = () => JSON.parse(app.logged.at(-1)!).storeOperations;

describe('an account’s session', () => {
  test('costs one store operation a call, and one more every five minutes', async () => {
    const { client } = await registered(app.url);
    await client.get('/api/tasks');
    expect(operations()).toEqual(['GetRange tasks']);
    const answer = await old(client.token!).get('/api/tasks');
    expect(operations()).toEqual(['GetRow accounts', 'GetRange tasks']);
    const renewed = answer.headers.get('session-token')!;
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/Session-Token/);
    expect(await new ApiClient(app.url, renewed).get('/api/tasks')).toMatchObject({ status: 200 });
    expect(operations()).toEqual(['GetRange tasks']);
  });

  test('by cookie gets a new cookie then', async () => {
    const { client, username } = await registered(app.url);
    const headers = { Cookie: `session=${aged(client.token!, windowSeconds + 1)}` };
    const answer = await anybody.get('/api/session', headers);
    expect(answer.body.user.name).toBe(username);
    expect(answer.headers.get('session-token')).toBeNull();
    expect(claimsOf(sessionIn(answer)!).iat).toBeGreaterThan(claimsOf(client.token!).iat - 60);
  });

  test('is judged the same when another machine’s clock is a little ahead', async () => {
    const { client } = await registered(app.url);
    expect((await new ApiClient(app.url, aged(client.token!, -50)).get('/api/tasks')).status).toBe(200);
    expect((await new ApiClient(app.url, aged(client.token!, -120)).get('/api/tasks')).status).toBe(401);
  });

  test('of another token version, or for a name of somebody else, is none', async () => {
    const [one, other] = [await registered(app.url), await registered(app.url)];
    const claims = { ...claimsOf(one.client.token!), iat: claimsOf(one.client.token!).iat - windowSeconds - 1 };
    for (const wrong of [{ gen: 0 }, { gen: undefined }, { name: other.username }, { name: 'nobody at all' }]) {
      const client = new ApiClient(app.url, sign({ ...claims, ...wrong }));
      expect(await client.get('/api/tasks')).toMatchObject(problem(401));
    }
  });
});

describe('PUT /api/users/me/password', () => {
  test('ends every other session and goes on with a new one', async () => {
    const who = person();
    const { client, answer } = await registered(app.url, who);
    const task = await client.task();
    const change = { password: who.password, newPassword: 'a new horse entirely' };
    const changed = await client.put('/api/users/me/password', change);
    expect(changed).toMatchObject({ status: 200, body: { user: { name: who.username }, token: expect.any(String) } });
    expect(await old(changed.body.token).list()).toEqual([task]);

    expect(await old(client.token!).get('/api/tasks')).toMatchObject(problem(401));
    const cookie = { Cookie: `session=${aged(sessionIn(answer)!, windowSeconds + 1)}` };
    const byCookie = await anybody.get('/api/session', cookie);
    expect(byCookie).toMatchObject(problem(401, { type: problemTypes.sessionNotVerified }));
    expect(byCookie.headers.get('set-cookie')).toBeNull();

    const { username } = who;
    expect((await anybody.post('/api/session', who)).status).toBe(401);
    expect((await anybody.post('/api/session', { username, password: change.newPassword })).status).toBe(201);
    expect(await client.put('/api/users/me/password', change)).toMatchObject(problem(401));
    expect(await client.delete('/api/tasks')).toMatchObject({ status: 204 });
  });

  test('by cookie sets the new cookie', async () => {
    const { answer, password } = await registered(app.url);
    const body = { password, newPassword: 'a new horse entirely' };
    const changed = await anybody.put('/api/users/me/password', body, cookieHeader(cookiesOf(answer)));
    expect(claimsOf(sessionIn(changed)!).gen).toBe(claimsOf(sessionIn(answer)!).gen + 1);
  });

  test('refuses a wrong password, a bad new one, guests and strangers, and counts guesses', async () => {
    const { client, password } = await registered(app.url);
    const put = (body: object, who = client) => who.put('/api/users/me/password', body);
    const newPassword = 'a new horse entirely';
    const wrong = await put({ password: 'wrong', newPassword });
    expect(wrong).toMatchObject(problem(401, '/password'));
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await put({ password, newPassword: 'password1' })).toMatchObject(problem(400, '/newPassword'));
    expect(await put({ password })).toMatchObject(problem(400, '/newPassword'));
    expect(await put({ password, newPassword }, await ApiClient.guest(app.url))).toMatchObject(problem(403));
    expect(await put({ password, newPassword }, anybody)).toMatchObject(problem(401));
    await Promise.all(Array.from({ length: 5 }, () => put({ password: 'wrong', newPassword })));
    expect(await put({ password, newPassword })).toMatchObject(problem(429));
  });

  test('is applied once when the store’s answer is lost', async () => {
    const { client, username, password } = await registered(app.url);
    const newPassword = 'a new horse entirely';
    app.store.tablestore.faults.add({ kind: 'cut-after', operations: ['UpdateRow'], times: 3 });
    const changed = await client.put('/api/users/me/password', { password, newPassword });
    app.store.tablestore.faults.clear();
    expect(changed.status).toBe(200);
    expect(await old(changed.body.token).get('/api/tasks')).toMatchObject({ status: 200 });
    expect((await anybody.post('/api/session', { username, password: newPassword })).status).toBe(201);
  });
});

describe('DELETE /api/users/me', () => {
  const remove = (client: ApiClient, body: object, headers = {}) =>
    client.request('DELETE', '/api/users/me', { body, headers });

  test('removes the account and everything in it, and may be repeated', async () => {
    const guest = await ApiClient.guest(app.url);
    const { client, id, ...who } = await registered(app.url, person(), guest);
    await client.task();
    await client.post('/api/tasks', { title: 'x' }, { 'Idempotency-Key': 'k' });
    const { rowsOf, account } = storeOf(app);
    expect(await rowsOf(id)).toHaveLength(3);
    const { username, password } = who;
    for (let i = 0; i < 2; i++) {
      expect((await remove(client, { password })).status).toBe(204);
      expect(await rowsOf(id)).toEqual([]);
      expect(await account(username)).toBeUndefined();
      expect(await account(`owner:${id}`)).toEqual({ account: '' });
    }
    expect((await anybody.post('/api/session', { username, password })).status).toBe(401);
    expect(await old(client.token!).get('/api/tasks')).toMatchObject(problem(401));

    const guestsOld = new ApiClient(app.url, aged(guest.token!, 86_401));
    expect(await guestsOld.get('/api/tasks')).toMatchObject(problem(401));
    expect(await guest.post('/api/users', { username, password })).toMatchObject(problem(409));
    expect(await old(client.token!).get('/api/tasks')).toMatchObject(problem(401));

    const next = await registered(app.url, { username, password: 'somebody else’s' });
    expect(next.id).not.toBe(id);
    expect(await next.client.list()).toEqual([]);
    expect(await remove(client, { password })).toMatchObject({ status: 204 });
    expect((await old(next.client.token!).get('/api/session')).body.user.id).toBe(next.id);
  });

  test.each([
    ['BatchWriteRow', 'cut-after'],
    ['DeleteRow', 'cut-before'],
  ] as const)('that broke off at %s (%s) can be repeated', async (operation, kind) => {
    const { client, id, username, password } = await registered(app.url);
    await client.task();
    app.store.tablestore.faults.add({ kind, operations: [operation], times: 4 });
    expect((await remove(client, { password })).status).toBe(503);
    app.store.tablestore.faults.clear();
    expect((await remove(client, { password })).status).toBe(204);
    expect(await storeOf(app).rowsOf(id)).toEqual([]);
    expect(await storeOf(app).account(username)).toBeUndefined();
    expect(await storeOf(app).account(`owner:${id}`)).toEqual({ account: '' });
  });

  test('refuses a wrong password, and clears the cookie with the right one', async () => {
    const { client, answer, password } = await registered(app.url);
    const task = await client.task();
    expect(await remove(client, { password: 'wrong' })).toMatchObject(problem(401, '/password'));
    expect(await remove(client, {})).toMatchObject(problem(400, '/password'));
    expect(await client.list()).toEqual([task]);
    const gone = await remove(anybody, { password }, cookieHeader(cookiesOf(answer)));
    expect([gone.status, sessionIn(gone)]).toEqual([204, '']);
  });
});

describe('GET /api/users/me/export', () => {
  test('The export of a short list is one document, read page by page', async () => {
    const guest = await ApiClient.guest(app.url);
    await Promise.all(Array.from({ length: 205 }, (_, i) => guest.task({ title: `任务 ${i}` })));
    const answer = await guest.get('/api/users/me/export');
    expect(answer).toMatchObject({ status: 200, body: { user: { guest: true }, tasks: expect.any(Array) } });
    expect(operations()).toEqual(['GetRange tasks', 'GetRange tasks', 'GetRange tasks', 'GetRange trash']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="tasks.json"');
    expect(answer.body).toMatchObject({ formatVersion: 2, tasks: await guest.list(), next: null });
    expect(answer.headers.has('link')).toBe(false);
    expect((await guest.request('HEAD', '/api/users/me/export')).status).toBe(200);
  });

  test('The export of an empty list is valid, and one that the store does not finish is an error', async () => {
    const guest = await ApiClient.guest(app.url);
    expect((await guest.get('/api/users/me/export')).body.tasks).toEqual([]);
    await Promise.all(Array.from({ length: 201 }, () => guest.task()));
    const { faults } = app.store.tablestore;
    faults.add({ kind: 'delay', delayMs: 1, operations: ['GetRange'], times: 1 });
    faults.add({ kind: 'error', code: 'OTSParameterInvalid', operations: ['GetRange'], times: 1 });
    expect(await guest.get('/api/users/me/export')).toMatchObject(problem(503));
    faults.clear();
  });

  test('The export of a long list is several documents, linked, with every task once', async () => {
    const guest = await ApiClient.guest(app.url);
    await fillList(guest, app.store, 300, '记'.repeat(10_000));
    const ids = (await guest.list()).map(({ id }) => id);
    const exported: string[] = [];
    let address: string | null = '/api/users/me/export';
    let documents = 0;
    for (; address; documents++) {
      const { status, body, headers }: Answer = await guest.get(address);
      expect(status).toBe(200);
      expect(Number(headers.get('content-length'))).toBeLessThan(4.5 * 1024 * 1024);
      expect(headers.get('link')).toBe(body.next && `<${body.next}>; rel="next"`);
      exported.push(...body.tasks.map(({ id }: { id: string }) => id));
      address = body.next;
    }
    expect(exported).toEqual(ids);
    expect(documents).toBe(3);
  });

  test.each(['', 'tasks', 'tasks:', 'tasks:1', 'constructor:01JD0000000000000000000000', '01JD0000000000000000000000'])(
    'The export refuses %j, which is no cursor of it',
    async (cursor) => {
      const guest = await ApiClient.guest(app.url);
      const address = `/api/users/me/export?cursor=${encodeURIComponent(cursor)}`;
      expect(await guest.get(address)).toMatchObject(problem(400, '?cursor'));
    },
  );
});
