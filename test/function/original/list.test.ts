import { TaskSearch } from '../../../src/function/original/search';
import { TablestoreClient } from '../../../src/function/tablestore/client';
import { tasksTable } from '../../../src/function/tablestore/schema';
import { newTaskId } from '../../../src/function/tasks/task';
import { startApp, type TestApp } from '../../support/app';
import { problem } from '../../support/client';
import { names, OriginalPage } from './pages';

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

test('a first visit asks twice who it is and is one guest, who has an empty list', async () => {
  const visitor = new OriginalPage(app.url);
  const first = await visitor.get('/api/currentUser');
  expect(first).toMatchObject({ status: 200, body: { name: '访客', avatar: expect.any(String), tags: [] } });
  expect(first.headers.getSetCookie()).toEqual([expect.stringMatching(/^session-\w+=.*HttpOnly; SameSite=Lax/)]);
  const [second, list] = await Promise.all([
    visitor.get('/api/currentUser'),
    visitor.get('/api/rule?current=1&pageSize=10&sorter='),
  ]);
  expect(second.body.userid).toBe(first.body.userid);
  expect(second.headers.getSetCookie()).toEqual([]);
  expect(list.headers.getSetCookie()).toEqual([]);
  expect(list.body).toEqual({ data: [], total: 0, success: true, pageSize: 10, current: 1 });
});

test('what one front end creates, the other shows', async () => {
  const row = await page.todo({ name: '买牛奶', desc: '两瓶' });
  const { body: tasks } = await page.get('/api/tasks');
  expect(tasks).toMatchObject([{ id: row.key, title: '买牛奶', note: '两瓶', status: 'open' }]);
  for (const [status, title] of Object.entries(['closed', 'open', 'completed', 'paused'])) {
    await page.send('POST', '/api/tasks', { title, status: title });
    const { data } = await page.list();
    expect(data[0]).toMatchObject({ name: title, desc: '', status: Number(status) });
  }
  const { body: session } = await page.get('/api/session');
  const { body: user } = await page.get('/api/currentUser');
  expect(user.userid).toBe(session.user.id);
});

test('a row has the fields of the original', async () => {
  await page.create({ name: 'a', desc: 'b' });
  const { data } = await page.list();
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(data).toEqual([
    {
      key: expect.stringMatching(/^[0-9A-Z]{26}$/),
      name: 'a',
      desc: 'b',
      status: 1,
      updatedAt: time,
      createdAt: time,
      href: expect.stringContaining('/api/tasks/'),
      owner: '访客',
      avatar: '',
      disabled: false,
      callNo: 1,
      progress: 0,
    },
  ]);
});

describe('The query is obeyed', () => {
  test('pages newest first, at most pageSize rows, with the total of all', async () => {
    for (let i = 1; i <= 12; i++) await page.todo({ name: `${i}` });
    expect(names((await page.list()).data)).toEqual(['12', '11', '10', '9', '8', '7', '6', '5', '4', '3']);
    expect(await page.list('current=2&pageSize=10&sorter=')).toMatchObject({
      data: [{ name: '2' }, { name: '1' }],
      total: 12,
      current: 2,
      pageSize: 10,
    });
    expect(names((await page.list('current=3&pageSize=5')).data)).toEqual(['2', '1']);
  });

  test('past the last page there are no rows, and the total is still true', async () => {
    await page.todo({ name: 'a' });
    expect(await page.list('current=3&pageSize=10')).toMatchObject({ data: [], total: 1, current: 3 });
  });

  test('a page has at most 100 rows, and says so', async () => {
    expect(await page.list('pageSize=100000')).toMatchObject({ pageSize: 100 });
  });

  test('sorts by updatedAt both ways over the whole list, and back to none', async () => {
    const [a] = [await page.todo({ name: 'a' }), await page.todo({ name: 'b' }), await page.todo({ name: 'c' })];
    await new Promise((resolve) => setTimeout(resolve, 2));
    await page.complete(a);
    const sorted = async (sorter: string) => names((await page.list(`current=1&pageSize=2&sorter=${sorter}`)).data);
    expect(await sorted('updatedAt_descend')).toEqual(['a', 'c']);
    expect((await sorted('updatedAt_ascend'))[0]).toBe('b');
    for (const none of ['updatedAt_undefined', '', 'name_ascend']) expect(await sorted(none)).toEqual(['c', 'b']);
    const second = await page.list('current=2&pageSize=2&sorter=updatedAt_ascend');
    expect([names(second.data), second.total]).toEqual([['a'], 3]);
  });

  test('searches by name, description and status, alone and together, before it counts and pages', async () => {
    for (const [name, desc, status] of [
      ['买牛奶', '两瓶', 1],
      ['买面包', '两个', 2],
      ['写信', '买邮票', 0],
      ['Milk', '', 3],
    ]) {
      await page.create({ name, desc, status });
    }
    const search = async (parameters: Record<string, string>) => {
      const { data, total } = await page.list(`current=1&pageSize=1&${new URLSearchParams(parameters)}`);
      return [names(data)[0], total];
    };
    expect(await search({ name: '买' })).toEqual(['买面包', 2]);
    expect(await search({ name: '牛奶 ' })).toEqual(['买牛奶', 1]);
    expect(await search({ name: 'milk' })).toEqual([undefined, 0]);
    expect(await search({ desc: '两' })).toEqual(['买面包', 2]);
    expect(await search({ status: '1' })).toEqual(['买牛奶', 1]);
    expect(await search({ status: '0,3' })).toEqual(['Milk', 2]);
    expect(await search({ name: '买', desc: '两', status: '2' })).toEqual(['买面包', 1]);
    expect(await search({ name: '', desc: '', status: '', updatedAt: '', _timestamp: '1606118400000' })).toEqual([
      'Milk',
      4,
    ]);
  });

  test('updatedAt finds what was changed at that time or later, by the clock of China unless it names a zone', async () => {
    await page.todo({ name: 'a' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { updatedAt } = await page.todo({ name: 'b' });
    const found = async (time: string) => names((await page.list(`updatedAt=${encodeURIComponent(time)}`)).data);
    const inChina = new Date(Date.parse(updatedAt) + 8 * 3600_000).toISOString();
    expect(await found(inChina.slice(0, 19).replace('T', ' '))).toEqual(['b']);
    expect(await found(inChina.slice(0, 10))).toEqual(['b', 'a']);
    expect(await found(updatedAt)).toEqual(['b']);
    expect(await found('2999-01-01 00:00:00')).toEqual([]);
  });

  test.each([
    ['current=0', '?current'],
    ['current=x', '?current'],
    ['current=1&current=2', '?current'],
    ['pageSize=-1', '?pageSize'],
    ['pageSize=1.5', '?pageSize'],
    ['status=4', '?status'],
    ['status=open', '?status'],
    ['status=1,', '?status'],
    ['updatedAt=yesterday', '?updatedAt'],
    ['updatedAt=2026-02-31', '?updatedAt'],
    ['updatedAt=2026-13-01%2000:00:00', '?updatedAt'],
  ])('refuses %s', async (query, pointer) => {
    expect(await page.get(`/api/rule?${query}`)).toMatchObject(problem(400, pointer));
  });
});

/** Keys of tasks that are not there. */
const keysOfOthers = (count: number) => Array.from({ length: count }, (_, i) => newTaskId(i));

describe('10,000 tasks', () => {
  const count = 10_000;
  const begin = Date.UTC(2026, 0, 1);
  let big: OriginalPage;

  let owner: string;
  let store: TablestoreClient;
  const call = (milliseconds: number) => ({
    deadline: Date.now() + milliseconds,
    credentials: undefined,
    region: undefined,
    recordOperation() {},
  });

  /** Task number i is called so, was created i seconds after the beginning, and was changed in another order. */
  beforeAll(async () => {
    big = await OriginalPage.open(app.url);
    owner = (await big.get('/api/currentUser')).body.userid;
    const { settings } = app.store;
    store = new TablestoreClient({
      endpoint: () => settings.tablestoreEndpoint!,
      instance: settings.tablestoreInstance,
      credentials: settings.credentials,
    });
    const seeding = call(60_000);
    for (let start = 0; start < count; start += 200) {
      const rows = Array.from({ length: 200 }, (_, at) => start + at).map((i) => ({
        type: 'update' as const,
        key: { owner, id: newTaskId(begin + i * 1000) },
        put: {
          title: `task ${i}`,
          note: i % 1000 === 0 ? 'round' : '',
          status: i % 2 === 0 ? 'open' : 'completed',
          created_at: begin + i * 1000,
          updated_at: begin + ((i * 7919) % count) * 1000,
          version: 1,
        },
        condition: { row: 'any' as const },
      }));
      await store.batchWrite(seeding, tasksTable, rows);
    }
  });

  test('are counted, paged, sorted and searched as ten are', async () => {
    expect(await big.list()).toMatchObject({ data: { length: 10, 0: { name: 'task 9999' } }, total: count });
    expect(await big.list('current=1000&pageSize=10')).toMatchObject({ data: { 9: { name: 'task 0' } }, total: count });
    expect(await big.list('current=600&pageSize=10')).toMatchObject({ data: { length: 10, 0: { name: 'task 4009' } } });
    const times = ({ data }: { data: { updatedAt: string }[] }) => data.map(({ updatedAt }) => Date.parse(updatedAt));
    const at = (seconds: number[]) => seconds.map((second) => begin + second * 1000);
    expect(times(await big.list('current=2&pageSize=3&sorter=updatedAt_ascend'))).toEqual(at([3, 4, 5]));
    expect(times(await big.list('current=2&pageSize=3&sorter=updatedAt_descend'))).toEqual(at([9996, 9995, 9994]));
    expect(await big.list('status=1&current=500&pageSize=10')).toMatchObject({ data: { length: 10 }, total: 5000 });
    const round = await big.list('desc=round&status=1&current=2&pageSize=6');
    expect([names(round.data), round.total]).toEqual([['task 3000', 'task 2000', 'task 1000', 'task 0'], 10]);
  });

  test('are not shown in part when the time of the call is over before the end of the list', async () => {
    app.store.tablestore.faults.add({ kind: 'delay', delayMs: 400, operations: ['GetRange'] });
    const query = { current: 1, pageSize: 10, order: 'newest first' } as const;
    const found = new TaskSearch(store).find(call(1000), owner, query);
    await expect(found).rejects.toMatchObject({ name: 'StoreError', operation: 'GetRange' });
  });

  test('are deleted 300 at a time, and the list after it has the others', async () => {
    const pages = [await big.list('current=2&pageSize=100'), await big.list('current=3&pageSize=100')];
    const keys = pages.flatMap(({ data }) => data.map(({ key }) => key)).concat(keysOfOthers(100));
    const { status, body } = await big.delete(keys);
    expect(new Set(keys).size).toBe(300);
    expect({ status, total: body.pagination.total, last: body.list[99].name }).toMatchObject({
      status: 200,
      total: count - 200,
      last: 'task 9900',
    });
    expect(await big.list('name=task 98')).toMatchObject({ data: { length: 10, 0: { name: 'task 989' } }, total: 11 });
  });

  test('a list that cannot be read to its end is a failure, never a part of it or none', async () => {
    // The first range is read; those after it are refused for longer than reads are retried.
    app.store.tablestore.faults.add({ kind: 'delay', delayMs: 0, operations: ['GetRange'], times: 1 });
    app.store.tablestore.faults.add({ kind: 'error', code: 'OTSServerBusy', operations: ['GetRange'] });
    expect(await big.get('/api/rule?current=1&pageSize=10&sorter=')).toMatchObject(problem(503));
  });
});
