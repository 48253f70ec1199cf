import * as crypto from 'node:crypto';
import { signSession } from '../../../src/function/accounts/token';
import { problemTypes } from '../../../src/shared/problem-types';
import { startApp, type TestApp } from '../../support/app';
import { problem } from '../../support/client';
import { dialects, names, OriginalPage } from './pages';

/** Each test is a fault of the original backend that must not occur here. Those that need instances are in discard.test.ts. */

let app: TestApp;
let page: OriginalPage;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  app.store.tablestore.faults.clear();
  page = await OriginalPage.open(app.url);
});
afterAll(() => app.close());

const pause = () => new Promise((resolve) => setTimeout(resolve, 3));

test('A refused request changes nothing', async () => {
  const row = await page.todo({ name: 'a' });
  const evil = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
  const invalid = { Authorization: 'Bearer x.y.z' };
  for (const [headers, status] of [
    [evil, 403],
    [invalid, 401],
  ] as const) {
    const answers = [
      await page.send('POST', '/api/rule', { name: 'b', method: 'post' }, headers),
      await page.send('POST', '/api/rule', { key: row.key, name: 'b', method: 'update' }, headers),
      await page.send('PUT', '/api/rule', { key: row.key, status: '2' }, headers),
      await page.send('DELETE', '/api/rule', { key: [row.key] }, headers),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status, status]);
  }
  expect((await page.list()).data).toEqual([row]);
});

test('A failed read never becomes an empty list', async () => {
  const row = await page.todo({ name: 'a' });
  app.store.tablestore.faults.add({ kind: 'unavailable', operations: ['GetRange', 'GetRow'] });
  expect(await page.get('/api/rule?current=1&pageSize=10&sorter=')).toMatchObject(problem(503));
  expect(await page.complete(row)).toMatchObject(problem(503));
  app.store.tablestore.faults.clear();
  await page.todo({ name: 'b' });
  expect(names((await page.list()).data)).toEqual(['b', 'a']);
});

describe.each(dialects)('Every request is answered, in dialect %s', (dialect) => {
  test.each([
    { kind: 'unavailable' },
    { kind: 'cut-before' },
    { kind: 'error', code: 'OTSInternalServerError' },
    { kind: 'error', code: 'OTSAuthFailed', status: 403 },
  ] as const)('when the store fails for good: %j', async (fault) => {
    const row = await page.todo({ name: 'a' });
    const tab = page.tab(dialect);
    app.store.tablestore.faults.add(fault);
    const answers = await Promise.all([
      tab.get('/api/rule?current=1&pageSize=10&sorter='),
      tab.create({ name: 'b' }),
      tab.complete(row),
      tab.delete([row.key]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    app.store.tablestore.faults.clear();
    expect((await tab.list()).data).toEqual([row]);
  });

  test('also when the answer of a write is lost, and the write counts once', async () => {
    const tab = page.tab(dialect);
    const lose = () => app.store.tablestore.faults.add({ kind: 'cut-after', times: 1 });
    lose();
    const row = await tab.todo({ name: 'a' });
    lose();
    expect(await tab.complete(row)).toMatchObject({ status: 200, body: { status: 2, callNo: 2 } });
    expect(await tab.list()).toMatchObject({ data: [{ name: 'a', status: 2 }], total: 1 });
  });

  test('a deletion that was cut off may be repeated', async () => {
    const tab = page.tab(dialect);
    const row = await tab.todo({ name: 'a' });
    app.store.tablestore.faults.add({ kind: 'cut-after', operations: ['BatchWriteRow'] });
    expect(await tab.delete([row.key])).toMatchObject(problem(503));
    app.store.tablestore.faults.clear();
    expect(await tab.delete([row.key])).toMatchObject({ status: 200, body: { list: [], pagination: { total: 0 } } });
  });
});

test('A deletion whose list cannot be read afterwards does not say that nothing was changed', async () => {
  const row = await page.todo({ name: 'a' });
  app.store.tablestore.faults.add({ kind: 'error', code: 'OTSServerBusy', operations: ['GetRange'] });
  const { status, body } = await page.delete([row.key]);
  expect({ status, detail: body.detail }).toEqual({ status: 503, detail: expect.stringContaining('may or may not') });
});

describe.each(dialects)('Bad input gets 4xx, never 500 or silence, in dialect %s', (dialect) => {
  const long = '字'.repeat(501);
  const write = (method: 'update' | 'delete', body: object) => async (key: string) => {
    const tab = page.tab(dialect);
    const verb = dialect === 'A' ? 'POST' : method === 'update' ? 'PUT' : 'DELETE';
    return tab.send(verb, '/api/rule', { key, ...body, method });
  };
  test.each([
    ['a todo without a name', () => page.tab(dialect).create({ desc: 'x' }), '/name'],
    ['a blank name', () => page.tab(dialect).create({ name: ' \t' }), '/name'],
    ['a name of 501 characters', () => page.tab(dialect).create({ name: long }), '/name'],
    ['a name that is no text', () => page.tab(dialect).create({ name: { $gt: '' } }), '/name'],
    ['a name with half a character', () => page.tab(dialect).create({ name: '\ud800' }), '/name'],
    [
      'a description of 10,001 characters',
      () => page.tab(dialect).create({ name: 'x', desc: 'x'.repeat(10_001) }),
      '/desc',
    ],
    ['a status of 7', () => page.tab(dialect).create({ name: 'x', status: 7 }), '/status'],
    ['a status in words', () => page.tab(dialect).create({ name: 'x', status: 'open' }), '/status'],
    ['an update with a name of 501 characters', write('update', { name: long }), '/name'],
    ['an update with no name', write('update', { name: null }), '/name'],
    ['an update to no status', write('update', { status: null }), '/status'],
    ['an update without a key', write('update', { key: undefined }), '/key'],
    ['an update of two keys', write('update', { key: ['a', 'b'] }), '/key'],
    ['a delete without a key', write('delete', { key: undefined }), '/key'],
    ['a delete of nothing', write('delete', { key: null }), '/key'],
    ['a delete of an object', write('delete', { key: [{}] }), '/key'],
    ['a delete of an empty key', write('delete', { key: '' }), '/key'],
  ])('%s', async (_what, send, pointer) => {
    const { key } = await page.todo({ name: 'a' });
    expect(await send(key)).toMatchObject(problem(400, pointer));
    expect(names((await page.list()).data)).toEqual(['a']);
  });
});

test.each(['POST', 'PUT', 'DELETE'])('A %s with a body that is no JSON object gets 4xx', async (method) => {
  for (const body of ['', '[]', 'null', '"x"', '{', '{"name":']) {
    expect((await page.send(method, '/api/rule', body)).status).toBe(400);
  }
  const form = await page.send(method, '/api/rule', 'name=x', { 'Content-Type': 'application/x-www-form-urlencoded' });
  expect(form.status).toBe(415);
  expect((await page.send(method, '/api/rule', { name: 'x'.repeat(70_000) })).status).toBe(413);
});

describe.each(dialects)('Absent fields stay as they are, in dialect %s', (dialect) => {
  test('an update of one field leaves the others', async () => {
    const tab = page.tab(dialect);
    const { key } = await tab.todo({ name: 'a', desc: 'b', status: 3 });
    expect(await tab.update({ key, name: 'c' })).toMatchObject({ body: { name: 'c', desc: 'b', status: 3 } });
    expect(await tab.update({ key, desc: 'd' })).toMatchObject({ body: { name: 'c', desc: 'd', status: 3 } });
    expect(await tab.update({ key, status: '0' })).toMatchObject({ body: { name: 'c', desc: 'd', status: 0 } });
    expect(await tab.update({ key, desc: null })).toMatchObject({ body: { name: 'c', desc: '', status: 0 } });
  });

  test('what other front ends keep in a task stays too', async () => {
    const tab = page.tab(dialect);
    const { body: task } = await tab.send('POST', '/api/tasks', { title: 'a', due: '2027-01-01', order: 1.5 });
    await tab.complete({ key: task.id, name: 'a', desc: '' });
    const { body: after } = await tab.get(`/api/tasks/${task.id}`);
    expect(after).toMatchObject({ due: '2027-01-01', order: 1.5, status: 'completed', version: 2 });
  });

  test('a completion does not put back a stale name or description over a newer edit', async () => {
    const stale = await page.todo({ name: 'old', desc: 'old' });
    const tab = page.tab(dialect);
    await page.update({ key: stale.key, name: 'new', desc: 'new' });
    const completed = { status: 200, body: { name: 'new', desc: 'new', status: 2 } };
    expect(await tab.complete(stale)).toMatchObject(completed);
    expect(await tab.complete(stale)).toMatchObject(completed);
    expect((await tab.list()).data).toMatchObject([completed.body]);
  });

  test('a completion that races with an edit keeps both', async () => {
    const tab = page.tab(dialect);
    for (let i = 0; i < 5; i++) {
      const row = await page.todo({ name: 'old' });
      const answers = await Promise.all([tab.complete(row), page.update({ key: row.key, name: 'new' })]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const { data } = await tab.list();
      expect(data.find(({ key }) => key === row.key)).toMatchObject({ name: 'new', status: 2 });
    }
  });

  test('one who sends the row as it still is may complete and rename it at once; one who sends an older row may not', async () => {
    const tab = page.tab(dialect);
    const { key, updatedAt } = await tab.todo({ name: 'a', desc: '' });
    await pause();
    const renamed = await tab.update({ key, name: 'b', status: 2, updatedAt });
    expect(renamed.body).toMatchObject({ name: 'b', status: 2 });
    const late = await tab.update({ key, name: 'c', status: 2, updatedAt });
    expect(late.body).toMatchObject({ name: 'b', status: 2 });
  });
});

test.each(dialects)('Completing a repeating todo completes its occurrence once, in dialect %s', async (dialect) => {
  const tab = page.tab(dialect);
  const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const { body: task } = await page.send('POST', '/api/tasks', { title: 'a', due: date(-3), repeat: 'FREQ=DAILY' });
  const shown = { key: task.id, name: 'a', desc: '' };
  const rows = async () => (await tab.list()).data.map(({ status, callNo }) => [status, callNo]);
  const answer = await tab.complete(shown);
  expect(answer).toMatchObject({ status: 200, body: { key: task.id, status: 1, name: 'a' } });
  const once = [
    [1, 2],
    [2, 1],
  ];
  expect(await rows()).toEqual(once);
  // A second click, and a tab that shows the row as it was before.
  expect(await tab.complete(shown)).toMatchObject({ status: 200, body: { status: 1 } });
  expect(await tab.update({ ...shown, status: 2, updatedAt: task.updatedAt })).toMatchObject({ status: 200 });
  expect(await rows()).toEqual(once);
  // One who shows the row as it is means the next occurrence.
  await tab.update({ ...shown, name: 'b', status: 2, updatedAt: answer.body.updatedAt });
  const { body: list } = await page.send('GET', '/api/tasks');
  expect(list.map(({ title, due, completed }: Record<string, unknown>) => [title, due, completed]).sort()).toEqual([
    ['a', date(-3), true],
    ['b', date(1), true],
    ['b', date(2), false],
  ]);
});

test.each(dialects)('Updating an unknown key is 404 and creates nothing, in dialect %s', async (dialect) => {
  const stranger = (await (await OriginalPage.open(app.url)).todo({ name: 'other' })).key;
  const tab = page.tab(dialect);
  for (const key of [stranger, '01JD0000000000000000000000', '1', 1, 'key:x', '../x']) {
    expect(await tab.update({ key, name: 'x', status: '2' })).toMatchObject(problem(404));
  }
  expect(await tab.list()).toMatchObject({ data: [], total: 0 });
});

test.each(dialects)('Deleting keys that are already gone is a success, in dialect %s', async (dialect) => {
  const tab = page.tab(dialect);
  const [a, b] = [await tab.todo({ name: 'a' }), await tab.todo({ name: 'b' })];
  expect((await tab.delete([a.key])).status).toBe(200);
  expect((await tab.delete([a.key, a.key, 'never', 7])).status).toBe(200);
  expect((await tab.delete(a.key)).status).toBe(200);
  expect((await tab.list()).data).toEqual([b]);
});

test('Keys are unique for ever', async () => {
  const keys: string[] = [];
  for (let i = 0; i < 4; i++) {
    const { key } = await page.todo({ name: `${i}` });
    keys.push(key);
    if (i % 2 === 0) await page.delete([key]);
  }
  expect(new Set(keys).size).toBe(4);
  expect(keys.every((key) => typeof key === 'string')).toBe(true);
});

test.each(dialects)('Keys match exactly, in dialect %s', async (dialect) => {
  const tab = page.tab(dialect);
  const [a, b] = [await tab.todo({ name: 'a' }), await tab.todo({ name: 'b' })];
  await tab.delete(`${a.key}${b.key}`);
  await tab.delete([a.key.slice(0, 10), a.key.toLowerCase(), `${a.key} `]);
  expect((await tab.list()).total).toBe(2);
  await tab.delete(a.key);
  expect((await tab.list()).data).toEqual([b]);
});

test('A key names a task and nothing else that is stored', async () => {
  const create = () => page.send('POST', '/api/tasks', { title: 'a' }, { 'Idempotency-Key': 'k' });
  const first = await create();
  const row = `key:${crypto.createHash('sha256').update('k').digest('hex')}`;
  expect((await page.delete([row])).status).toBe(200);
  expect((await create()).body).toEqual(first.body);
  expect((await page.list()).total).toBe(1);
});

test.each(dialects)('A delete answers with the list after it, in dialect %s', async (dialect) => {
  const tab = page.tab(dialect);
  const [a, b, c] = [await tab.todo({ name: 'a' }), await tab.todo({ name: 'b' }), await tab.todo({ name: 'c' })];
  expect((await tab.delete([a.key, c.key])).body).toMatchObject({ list: [b], pagination: { total: 1 } });
});

test('Times are per row', async () => {
  const a = await page.todo({ name: 'a' });
  await pause();
  const b = await page.todo({ name: 'b' });
  await pause();
  const { body: completed } = await page.complete(a);
  const times = [a.updatedAt, b.updatedAt, completed.updatedAt];
  expect([...new Set(times)].sort()).toEqual(times);
  expect(completed.createdAt).toBe(a.updatedAt);
  expect((await page.list()).data.find(({ key }) => key === b.key)).toEqual(b);
});

test('Status is a number from 0 to 3, whatever type comes in', async () => {
  const row = await page.todo({ name: 'a', status: '3' });
  expect(row.status).toBe(3);
  for (const [sent, shown, stored] of [
    ['2', 2, 'completed'],
    [0, 0, 'closed'],
    ['1', 1, 'open'],
  ]) {
    expect((await page.update({ key: row.key, status: sent })).body.status).toBe(shown);
    expect((await page.list(`status=${sent}`)).data[0]?.status).toBe(shown);
    expect((await page.get(`/api/tasks/${row.key}`)).body.status).toBe(stored);
  }
});

test('The query is obeyed: list.test.ts has its parameters one by one', async () => {
  for (const name of ['aa', 'ab', 'bb']) await page.todo({ name });
  const { data, total } = await page.list('current=2&pageSize=1&name=a&_timestamp=1&sorter=updatedAt_ascend');
  expect([names(data), total]).toEqual([['ab'], 2]);
});

test('Unknown paths under /api are 404 in JSON, a wrong method is 405', async () => {
  for (const path of ['/api/rules', '/api/rule/1', '/api/login', '/api/login/outLogin', '/api/notices']) {
    expect(await page.get(path)).toMatchObject(problem(404));
  }
  for (const [path, method, allow] of [
    ['/api/rule', 'PATCH', 'GET, POST, PUT, DELETE, HEAD, OPTIONS'],
    ['/api/currentUser', 'POST', 'GET, HEAD, OPTIONS'],
    ['/api/login/account', 'GET', 'POST, OPTIONS'],
  ] as const) {
    const { status, headers } = await page.send(method, path, method === 'GET' ? undefined : {});
    expect([path, status, headers.get('allow')]).toEqual([path, 405, allow]);
  }
});

test('The session has a key of its own, and its cookie is guarded and ends', async () => {
  const { headers, body } = await new OriginalPage(app.url).get('/api/currentUser');
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^session-\w+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  const now = Math.floor(Date.now() / 1000);
  const session = {
    owner: body.userid,
    name: 'guest',
    guest: true,
    tokenVersion: 0,
    issuedAt: now,
    expiresAt: now + 60,
  };
  const forged = signSession(session, [app.store.settings.credentials!.accessKeySecret]);
  const answer = await page.send('GET', '/api/currentUser', undefined, { Cookie: `session=${forged}` });
  expect(answer).toMatchObject(problem(401, { type: problemTypes.sessionNotVerified }));
});

test('Credentials come from the environment or the platform: without any, no call has an answer from the store', async () => {
  const keyless = await startApp({ ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' });
  const visitor = await OriginalPage.open(keyless.url);
  expect(await visitor.get('/api/rule')).toMatchObject(problem(503));
  await keyless.close();
});
