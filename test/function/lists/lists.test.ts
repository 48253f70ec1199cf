import * as crypto from 'node:crypto';
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

const newId = () => `01JD${crypto.randomBytes(11).toString('hex').toUpperCase()}`;

async function newList(name = 'Home'): Promise<{ id: string; name: string; version: number }> {
  const { status, body } = await client.post('/api/lists', { name });
  expect(status).toBe(201);
  return body;
}

describe('/api/lists', () => {
  test('A new list is answered with its address and version, and is among all lists in creation order', async () => {
    const { status, headers, body } = await client.post('/api/lists', { name: '  家  ', order: 2 });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      url: `${app.url}/api/lists/${body.id}`,
      name: '家',
      order: 2,
      archived: false,
      createdAt: expect.any(String),
      updatedAt: body.createdAt,
      version: 1,
    });
    expect(headers.get('location')).toBe(body.url);
    expect(headers.get('etag')).toBe('"1"');
    const second = await newList('家');
    expect((await client.get('/api/lists')).body).toEqual([body, second]);
    expect((await (await ApiClient.guest(app.url)).get('/api/lists')).body).toEqual([]);
  });

  test.each<[object, string]>([
    [{}, '/name'],
    [{ name: '\u200b ' }, '/name'],
    [{ name: 'x'.repeat(101) }, '/name'],
    [{ name: 'a', order: '1' }, '/order'],
    [{ name: 'a', archived: 1 }, '/archived'],
    [{ name: 'a', color: 'red' }, '/color'],
    [{ name: 'a', version: 3 }, '/version'],
  ])('A list made of %j is refused, naming the field', async (fields, pointer) => {
    expect(await client.post('/api/lists', fields)).toMatchObject(problem(400, pointer));
  });

  test('A repeated Idempotency-Key makes one list, and another body under it is refused', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const first = await client.post('/api/lists', { name: 'a' }, key);
    expect((await client.post('/api/lists', { name: 'a' }, key)).body).toEqual(first.body);
    expect(await client.post('/api/lists', { name: 'b' }, key)).toMatchObject(problem(422));
    expect((await client.get('/api/lists')).body).toHaveLength(1);
  });

  test('The 101st list is refused until one is deleted', async () => {
    const made = await Promise.all(Array.from({ length: 100 }, (_, i) => newList(`list ${i}`)));
    expect(await client.post('/api/lists', { name: 'one more' })).toMatchObject(problem(422));
    const put = () => client.put(`/api/lists/${newId()}`, { name: 'one more' }, { 'If-None-Match': '*' });
    expect(await put()).toMatchObject(problem(422));
    expect((await client.delete(`/api/lists/${made[0]!.id}`)).status).toBe(204);
    expect((await put()).status).toBe(201);
  });

  test('A list is read, changed and replaced under its version', async () => {
    const { id } = await newList();
    expect((await client.get(`/api/lists/${id}`, { 'If-None-Match': '"1"' })).status).toBe(304);
    const patched = await client.patch(`/api/lists/${id}`, { archived: true }, { 'If-Match': '"1"' });
    expect(patched).toMatchObject({ status: 200, body: { name: 'Home', archived: true, version: 2 } });
    expect(await client.patch(`/api/lists/${id}`, { name: 'late' }, { 'If-Match': '"1"' })).toMatchObject(problem(412));
    const replaced = await client.put(`/api/lists/${id}`, { name: 'House' }, { 'If-Match': '"2"' });
    expect(replaced).toMatchObject({ status: 200, body: { name: 'House', archived: false, version: 3 } });
    expect(await client.put(`/api/lists/${id}`, { name: 'x' })).toMatchObject(problem(428));
    expect(await client.put(`/api/lists/${id}`, { name: 'x' }, { 'If-None-Match': '*' })).toMatchObject(problem(412));
    expect(await client.get(`/api/lists/${newId()}`)).toMatchObject(problem(404));
    expect(await client.patch('/api/lists/nonsense', { name: 'x' })).toMatchObject(problem(404));
  });
});

describe('tasks in lists', () => {
  test('A task is put into a list, moved to another and back into the Inbox', async () => {
    const [home, work] = [await newList('Home'), await newList('Work')];
    const task = await client.task({ list: home.id });
    expect(task.list).toBe(home.id);
    expect((await client.patch(`/api/tasks/${task.id}`, { list: work.id })).body.list).toBe(work.id);
    expect((await client.get(`/api/tasks?list=${work.id}`)).body).toHaveLength(1);
    expect((await client.get(`/api/tasks?list=${home.id}`)).body).toEqual([]);
    expect((await client.patch(`/api/tasks/${task.id}`, { list: null })).body.list).toBeNull();
  });

  test('A list that does not exist is refused on every write', async () => {
    const missing = newId();
    const { id } = await client.task();
    const refused = problem(400, '/list');
    expect(await client.post('/api/tasks', { title: 'a', list: missing })).toMatchObject(refused);
    expect(await client.patch(`/api/tasks/${id}`, { list: missing })).toMatchObject(refused);
    const replacement = { title: 'a', list: missing };
    expect(await client.put(`/api/tasks/${id}`, replacement, { 'If-Match': '"1"' })).toMatchObject(refused);
    const other = await ApiClient.guest(app.url);
    const theirs = (await other.post('/api/lists', { name: 'theirs' })).body.id;
    expect(await client.post('/api/tasks', { title: 'a', list: theirs })).toMatchObject(refused);
  });

  test('Lists are no tasks: no route of tasks shows, changes or deletes them', async () => {
    const list = await newList();
    await client.task();
    expect(await client.list()).toHaveLength(1);
    expect((await client.patch('/api/tasks', { completed: true })).status).toBe(204);
    expect((await client.delete('/api/tasks')).status).toBe(204);
    expect((await client.get('/api/rule')).body).toMatchObject({ total: 0, data: [] });
    expect((await client.get('/api/lists')).body).toEqual([list]);
  });
});

describe('DELETE /api/lists/:id', () => {
  test('A list with tasks stays until the request says what becomes of them', async () => {
    const list = await newList();
    const { id } = await client.task({ list: list.id });
    expect(await client.delete(`/api/lists/${list.id}`)).toMatchObject(problem(409));
    expect(await client.delete(`/api/lists/${list.id}?tasks=gone`)).toMatchObject(problem(400, '?tasks'));
    expect((await client.get(`/api/lists/${list.id}`)).status).toBe(200);
    expect((await client.delete(`/api/lists/${list.id}?tasks=inbox`)).status).toBe(204);
    expect((await client.get(`/api/tasks/${id}`)).body).toMatchObject({ list: null, version: 2 });
    expect((await client.get('/api/lists')).body).toEqual([]);
    expect(await client.delete(`/api/lists/${list.id}?tasks=inbox`)).toMatchObject(problem(404));
  });

  test('With tasks=trash its tasks leave the list of tasks, and others stay', async () => {
    const list = await newList();
    await Promise.all(Array.from({ length: 3 }, () => client.task({ list: list.id })));
    const other = await client.task();
    expect((await client.delete(`/api/lists/${list.id}?tasks=trash`)).status).toBe(204);
    expect((await client.list()).map(({ id }) => id)).toEqual([other.id]);
  });

  test('If-Match of another version keeps the list', async () => {
    const list = await newList();
    const refused = await client.delete(`/api/lists/${list.id}`, { 'If-Match': '"7"' });
    expect(refused).toMatchObject(problem(412));
    expect((await client.delete(`/api/lists/${list.id}`, { 'If-Match': '"1"' })).status).toBe(204);
  });

  test('A deletion that broke off is completed as it was begun by repeating it', async () => {
    const list = await newList();
    const task = await client.task({ list: list.id });
    app.store.tablestore.faults.add({
      kind: 'error',
      operations: ['BatchWriteRow'],
      code: 'OTSParameterInvalid',
      times: 1,
    });
    expect((await client.delete(`/api/lists/${list.id}?tasks=inbox`)).status).toBe(503);
    expect(await client.get(`/api/lists/${list.id}`)).toMatchObject(problem(404));
    expect((await client.get('/api/versions')).body.lists).toEqual([]);
    expect((await client.get('/api/tasks?list=inbox')).body).toHaveLength(1);
    expect(await client.post('/api/tasks', { title: 'a', list: list.id })).toMatchObject(problem(400, '/list'));
    expect((await client.delete(`/api/lists/${list.id}?tasks=trash`)).status).toBe(204);
    expect((await client.get(`/api/tasks/${task.id}`)).body.list).toBeNull();
  });
});
