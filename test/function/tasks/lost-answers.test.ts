import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';
import { FaultProxy, type Step } from '../../support/fault-proxy';

let proxy: FaultProxy;
let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  proxy = await FaultProxy.start();
  app = await startApp({ TABLESTORE_ENDPOINT: proxy.url });
  proxy.target = app.store.tablestore.url;
});
beforeEach(async () => {
  client = await ApiClient.guest(app.url);
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});

const id = '01JD0000000000000000000000';
const creating = { 'If-None-Match': '*' };
const version1 = { 'If-Match': '"1"' };
const unclear = {
  ...problem(503),
  body: expect.objectContaining({ detail: expect.stringContaining('may or may not') }),
};

describe.each(['cut before', 'cut after', 'garble'] as const)('when the answer to a write is lost (%s),', (lost) => {
  test('POST creates one task', async () => {
    proxy.plan('PutRow', lost);
    const answer = await client.post('/api/tasks', { title: 'a' });
    expect(answer).toMatchObject({ status: 201, body: { title: 'a', version: 1 } });
    expect(await client.list()).toEqual([answer.body]);
  });

  test.each([
    ['the key', [lost]],
    ['the task', ['pass', lost]],
    ['both', [lost, lost]],
  ] as [string, Step[]][])('POST with a key creates one task, and a repeat finds it (%s)', async (_, steps) => {
    const key = { 'Idempotency-Key': 'k' };
    proxy.plan('PutRow', ...steps);
    const answer = await client.post('/api/tasks', { title: 'a' }, key);
    expect(answer.status).toBe(201);
    expect((await client.post('/api/tasks', { title: 'a' }, key)).body).toEqual(answer.body);
    expect(await client.list()).toEqual([answer.body]);
  });

  test('PUT creates one task', async () => {
    proxy.plan('PutRow', lost);
    const answer = await client.put(`/api/tasks/${id}`, { title: 'a' }, creating);
    expect(answer).toMatchObject({ status: 201, body: { id, version: 1 } });
    expect(await client.list()).toEqual([answer.body]);
  });

  test('PUT replaces once', async () => {
    const task = await client.task({ note: 'n' });
    proxy.plan('UpdateRow', lost);
    const answer = await client.put(task.url, { title: 'new' }, version1);
    expect(answer).toMatchObject({
      status: 200,
      body: { title: 'new', note: '', createdAt: task.createdAt, version: 2 },
    });
    expect(await client.list()).toEqual([answer.body]);
  });

  test('PUT replaces a completed task once and keeps its time of completion', async () => {
    const task = await client.task({ completed: true });
    proxy.plan('UpdateRow', lost);
    const answer = await client.put(task.url, { title: 'new', completed: true }, version1);
    expect(answer).toMatchObject({ status: 200, body: { title: 'new', completedAt: task.completedAt, version: 2 } });
    expect(await client.list()).toEqual([answer.body]);
  });

  test.each([['with If-Match', version1] as const, ['without If-Match', {}] as const])(
    'PATCH %s changes once',
    async (_, headers) => {
      const task = await client.task();
      proxy.plan('UpdateRow', lost);
      const answer = await client.patch(task.url, { order: 7 }, headers);
      expect(answer).toMatchObject({ status: 200, body: { order: 7, version: 2 } });
      expect(await client.list()).toEqual([answer.body]);
    },
  );

  test.each([
    ['with If-Match', '', version1],
    ['without If-Match', '', {}],
    ['permanently with If-Match', '?permanently=true', version1],
    ['permanently', '?permanently=true', {}],
  ] as const)('DELETE %s removes that task only', async (_, query, headers) => {
    const [gone, kept] = [await client.task(), await client.task()];
    proxy.plan('DeleteRow', lost);
    expect((await client.delete(gone.url + query, headers)).status).toBe(204);
    expect(await client.list()).toEqual([kept]);
    expect(await client.delete(gone.url + query, headers)).toMatchObject(problem(404));
  });

  test('PATCH of all changes each once', async () => {
    for (const title of ['a', 'b', 'c']) await client.task({ title });
    proxy.plan('BatchWriteRow', lost, lost);
    expect((await client.patch('/api/tasks', { completed: true })).status).toBe(204);
    expect((await client.list()).map(({ completed, version }) => [completed, version])).toEqual(
      ['a', 'b', 'c'].map(() => [true, 2]),
    );
  });

  test('DELETE of the completed leaves the others', async () => {
    const kept = await client.task();
    await client.task({ completed: true });
    proxy.plan('BatchWriteRow', lost);
    expect((await client.delete('/api/tasks?completed=true')).status).toBe(204);
    expect(await client.list()).toEqual([kept]);
  });
});

describe('when the answer is lost every time, the answer says that nobody knows, and repeating is safe', () => {
  const steps: Step[] = ['cut after', 'cut after', 'cut after', 'cut after'];

  test('POST with a key', async () => {
    const key = { 'Idempotency-Key': 'k' };
    proxy.plan('PutRow', 'pass', 'cut after', 'cut before', 'cut before', 'cut before');
    expect(await client.post('/api/tasks', { title: 'a' }, key)).toMatchObject(unclear);
    const answer = await client.post('/api/tasks', { title: 'a' }, key);
    expect(answer.status).toBe(201);
    expect(await client.list()).toEqual([answer.body]);
  });

  test('PATCH', async () => {
    const task = await client.task();
    proxy.plan('UpdateRow', 'cut after');
    proxy.plan('GetRow', 'pass', 'cut before', 'cut before', 'cut before', 'cut before');
    const answer = await client.patch(task.url, { order: 1 }, version1);
    expect(answer).toMatchObject(unclear);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await client.patch(task.url, { order: 1 }, version1)).toMatchObject(problem(412));
    expect((await client.get(task.url)).body).toMatchObject({ order: 1, version: 2 });
  });

  test('DELETE', async () => {
    const task = await client.task();
    proxy.plan('DeleteRow', 'cut after');
    proxy.plan('GetRow', 'pass', 'cut before', 'cut before', 'cut before', 'cut before');
    expect(await client.delete(task.url)).toMatchObject(unclear);
    expect(await client.delete(task.url)).toMatchObject(problem(404));
  });

  test('PATCH of all', async () => {
    await client.task();
    proxy.plan('BatchWriteRow', ...steps);
    expect(await client.patch('/api/tasks', { completed: true })).toMatchObject(unclear);
    expect((await client.patch('/api/tasks', { completed: true })).status).toBe(204);
    expect(await client.list()).toMatchObject([{ completed: true, version: 2 }]);
  });

  test('a read that fails has changed nothing, and says so', async () => {
    const task = await client.task();
    const answer = { body: { detail: expect.stringContaining('nothing was changed') }, status: 503 };
    for (const call of [() => client.get(task.url), () => client.patch(task.url, { order: 1 })]) {
      proxy.plan('GetRow', 'cut before', 'cut before', 'cut after', 'cut before');
      expect(await call()).toMatchObject(answer);
    }
  });
});

describe('when the answer is lost and somebody else comes before the next attempt,', () => {
  let other: ApiClient;
  beforeEach(() => {
    other = new ApiClient(app.url, client.token);
  });

  /** The answer to the next operation of a name is lost, and before the following one, or a read, somebody else writes. */
  function lose(operation: string, lost: Step, write: () => Promise<{ status: number }>, next = operation): void {
    proxy.plan(operation, lost);
    proxy.add(next, async () => {
      proxy.plan(next);
      const { status } = await write();
      if (status >= 300) throw new Error(`the other was refused with ${status}`);
    });
  }

  test.each([
    ['cut before', 3],
    ['cut after', 2],
  ] as const)('PATCH takes effect once beside the other’s (%s)', async (lost, version) => {
    const task = await client.task();
    lose('UpdateRow', lost, () => other.patch(task.url, { note: 'theirs' }));
    expect(await client.patch(task.url, { title: 'ours' })).toMatchObject({
      status: 200,
      body: { title: 'ours', version },
    });
    expect((await client.get(task.url)).body).toMatchObject({ title: 'ours', note: 'theirs', version: 3 });
  });

  test.each([
    ['cut before', 412, 2],
    ['cut after', 200, 3],
  ] as const)('PATCH with If-Match takes effect or is refused (%s)', async (lost, status, version) => {
    const task = await client.task();
    lose('UpdateRow', lost, () => other.patch(task.url, { note: 'theirs' }));
    expect((await client.patch(task.url, { title: 'ours' }, version1)).status).toBe(status);
    expect((await client.get(task.url)).body).toMatchObject({ note: 'theirs', version });
  });

  test.each(['cut before', 'cut after'] as const)(
    'PATCH does not touch a task made anew under the id (%s)',
    async (lost) => {
      await client.put(`/api/tasks/${id}`, { title: 'old' }, creating);
      lose('UpdateRow', lost, async () => {
        await other.delete(`/api/tasks/${id}`);
        return other.put(`/api/tasks/${id}`, { title: 'anew' }, creating);
      });
      expect(await client.patch(`/api/tasks/${id}`, { title: 'ours' })).toMatchObject(unclear);
      expect((await client.get(`/api/tasks/${id}`)).body).toMatchObject({ title: 'anew', version: 1 });
    },
  );

  test('PATCH whose task was deleted after says that nobody knows', async () => {
    const task = await client.task();
    lose('UpdateRow', 'cut after', () => other.delete(task.url));
    expect(await client.patch(task.url, { title: 'ours' })).toMatchObject(unclear);
    expect(await client.list()).toEqual([]);
  });

  test.each([
    ['cut before', 412],
    ['cut after', 200],
  ] as const)('PUT of a version is recognised below the other’s change (%s)', async (lost, status) => {
    const task = await client.task();
    lose('UpdateRow', lost, () => other.patch(task.url, { note: 'theirs' }), 'GetRow');
    expect((await client.put(task.url, { title: 'ours' }, version1)).status).toBe(status);
    const now = (await client.get(task.url)).body;
    expect(now).toMatchObject({ note: 'theirs', title: status === 200 ? 'ours' : task.title });
    expect(await client.put(task.url, { title: 'again' }, version1)).toMatchObject(problem(412));
  });

  test.each(['cut before', 'cut after'] as const)(
    'PUT of a version leaves a task created under the id meanwhile that is at another version (%s)',
    async (lost) => {
      await client.put(`/api/tasks/${id}`, { title: 'old' }, creating);
      await client.patch(`/api/tasks/${id}`, { note: 'n' });
      await client.patch(`/api/tasks/${id}`, { note: 'm' });
      const recreate = async () => {
        await other.delete(`/api/tasks/${id}`);
        return other.put(`/api/tasks/${id}`, { title: 'new' }, creating);
      };
      lose('UpdateRow', lost, recreate, 'GetRow');
      expect(await client.put(`/api/tasks/${id}`, { title: 'ours' }, { 'If-Match': '"3"' })).toMatchObject(unclear);
      expect((await client.get(`/api/tasks/${id}`)).body).toMatchObject({ title: 'new', version: 1 });
    },
  );

  test('PUT of a version is recognised below a PATCH of somebody who read it', async () => {
    const task = await client.task();
    await client.put(task.url, { title: 'first' }, version1);
    lose('UpdateRow', 'cut after', () => other.patch(task.url, { note: 'theirs' }), 'GetRow');
    expect(await client.put(task.url, { title: 'ours' }, { 'If-Match': '"2"' })).toMatchObject({
      status: 200,
      body: { title: 'ours', note: '', version: 3 },
    });
    expect((await client.get(task.url)).body).toMatchObject({ title: 'ours', note: 'theirs', version: 4 });
  });

  test('PUT whose first attempt is carried out late, just before the second, is no conflict with itself', async () => {
    const task = await client.task();
    let secondCame = () => {};
    const second = new Promise<void>((resolve) => (secondCame = resolve));
    proxy.plan(
      'UpdateRow',
      () => second,
      async () => {
        secondCame();
        while ((await other.get(task.url)).body.version === 1);
      },
    );
    const answer = await client.put(task.url, { title: 'ours' }, version1);
    expect(answer).toMatchObject({ status: 200, body: { title: 'ours', version: 2 } });
    expect(await client.list()).toEqual([answer.body]);
  });

  test('PUT that created is recognised below the other’s change', async () => {
    lose('PutRow', 'cut after', () => other.patch(`/api/tasks/${id}`, { note: 'theirs' }));
    expect((await client.put(`/api/tasks/${id}`, { title: 'ours' }, creating)).status).toBe(201);
    expect(await client.list()).toMatchObject([{ title: 'ours', note: 'theirs', version: 2 }]);
  });

  test('PUT whose id the other took says that nobody knows, and is refused when repeated', async () => {
    lose('PutRow', 'cut before', () => other.put(`/api/tasks/${id}`, { title: 'theirs' }, creating));
    expect(await client.put(`/api/tasks/${id}`, { title: 'ours' }, creating)).toMatchObject(unclear);
    expect(await client.put(`/api/tasks/${id}`, { title: 'ours' }, creating)).toMatchObject(problem(412));
    expect(await client.list()).toMatchObject([{ title: 'theirs', version: 1 }]);
  });

  test('POST with the same key twice at once is one task', async () => {
    const key = { 'Idempotency-Key': 'k' };
    let theirs: { body: { id: string } } | undefined;
    lose('PutRow', 'cut after', async () => (theirs = await other.post('/api/tasks', { title: 'a' }, key)));
    const ours = await client.post('/api/tasks', { title: 'a' }, key);
    expect(ours.body).toEqual(theirs!.body);
    expect(await client.list()).toEqual([ours.body]);
  });

  test.each([['with If-Match', version1] as const, ['without If-Match', {}] as const])(
    'DELETE %s leaves a task made anew under the id',
    async (_, headers) => {
      await client.put(`/api/tasks/${id}`, { title: 'old' }, creating);
      lose('DeleteRow', 'cut after', () => other.put(`/api/tasks/${id}`, { title: 'anew' }, creating));
      expect((await client.delete(`/api/tasks/${id}`, headers)).status).toBe(204);
      expect(await client.list()).toMatchObject([{ title: 'anew', version: 1 }]);
    },
  );

  test('DELETE with If-Match is refused after the other’s change, and without it removes what is there', async () => {
    const task = await client.task();
    lose('DeleteRow', 'cut before', () => other.patch(task.url, { order: 1 }));
    expect(await client.delete(task.url, version1)).toMatchObject(problem(412));
    lose('DeleteRow', 'cut before', () => other.patch(task.url, { order: 2 }));
    expect((await client.delete(task.url)).status).toBe(204);
    expect(await client.list()).toEqual([]);
  });

  test('PATCH of all includes what the other changed, once', async () => {
    const task = await client.task();
    lose('BatchWriteRow', 'cut before', () => other.patch(task.url, { note: 'theirs' }));
    expect((await client.patch('/api/tasks', { completed: true })).status).toBe(204);
    expect(await client.list()).toMatchObject([{ note: 'theirs', completed: true, version: 3 }]);
  });
});

describe('a refusal that passes is tried again:', () => {
  const busy = (operation: string) =>
    app.store.tablestore.faults.add({
      kind: 'error',
      code: 'OTSRowOperationConflict',
      operations: [operation],
      times: 2,
    });

  test('single rows', async () => {
    busy('PutRow');
    const task = await client.task();
    busy('UpdateRow');
    expect((await client.patch(task.url, { order: 1 })).body.version).toBe(2);
    busy('DeleteRow');
    expect((await client.delete(task.url)).status).toBe(204);
  });

  test('batches', async () => {
    await client.task();
    busy('BatchWriteRow');
    expect((await client.delete('/api/tasks')).status).toBe(204);
    expect(await client.list()).toEqual([]);
  });
});
