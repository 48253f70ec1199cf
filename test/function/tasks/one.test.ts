import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  client = await ApiClient.guest(app.url);
});
afterAll(() => app.close());

const id = '01JD0000000000000000000000';

describe('GET /api/tasks/:id', () => {
  test('answers 304 to the current tag and the task to any other', async () => {
    const task = await client.task();
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const answer = await client.get(task.url, { 'If-None-Match': tag });
      expect(answer).toMatchObject({ status: 304, body: '' });
      expect(answer.headers.get('etag')).toBe('"1"');
    }
    expect(await client.get(task.url, { 'If-None-Match': '"2"' })).toMatchObject({ status: 200, body: task });
  });

  test.each([id, 'nonsense', id.toLowerCase(), '%E4%BB%BB%E5%8A%A1', 'key:1'])(
    'answers 404 for %s',
    async (missing) => {
      expect(await client.get(`/api/tasks/${missing}`)).toMatchObject(problem(404));
    },
  );

  test('does not show another owner’s task', async () => {
    const task = await client.task();
    const other = await ApiClient.guest(app.url);
    expect(await other.get(task.url)).toMatchObject(problem(404));
    expect(await other.patch(task.url, { title: 'mine' })).toMatchObject(problem(404));
    expect(await other.delete(task.url)).toMatchObject(problem(404));
    expect((await client.get(task.url)).body).toEqual(task);
  });

  test('HEAD answers as GET without the body', async () => {
    const task = await client.task();
    const answer = await client.request('HEAD', task.url);
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers.get('etag')).toBe('"1"');
    const length = String(Buffer.byteLength(JSON.stringify(task)));
    expect(answer.headers.get('content-length')).toBe(app.behindPlatform ? null : length);
  });
});

describe('PUT /api/tasks/:id', () => {
  const create = { 'If-None-Match': '*' };

  test('creates under an id of the client’s, once', async () => {
    const answer = await client.put(`/api/tasks/${id}`, { title: 'mine', due: '2027-01-01' }, create);
    expect(answer).toMatchObject({ status: 201, body: { id, title: 'mine', due: '2027-01-01', version: 1 } });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.get('location')).toBe(answer.body.url);
    expect(await client.put(`/api/tasks/${id}`, { title: 'again' }, create)).toMatchObject(problem(412));
    expect(await client.list()).toEqual([answer.body]);
  });

  test('replaces the version that is expected, and resets what is left out', async () => {
    const task = await client.task({ note: 'n', due: '2027-01-01', order: 2 });
    const answer = await client.put(task.url, { title: 'new' }, { 'If-Match': '"1"' });
    expect(answer).toMatchObject({
      status: 200,
      body: { title: 'new', note: '', due: null, order: null, version: 2, createdAt: task.createdAt },
    });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect((await client.get(task.url)).body).toEqual(answer.body);
  });

  test('keeps the time of completion while the task stays completed, and drops it after', async () => {
    const task = await client.task();
    const replace = async (fields: object, version: number) =>
      (await client.put(task.url, { title: 't', ...fields }, { 'If-Match': `"${version}"` })).body;
    const completed = await replace({ completed: true }, 1);
    expect(completed).toMatchObject({ status: 'completed', completedAt: completed.updatedAt });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const renamed = await replace({ title: 'renamed', completed: true }, 2);
    expect(renamed).toMatchObject({ version: 3, title: 'renamed', completedAt: completed.completedAt });
    expect(renamed.updatedAt > completed.updatedAt).toBe(true);
    expect(await replace({ status: 'paused' }, 3)).toMatchObject({ version: 4, completedAt: null });
    expect((await client.get(task.url)).body).toMatchObject({
      version: 4,
      completedAt: null,
      createdAt: task.createdAt,
    });
  });

  test.each(['"2"', 'W/"1"', '1', '""', '"1', '"01"', 'nonsense'])(
    'does not replace with If-Match: %s',
    async (tag) => {
      const task = await client.task();
      expect(await client.put(task.url, { title: 'x' }, { 'If-Match': tag })).toMatchObject(problem(412));
      expect((await client.get(task.url)).body).toEqual(task);
    },
  );

  test('takes a list of tags, and * for any version', async () => {
    const task = await client.task();
    expect((await client.put(task.url, { title: 'a' }, { 'If-Match': '"9", "1"' })).body.version).toBe(2);
    expect((await client.put(task.url, { title: 'b' }, { 'If-Match': '*' })).body.version).toBe(3);
  });

  test('with If-Match a task that does not exist is not created', async () => {
    for (const tag of ['"1"', '*', '"1", "2"']) {
      expect(await client.put(`/api/tasks/${id}`, { title: 'x' }, { 'If-Match': tag })).toMatchObject(problem(412));
    }
    expect(await client.list()).toEqual([]);
  });

  test('must say what it expects', async () => {
    expect(await client.put(`/api/tasks/${id}`, { title: 'x' })).toMatchObject(problem(428));
    const task = await client.task();
    expect(await client.put(task.url, { title: 'x' }, { ...create, 'If-Match': '"1"' })).toMatchObject(problem(412));
  });

  test('refuses an id that is no ULID and a body that is no task', async () => {
    expect(await client.put('/api/tasks/42', { title: 'x' }, create)).toMatchObject(problem(400, '/id'));
    expect(await client.put(`/api/tasks/${id}`, {}, create)).toMatchObject(problem(400, '/title'));
    expect(await client.list()).toEqual([]);
  });
});

describe('PATCH /api/tasks/:id', () => {
  test('changes what is named and nothing else', async () => {
    const task = await client.task({ note: 'n', due: '2027-01-01' });
    const { status, body, headers } = await client.patch(task.url, { title: ' new ' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...task, title: 'new', version: 2, updatedAt: expect.any(String) },
    });
    expect(headers.get('etag')).toBe('"2"');
    expect((await client.get(task.url)).body).toEqual(body);
  });

  test('null unsets note, due and order; the title cannot be unset', async () => {
    const task = await client.task({ note: 'n', due: '2027-01-01', order: 3 });
    const { body } = await client.patch(task.url, { note: null, due: null, order: null });
    expect(body).toMatchObject({ note: '', due: null, order: null, version: 2 });
    expect(await client.patch(task.url, { title: null })).toMatchObject(problem(400, '/title'));
  });

  test('completed and status are one fact', async () => {
    const task = await client.task();
    const patch = async (change: object) => (await client.patch(task.url, change)).body;
    const done = await patch({ completed: true });
    expect(done).toMatchObject({ status: 'completed', completed: true, completedAt: done.updatedAt });
    expect(await patch({ status: 'paused' })).toMatchObject({ completed: false, completedAt: null });
    expect(await patch({ completed: false })).toMatchObject({ status: 'paused', version: 3 });
    await patch({ status: 'completed' });
    expect(await patch({ completed: false })).toMatchObject({ status: 'open', version: 5 });
    expect(await client.patch(task.url, { completed: true, status: 'open' })).toMatchObject(problem(400, '/completed'));
  });

  test('what changes nothing leaves the version', async () => {
    const task = await client.task();
    expect((await client.patch(task.url, { title: task.title })).body).toEqual(task);
    expect((await client.patch(task.url, {})).body).toEqual(task);
  });

  test('honours If-Match', async () => {
    const task = await client.task();
    expect((await client.patch(task.url, { title: 'a' }, { 'If-Match': '"1"' })).status).toBe(200);
    for (const tag of ['"1"', 'W/"2"', 'x']) {
      expect(await client.patch(task.url, { title: 'b' }, { 'If-Match': tag })).toMatchObject(problem(412));
    }
    expect((await client.get(task.url)).body).toMatchObject({ title: 'a', version: 2 });
  });

  test('accepts the type of a merge patch, and refuses an unknown field', async () => {
    const task = await client.task();
    const type = { 'Content-Type': 'application/merge-patch+json' };
    expect((await client.patch(task.url, { title: 'a' }, type)).status).toBe(200);
    expect(await client.patch(task.url, { titel: 'a' })).toMatchObject(problem(400, '/titel'));
    expect(await client.patch(task.url, { id })).toMatchObject(problem(400, '/id'));
  });

  test('retries its own conflicts: parallel changes of one task all take effect', async () => {
    const task = await client.task();
    const orders = Array.from({ length: 12 }, (_, i) => i + 1);
    const answers = await Promise.all(orders.map((order) => client.patch(task.url, { order })));
    expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 200));
    expect(answers.map(({ body }) => body.version).sort((a, b) => a - b)).toEqual(orders.map((i) => i + 1));
    expect((await client.get(task.url)).body.version).toBe(13);
  });

  test('of parallel changes that expect the same version one wins', async () => {
    const task = await client.task();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((title) => client.patch(task.url, { title }, { 'If-Match': '"1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await client.get(task.url)).body).toEqual(winner.body);
  });

  test('a missing task is 404, with or without If-Match', async () => {
    expect(await client.patch(`/api/tasks/${id}`, { title: 'x' })).toMatchObject(problem(404));
    expect(await client.patch(`/api/tasks/${id}`, { title: 'x' }, { 'If-Match': '"1"' })).toMatchObject(problem(404));
    expect(await client.list()).toEqual([]);
  });
});

describe('DELETE /api/tasks/:id', () => {
  test('removes that task only; a second time there is nothing', async () => {
    const [gone, kept] = [await client.task(), await client.task()];
    expect(await client.delete(gone.url)).toMatchObject({ status: 204, body: '' });
    expect(await client.delete(gone.url)).toMatchObject(problem(404));
    expect(await client.list()).toEqual([kept]);
  });

  test('honours If-Match', async () => {
    const task = await client.task();
    for (const tag of ['"2"', 'W/"1"', '"2", "3"']) {
      expect(await client.delete(task.url, { 'If-Match': tag })).toMatchObject(problem(412));
    }
    expect((await client.delete(task.url, { 'If-Match': '"1"' })).status).toBe(204);
    expect(await client.delete(task.url, { 'If-Match': '"1"' })).toMatchObject(problem(404));
    expect(await client.list()).toEqual([]);
  });
});
