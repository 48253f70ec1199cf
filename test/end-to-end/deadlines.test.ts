import { createApp } from '../../src/function/app';
import { createHandler } from '../../src/function/faas/handler';
import type { Handler } from '../../src/function/faas/types';
import { readSettings } from '../../src/function/settings';
import { startApp, type TestApp } from '../support/app';
import { ApiClient, problem } from '../support/client';
import { FaultProxy } from '../support/fault-proxy';
import { type ApiOperation, operationsOf } from '../support/operations';
import { startStack, type TestStack } from '../support/stack';
import { type LocalTestStore, startStore, useStore } from '../support/store';

let proxy: FaultProxy;
let store: LocalTestStore;
beforeAll(async () => {
  proxy = await FaultProxy.start();
  store = await startStore();
  proxy.target = store.tablestore.url;
});
beforeEach(() => proxy.always('pass'));
afterAll(async () => {
  await proxy.close();
  await store.close();
});

describe('with a store that never answers,', () => {
  let app: TestApp;
  let handler: Handler;
  const logged: string[] = [];
  beforeAll(async () => {
    app = await startApp();
    const environment = { ...store.environment, TABLESTORE_ENDPOINT: proxy.url };
    const observe = { loadMilliseconds: 0, log: (line: string) => void logged.push(line) };
    handler = createHandler(createApp({ settings: readSettings(environment), version: 'test', observe }), {
      margin: 1000,
    });
  });
  afterAll(() => app.close());

  async function invoke({ method, path, headers, body }: Omit<ApiOperation, 'name' | 'queries'>, requestId: string) {
    const event = {
      version: 'v1',
      rawPath: path,
      headers: { host: 'todo.example', 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
      requestContext: { http: { method } },
    };
    return handler(Buffer.from(JSON.stringify(event)), { requestId, function: { timeout: 4 } });
  }

  test('every operation answers 503 before the function’s timeout', async () => {
    const guest = await ApiClient.guest(app.url);
    const operations = await operationsOf(app.url);
    proxy.always('hang');
    const answers = await Promise.all(
      operations.map(async (operation) => {
        const headers = { ...operation.headers, Authorization: `Bearer ${guest.token}` };
        const { statusCode, body } = await invoke({ ...operation, headers }, operation.name);
        return { name: operation.name, status: statusCode, body: body && JSON.parse(body) };
      }),
    );
    const lines = logged.map((line) => JSON.parse(line)).filter(({ storeOperations }) => storeOperations);
    const asking = new Set(lines.filter((line) => line.storeOperations.length > 0).map(({ requestId }) => requestId));
    expect(asking).toEqual(
      new Set([
        ...asking,
        'listTasks',
        'createTask',
        'changeAllTasks',
        'deleteTasks',
        'getTask',
        'putTask',
        'patchTask',
        'deleteTask',
        'beginSession',
        'register',
        'exportEverything',
      ]),
    );
    const others = answers.filter(({ name, status }) => asking.has(name) && status !== 503);
    expect(others).toEqual([]);
    const unexpected = answers.filter(({ name, status }) => !asking.has(name) && status >= 400 && status !== 403);
    expect(unexpected).toEqual([]);
    for (const { status, body } of answers) if (status === 503) expect({ status, body }).toMatchObject(problem(503));
  });

  test('the log tells what failed, how often, and to what end', async () => {
    proxy.always('cut before');
    logged.length = 0;
    const deep = {
      version: 'v1',
      rawPath: '/api/health',
      queryParameters: { deep: '1' },
      requestContext: { http: { method: 'GET' } },
    };
    const answer = await handler(Buffer.from(JSON.stringify(deep)), {
      requestId: 'the-request',
      function: { timeout: 4 },
    });
    expect(answer.statusCode).toBe(503);
    const [failure, call] = logged.slice(-2).map((line) => JSON.parse(line));
    expect(failure).toMatchObject({
      level: 'error',
      requestId: 'the-request',
      method: 'GET',
      route: '/api/health',
      error: 'StoreError',
      code: 'NetworkingError',
      operation: 'GetRow',
      outcome: 'rejected',
    });
    expect(call).toMatchObject({
      requestId: 'the-request',
      status: 503,
      storeErrors: expect.arrayContaining([
        'GetRow settings: NetworkingError, attempt 1',
        'GetRow settings: NetworkingError, attempt 2',
      ]),
    });
  });
});

describe('GET /api/health?deep=1', () => {
  test('tells whether the store answers', async () => {
    const app = await startApp();
    const client = new ApiClient(app.url);
    expect(await client.get('/api/health?deep=1')).toMatchObject({ status: 200, body: { status: 'ok', store: 'ok' } });
    app.store.tablestore.faults.add({ kind: 'unavailable' });
    expect(await client.get('/api/health?deep=1')).toMatchObject(problem(503));
    expect((await client.get('/api/health')).status).toBe(200);
    expect(await client.get('/api/health?deep=2')).toMatchObject(problem(400, '?deep'));
    await app.close();
  });

  test.each([
    ['a wrong key', { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' }, 503, /OTSAuthFailed/],
    ['no key', { ALIBABA_CLOUD_ACCESS_KEY_ID: '' }, 503, /NoCredentials/],
    ['no address', { TABLESTORE_ENDPOINT: '' }, 500, /TABLESTORE_ENDPOINT is not set/],
  ])('with %s fails, and the log names the cause', async (_, wrong, status, cause) => {
    const app = await startApp(wrong);
    if (!app.behindPlatform) {
      const answer = await new ApiClient(app.url).get('/api/health?deep=1');
      expect(answer).toMatchObject(problem(status));
      expect(JSON.stringify(answer.body)).not.toMatch(cause);
      expect(app.logged.join('\n')).toMatch(cause);
    }
    await app.close();
  });
});

describe('an instance that is kept', () => {
  let stack: TestStack;
  let client: ApiClient;
  beforeAll(async () => {
    const access = await useStore(store.tablestore.url, { TABLESTORE_ENDPOINT: proxy.url });
    stack = await startStack({ store: access, warm: true, ahead: 1, concurrency: 1 });
    client = await ApiClient.guest(stack.url);
  });
  afterAll(() => stack.close());

  test('serves its first call after a long freeze in which its connections died', async () => {
    for (const write of [() => client.task(), () => client.patch('/api/tasks', { completed: true })]) {
      await client.task();
      const [{ pid } = { pid: 0 }] = stack.functionCompute.instances();
      process.kill(pid, 'SIGSTOP');
      for (const socket of proxy.connections) socket.resetAndDestroy();
      process.kill(pid, 'SIGCONT');
      await write();
      expect(stack.functionCompute.stats().started).toBe(1);
    }
    expect((await client.list()).map(({ completed }) => completed)).toEqual([true, true, true]);
  });

  test('serves it too when nobody answers on the old connections', async () => {
    const task = await client.task();
    proxy.plan('GetRow', 'hang');
    proxy.plan('UpdateRow', 'hang');
    expect(await client.patch(task.url, { order: 1 })).toMatchObject({ status: 200, body: { version: 2 } });
  });

  test('does not take a list whose reply was cut short for the whole list', async () => {
    const before = await client.list();
    for (const step of ['truncate', 'garble'] as const) {
      proxy.plan('GetRange', step);
      expect(await client.list()).toEqual(before);
    }
    expect(before.length).toBeGreaterThan(2);
  });
});

test('a reply that stops in the middle is waited for no longer than an attempt may take, on the current Node too', async () => {
  const app = await startApp({ TABLESTORE_ENDPOINT: proxy.url });
  proxy.target = app.store.tablestore.url;
  const client = await ApiClient.guest(app.url);
  const task = await client.task();
  proxy.plan('GetRange', 'truncate');
  expect(await client.list()).toEqual([task]);
  await app.close();
  proxy.target = store.tablestore.url;
});
