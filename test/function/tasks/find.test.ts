import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await ApiClient.guest(app.url);
  const list = (await client.post('/api/lists', { name: 'Home' })).body.id;
  await client.task({ title: '买牛奶 #买菜', note: 'Ｏat milk', due: '2026-12-01', list });
  await client.task({ title: 'Buy bread #买菜 #Shop', due: '2026-12-03' });
  await client.task({ title: 'Call', note: 'about the MILK #shop', completed: true });
});
afterAll(() => app.close());

const titles = async (query: string) => (await client.list(query)).map(({ title }) => title.split(' ')[0]);

test.each<[string, string[]]>([
  ['q=milk', ['买牛奶', 'Call']],
  ['q=牛奶', ['买牛奶']],
  ['q=oat MILK', ['买牛奶']],
  ['q=milk bread', []],
  ['tag=买菜', ['买牛奶', 'Buy']],
  ['tag=%23SHOP', ['Buy', 'Call']],
  ['tag=买菜&tag=shop', ['Buy']],
  ['tag=买菜,shop', ['Buy']],
  ['due=2026-12-01..2026-12-02', ['买牛奶']],
  ['due=..2026-12-03', ['买牛奶', 'Buy']],
  ['due=2026-12-02..', ['Buy']],
  ['due=none', ['Call']],
  ['list=inbox', ['Buy', 'Call']],
  ['q=milk&completed=false', ['买牛奶']],
  ['list=inbox&completed=true&tag=shop&limit=1', ['Call']],
])('GET /api/tasks?%s finds %j', async (query, expected) => {
  expect(await titles(query)).toEqual(expected);
});

test.each([
  ['q=%20', '?q'],
  [`q=${'x'.repeat(501)}`, '?q'],
  ['due=none&due=none', '?due'],
  ['tag=1a', '?tag'],
  ['tag=a%20b', '?tag'],
  ['tag=a,', '?tag'],
  ['list=here', '?list'],
  ['due=2026-02-30..', '?due'],
  ['due=2026-12-02', '?due'],
  ['due=..', '?due'],
  ['due=2026-12-02..2026-12-01', '?due'],
  ['ids=a', '?ids'],
])('GET /api/tasks?%s is refused, naming the parameter', async (query, pointer) => {
  expect(await client.get(`/api/tasks?${query}`)).toMatchObject(problem(400, pointer));
});

test('Pages of a search keep its parameters, and together hold every match once', async () => {
  const many = await ApiClient.guest(app.url);
  for (let i = 0; i < 7; i++) await many.task({ title: `${i % 2 ? 'odd' : 'even'} ${i}` });
  const first = await many.get('/api/tasks?q=even&limit=3');
  expect(first.headers.get('link')).toMatch(/\/api\/tasks\?q=even&limit=3&cursor=\w{26}>; rel="next"/);
  expect((await many.list('q=even&limit=3')).map(({ title }) => title)).toEqual([
    'even 0',
    'even 2',
    'even 4',
    'even 6',
  ]);
});

describe('GET /api/tasks?ids=', () => {
  test('The tasks that exist are answered in the order of the ids, each once, by one BatchGetRow', async () => {
    const [a, b] = [await client.task({ title: 'a' }), await client.task({ title: 'b' })];
    const before = app.store.tablestore.counters().operations.BatchGetRow?.calls ?? 0;
    const { body } = await client.get(`/api/tasks?ids=${b.id},01JD0000000000000000000000,${a.id},${b.id}`);
    expect(body.map(({ title }: { title: string }) => title)).toEqual(['b', 'a']);
    expect(app.store.tablestore.counters().operations.BatchGetRow?.calls).toBe(before + 1);
  });

  test('More than 100 ids, and other parameters beside them, are refused', async () => {
    const id = '01JD0000000000000000000000';
    expect(await client.get(`/api/tasks?ids=${Array(101).fill(id)}`)).toMatchObject(problem(400, '?ids'));
    expect(await client.get(`/api/tasks?ids=${id}&limit=3`)).toMatchObject(problem(400, '?limit'));
  });
});

describe('GET /api/versions', () => {
  test('Every list and task stands there with its version, in the order of ids, and what was deleted is absent', async () => {
    const other = await ApiClient.guest(app.url);
    const list = (await other.post('/api/lists', { name: 'a' })).body;
    const [a, b, c] = [await other.task(), await other.task(), await other.task()];
    await other.patch(`/api/tasks/${b.id}`, { title: 'changed' });
    await other.delete(`/api/tasks/${c.id}`);
    const { status, headers, body } = await other.get('/api/versions');
    expect(status).toBe(200);
    expect(body).toEqual({
      lists: [[list.id, 1]],
      tasks: [
        [a.id, 1],
        [b.id, 2],
      ],
    });
    const etag = headers.get('etag') as string;
    expect((await other.get('/api/versions', { 'If-None-Match': `W/${etag}` })).status).toBe(304);
    await other.patch(`/api/lists/${list.id}`, { name: 'b' });
    expect((await other.get('/api/versions', { 'If-None-Match': etag })).status).toBe(200);
  });

  test('A cursor that no Link gave is refused', async () => {
    expect(await client.get('/api/versions?cursor=key:x')).toMatchObject(problem(400, '?cursor'));
  });
});
