import { type Answer, ApiClient } from '../support/client';
import { startStack, type TestStack } from '../support/stack';
import { type LocalTestStore, startStore } from '../support/store';

let store: LocalTestStore;
let discarding: TestStack;
beforeAll(async () => {
  store = await startStore();
  discarding = await startStack({ store, ahead: 3 });
});
afterAll(async () => {
  await discarding.close();
  await store.close();
});

const id = '01JD0000000000000000000000';

/** A person's way through the whole API; each answer is kept without what differs from run to run. */
async function useEverything(url: string): Promise<object[]> {
  const client = await ApiClient.guest(url);
  const answers: object[] = [];
  const keep = (answer: Answer) => {
    const { status, headers, body } = answer;
    const text = JSON.stringify({ status, etag: headers.get('etag'), body: { ...body, requestId: '…' } });
    answers.push(JSON.parse(text.replace(/[0-9A-HJKMNP-TV-Z]{26}|\d{4}-[\d-]+T[\d:.]+Z|127.0.0.1:\d+/g, '…')));
    return answer;
  };
  keep(await client.put(`/api/tasks/${id}`, { title: '买牛奶' }, { 'If-None-Match': '*' }));
  const key = { 'Idempotency-Key': 'k' };
  const created = keep(await client.post('/api/tasks', { title: 'two', due: '2027-01-01' }, key));
  keep(await client.post('/api/tasks', { title: 'two', due: '2027-01-01' }, key));
  keep(await client.get('/api/tasks?limit=1'));
  keep(await client.patch(`/api/tasks/${id}`, { completed: true }, { 'If-Match': '"1"' }));
  keep(await client.patch(`/api/tasks/${id}`, { title: 'stale' }, { 'If-Match': '"1"' }));
  keep(await client.put(created.body.url, { title: 'replaced' }, { 'If-Match': '"1"' }));
  keep(await client.get('/api/tasks?completed=true'));
  keep(await client.delete('/api/tasks?completed=true'));
  keep(await client.patch('/api/tasks', { completed: true }));
  keep(await client.get('/api/tasks'));
  keep(await client.delete(created.body.url));
  keep(await client.get(created.body.url));
  return answers;
}

test('each call goes to a new process, and answers are those of instances that are kept', async () => {
  const before = discarding.functionCompute.stats();
  const discarded = await useEverything(discarding.url);
  const after = discarding.functionCompute.stats();
  expect(after.served - before.served).toBe(discarded.length + 1);
  expect(after.destroyed - before.destroyed).toBeGreaterThanOrEqual(discarded.length);

  const warm = await startStack({ store, warm: true, ahead: 1 });
  const kept = await useEverything(warm.url);
  expect(warm.functionCompute.stats().started).toBe(1);
  await warm.close();
  expect(discarded).toEqual(kept);
  expect(discarded.filter((answer) => 'status' in answer && answer.status === 200).length).toBeGreaterThan(4);
});

test('20 clients at once are all answered, each with its own list', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const client = await ApiClient.guest(discarding.url);
      await client.task({ title: `task of ${i}` });
      return client.list();
    }),
  );
  expect(answers.map((tasks) => tasks.map(({ title }) => title))).toEqual(answers.map((_, i) => [`task of ${i}`]));
});

test('two clients that write the same list from many instances at once lose nothing', async () => {
  const session = await ApiClient.guest(discarding.url);
  const [ours, theirs] = [session, new ApiClient(discarding.url, session.token)];
  const shared = await ours.task({ title: 'shared' });
  const writes = Array.from({ length: 60 }, async (_, i) => {
    const client = i % 2 === 0 ? ours : theirs;
    if (i % 3 === 0) return { change: await client.patch(shared.url, { order: i }) };
    const created = await client.task({ title: `task ${i}` });
    if (i % 3 === 1) return { created: created.id };
    const { status } = await client.delete(created.url);
    return { deleted: created.id, status };
  });
  const results = await Promise.all(writes);
  const tasks = await ours.list();
  const ids = new Set(tasks.map((task) => task.id));
  for (const { created } of results) if (created) expect(ids.has(created)).toBe(true);
  for (const { deleted, status } of results) if (deleted) expect([status, ids.has(deleted)]).toEqual([204, false]);
  const changes = results.flatMap(({ change }) => change ?? []);
  expect(changes.map(({ status }) => status)).toEqual(changes.map(() => 200));
  expect(new Set(changes.map(({ body }) => body.version)).size).toBe(20);
  expect(tasks.find(({ id }) => id === shared.id)).toMatchObject({ version: 21 });
});

test('a call tells that its instance was cold', async () => {
  const { headers } = await new ApiClient(discarding.url).get('/api/health');
  expect(headers.get('server-timing')).toMatch(/^cold;dur=[\d.]+, handler;dur=[\d.]+, store;dur=[\d.]+/);
  expect(headers.get('x-fc-request-id')).toBeTruthy();
});
