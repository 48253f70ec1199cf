import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await ApiClient.guest(app.url);
});
afterAll(() => app.close());

test('health tells the version and touches no store', async () => {
  const before = app.store.tablestore.counters();
  expect(await client.get('/api/health')).toMatchObject({ status: 200, body: { status: 'ok', version: app.version } });
  expect(app.store.tablestore.counters()).toEqual(before);
});

test.each(['/api/nothing', '/api/tasks/a/b', '/api/health/x'])('%s is 404', async (path) => {
  expect(await client.get(path)).toMatchObject(problem(404));
});

test('/api leads to the description, the session, the tasks and the health', async () => {
  const { status, body } = await client.get('/api');
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['openapi', 'session', 'tasks', 'health']);
  for (const address of Object.values<string>(body)) expect((await client.get(address)).status).toBe(200);
});

test.each([
  [{ 'Accept-Language': 'zh-CN,zh;q=0.9' }, 'zh-CN', '返回待办任务'],
  [{ 'Accept-Language': 'fr' }, 'en', 'Go to your tasks'],
] as [Record<string, string>, string, string][])(
  'an unknown page is told to a browser with %j in %s',
  async (headers, language, home) => {
    const Accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const answer = await client.get('/nothing', { ...headers, Accept });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-language')).toBe(language);
    expect(answer.body).toContain(`<a href="/">${home}</a>`);
    for (const other of [
      await client.get('/nothing'),
      await client.get('/nothing', { Accept: 'application/json, text/html;q=0.9' }),
      await client.get('/api/nothing', { Accept }),
      await client.post('/nothing', {}, { Accept }),
    ]) {
      expect(other).toMatchObject(problem(404));
    }
  },
);

test.each([
  ['POST', '/api/health', 'GET, HEAD, OPTIONS'],
  ['PUT', '/api/tasks', 'GET, POST, PATCH, DELETE, HEAD, OPTIONS'],
  ['POST', '/api/tasks/01JD0000000000000000000000', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
  ['PATCH', '/api/session', 'GET, POST, DELETE, HEAD, OPTIONS'],
])('%s %s is 405 and tells the methods', async (method, path, allow) => {
  const answer = await client.request(method, path, { body: {} });
  expect(answer).toMatchObject(problem(405));
  expect(answer.headers.get('allow')).toBe(allow);
});

test('a malformed percent-encoding in the path is 400', async () => {
  expect(await client.get('/api/tasks/%E0%A4%A')).toMatchObject(problem(400));
});

test('POST may stand for another method', async () => {
  const task = await client.task();
  const override = (method: string) => ({ 'X-HTTP-Method-Override': method });
  expect(await client.post(task.url, { title: 'x' }, override('patch'))).toMatchObject({
    status: 200,
    body: { title: 'x' },
  });
  expect(await client.post(task.url, { title: 'y' }, { ...override('PUT'), 'If-Match': '"2"' })).toMatchObject({
    status: 200,
  });
  expect((await client.request('POST', task.url, { headers: override('DELETE') })).status).toBe(204);
  expect(await client.post(task.url, {}, override('GET'))).toMatchObject(problem(400));
  expect(await client.get('/api/tasks', override('DELETE'))).toMatchObject(problem(400));
});

test('any origin may call with a bearer token, none with cookies', async () => {
  const headers = { Origin: 'https://elsewhere.example' };
  const preflight = await client.request('OPTIONS', '/api/tasks/01JD0000000000000000000000', {
    headers: { ...headers, 'Access-Control-Request-Method': 'PATCH' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toMatch(/PATCH/);
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/Authorization/);
  const answer = await client.get('/api/tasks', headers);
  for (const { headers } of [preflight, answer]) {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  }
  expect(answer.headers.get('access-control-expose-headers')).toMatch(/ETag.*Link.*Location/);
});

test('links carry the origin that was called', async () => {
  const headers = { 'X-Forwarded-Proto': 'https' };
  const { body } = await client.post('/api/tasks', { title: 'x' }, headers);
  expect(body.url).toBe(`${app.url.replace('http:', 'https:')}/api/tasks/${body.id}`);
});

test('every call tells its durations, and logs one line without texts or tokens', async () => {
  app.logged.length = 0;
  const { headers } = await client.post('/api/tasks', { title: 'a secret wish' });
  expect(headers.get('server-timing')).toMatch(/^handler;dur=[\d.]+, store;dur=[\d.]+;desc="1 operation"$/);
  expect(app.logged).toHaveLength(1);
  const line = JSON.parse(app.logged[0]!);
  expect(line).toMatchObject({
    method: 'POST',
    route: '/api/tasks',
    status: 201,
    storeOperations: ['PutRow tasks'],
    readUnits: 1,
    writeUnits: 1,
  });
  expect(app.logged[0]).not.toContain('secret wish');
  expect(app.logged[0]).not.toContain(client.token);
});
