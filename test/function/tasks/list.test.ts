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

describe('GET /api/tasks', () => {
  test('answers an empty array to a new caller', async () => {
    expect(await client.get('/api/tasks')).toMatchObject({ status: 200, body: [] });
  });

  test('pages in creation order without gaps or repeats, and the last page has no next link', async () => {
    const created: string[] = [];
    for (let i = 0; i < 7; i++) created.push((await client.task({ title: `task ${i}` })).id);
    const pages: string[][] = [];
    let path: string | undefined = '/api/tasks?limit=3';
    while (path) {
      const { body, headers } = await client.get(path);
      pages.push(body.map(({ id }: { id: string }) => id));
      path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(created);
    const exact = await client.get('/api/tasks?limit=7');
    expect(exact.headers.get('link')).toBeNull();
  });

  test('filters by completion across pages', async () => {
    for (let i = 0; i < 6; i++) await client.task({ title: `${i}`, completed: i % 2 === 0 });
    const titles = async (query: string) => (await client.list(query)).map(({ title }) => title);
    expect(await titles('completed=true&limit=1')).toEqual(['0', '2', '4']);
    expect(await titles('completed=false&limit=2')).toEqual(['1', '3', '5']);
  });

  test('holds nothing of another owner', async () => {
    await client.task();
    const other = await ApiClient.guest(app.url);
    await other.task({ title: 'other' });
    expect((await client.list()).map(({ title }) => title)).toEqual(['买牛奶']);
  });

  test.each([
    ['limit=0', '?limit'],
    ['limit=201', '?limit'],
    ['limit=ten', '?limit'],
    ['limit=1&limit=2', '?limit'],
    ['completed=yes', '?completed'],
    ['cursor=', '?cursor'],
    ['cursor=../../settings', '?cursor'],
    ['complete=true', '?complete'],
  ])('refuses %s', async (query, pointer) => {
    expect(await client.get(`/api/tasks?${query}`)).toMatchObject(problem(400, pointer));
  });

  test('names every wrong parameter at once', async () => {
    expect(await client.get('/api/tasks?limit=0&cursor=x')).toMatchObject(problem(400, '?limit', '?cursor'));
  });

  test('tells caches to keep answers to themselves', async () => {
    const { headers } = await client.get('/api/tasks');
    expect(headers.get('cache-control')).toMatch(/private/);
  });
});

describe('PATCH /api/tasks', () => {
  test('completes all tasks of the caller and nobody else’s, more than one batch of them', async () => {
    const other = await ApiClient.guest(app.url);
    await other.task();
    const before = await client.task({ completed: true });
    await Promise.all(Array.from({ length: 250 }, () => client.task()));
    expect(await client.patch('/api/tasks', { completed: true })).toMatchObject({ status: 204, body: '' });
    const tasks = await client.list();
    expect(tasks).toHaveLength(251);
    expect(tasks.every(({ completed, completedAt }) => completed && completedAt)).toBe(true);
    expect(tasks.find(({ id }) => id === before.id)).toEqual(before);
    expect(tasks.filter(({ version }) => version === 2)).toHaveLength(250);
    expect(await other.list()).toMatchObject([{ completed: false, version: 1 }]);
  });

  test('reopens the completed ones and leaves paused and closed ones alone', async () => {
    for (const status of ['open', 'completed', 'paused', 'closed']) await client.task({ title: status, status });
    expect((await client.patch('/api/tasks', { completed: false })).status).toBe(204);
    expect(await client.list()).toMatchObject([
      { status: 'open', version: 1 },
      { status: 'open', version: 2, completedAt: null },
      { status: 'paused', version: 1 },
      { status: 'closed', version: 1 },
    ]);
  });

  test.each([[{}], [{ completed: 'yes' }], [{ completed: null }]])('refuses %j', async (body) => {
    expect(await client.patch('/api/tasks', body)).toMatchObject(problem(400, '/completed'));
  });

  test('refuses other fields', async () => {
    expect(await client.patch('/api/tasks', { completed: true, title: 'x' })).toMatchObject(problem(400, '/title'));
  });
});

describe('DELETE /api/tasks', () => {
  test('removes the completed ones only when asked so, and may be repeated', async () => {
    await client.task({ title: 'keep' });
    await client.task({ title: 'gone', completed: true });
    for (let i = 0; i < 2; i++) expect((await client.delete('/api/tasks?completed=true')).status).toBe(204);
    expect((await client.list()).map(({ title }) => title)).toEqual(['keep']);
  });

  test('removes all of the caller’s tasks and nobody else’s', async () => {
    const other = await ApiClient.guest(app.url);
    await other.task();
    await Promise.all(Array.from({ length: 205 }, () => client.task()));
    for (let i = 0; i < 2; i++) expect((await client.delete('/api/tasks')).status).toBe(204);
    expect(await client.list()).toEqual([]);
    expect(await other.list()).toHaveLength(1);
  });

  test.each(['completed=false', 'completed=yes', 'complete=true', 'completed='])(
    'refuses %s rather than deleting everything',
    async (query) => {
      await client.task();
      expect((await client.delete(`/api/tasks?${query}`)).status).toBe(400);
      expect(await client.list()).toHaveLength(1);
    },
  );
});
