import { createHash } from 'node:crypto';
import { dateOf, dayOf, utcDateOf } from '../../../src/shared/dates';
import { occurrenceId, occurrenceSeed } from '../../../src/shared/repeat/occurrence';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient, problem } from '../../support/client';
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

const today = utcDateOf(Date.now());
/** A date so many days from today. */
const inDays = (days: number) => dateOf(dayOf(today) + days);
const completed = { completed: true, completedOn: today };
const version = (of: number) => ({ 'If-Match': `"${of}"` });

const daily = (fields: object = {}) => client.task({ due: today, repeat: 'FREQ=DAILY', ...fields });
const complete = (task: { url: string; due: string }, body: object = completed) =>
  client.patch(`${task.url}?occurrence=${task.due}`, body);
const copyId = (task: { id: string }, due: string) =>
  occurrenceId(due, createHash('sha256').update(occurrenceSeed(task.id, due)).digest());
const linkOf = ({ headers }: Answer) => headers.get('link');
/** The finished occurrences and the series, by date. */
const dates = async () =>
  (await client.list())
    .map(({ due, completed, occurrenceOf }) => `${due} ${completed ? 'done' : 'open'}${occurrenceOf ? '' : ' series'}`)
    .sort();

test('A completed occurrence stays as a completed task, and the series goes on in place', async () => {
  const fields = { title: 'water #plants', note: '- [ ] fern', order: 2.5, list: null };
  const task = await client.task({ ...fields, due: '2027-01-31', repeat: 'FREQ=MONTHLY;COUNT=3' });
  const answer = await client.patch(task.url, completed, version(1));
  expect(answer).toMatchObject({
    status: 200,
    body: {
      ...task,
      due: '2027-02-28',
      repeat: 'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2',
      version: 2,
      updatedAt: expect.any(String),
    },
  });
  expect(answer.headers.get('etag')).toBe('"2"');
  const copy = `${app.url}/api/tasks/${copyId(task, '2027-01-31')}`;
  expect(linkOf(answer)).toBe(`<${copy}>; rel="completed"`);
  const { body } = await client.get(copy);
  expect(body).toMatchObject({
    ...fields,
    due: '2027-01-31',
    status: 'completed',
    completedAt: expect.any(String),
    repeat: null,
    repeatFrom: 'due',
    occurrenceOf: task.id,
    version: 1,
  });
  expect(await client.list()).toHaveLength(2);
});

test('A completion needs If-Match with a version, or the date of the occurrence', async () => {
  const task = await daily();
  for (const headers of [{}, { 'If-Match': '*' }]) {
    expect(await client.patch(task.url, completed, headers)).toMatchObject(problem(428));
    expect(await client.post(`${task.url}/skip`, {}, headers)).toMatchObject(problem(428));
  }
  expect(await client.patch(task.url, completed, version(2))).toMatchObject(problem(412));
  expect(await client.patch(`${task.url}?occurrence=${task.due}`, completed, version(2))).toMatchObject(problem(412));
  expect(await client.list()).toEqual([task]);
  // What completes no series needs neither.
  expect((await client.patch(task.url, { title: 'b' })).status).toBe(200);
  expect((await client.patch(task.url, { completed: true, repeat: null })).body).toMatchObject({ completed: true });
});

test('A completion of an occurrence that was completed before changes nothing, whatever the version', async () => {
  const task = await daily();
  const first = await complete(task);
  const repeat = await complete(task, { ...completed, title: 'late' });
  expect(repeat).toMatchObject({ status: 200, body: first.body });
  expect(linkOf(repeat)).toBe(linkOf(first));
  const withVersion = await client.patch(`${task.url}?occurrence=${task.due}`, completed, version(1));
  expect(withVersion).toMatchObject({ status: 200, body: first.body });
  expect(await client.patch(task.url, completed, version(1))).toMatchObject(problem(412));
  for (const other of [inDays(-1), inDays(2)]) {
    expect(await complete({ ...task, due: other })).toMatchObject(problem(409));
  }
  expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
});

test('Other changes of a completion come first and are in the finished occurrence', async () => {
  const task = await daily();
  const change = { ...completed, title: 'b', note: 'n', due: inDays(3), repeat: 'FREQ=DAILY;INTERVAL=2' };
  const answer = await complete(task, change);
  expect(answer.body).toMatchObject({ title: 'b', note: 'n', due: inDays(5), repeat: change.repeat, version: 2 });
  const { body } = await client.get(`/api/tasks/${copyId(task, inDays(3))}`);
  expect(body).toMatchObject({ title: 'b', note: 'n', due: inDays(3) });
  expect(await complete(task, change)).toMatchObject({ status: 200, body: answer.body });
});

test('The last occurrence completes the task itself, and reopening it opens that occurrence', async () => {
  for (const repeat of ['FREQ=DAILY;COUNT=1', `FREQ=DAILY;UNTIL=${today.replace(/-/g, '')}`]) {
    const task = await daily({ repeat });
    const answer = await complete(task);
    expect(answer.body).toMatchObject({ completed: true, due: task.due, repeat, version: 2 });
    expect(linkOf(answer)).toBeNull();
    expect(await complete(task)).toMatchObject({ status: 200, body: answer.body });
    expect(await complete({ ...task, due: inDays(1) })).toMatchObject(problem(409));
    expect((await client.patch(task.url, { completed: false })).body).toMatchObject({ status: 'open', due: task.due });
  }
  expect(await client.list()).toHaveLength(2);
});

test.each([
  ['A daily task that was left for two weeks comes back once', 'FREQ=DAILY', 'due', -14, 1],
  ['A weekly task that is done two days early comes back the week after', 'FREQ=WEEKLY', 'due', 2, 9],
  [
    'A task that repeats from its completion comes back so many days later',
    'FREQ=DAILY;INTERVAL=10',
    'completion',
    -3,
    10,
  ],
])('%s', async (_, repeat, repeatFrom, due, next) => {
  const task = await client.task({ due: inDays(due), repeat, repeatFrom });
  expect((await complete(task)).body.due).toBe(inDays(next));
  expect(await dates()).toEqual([`${inDays(due)} done`, `${inDays(next)} open series`].sort());
});

test('The person’s own date counts when it is at most a day from UTC’s', async () => {
  for (const day of [-1, 0, 1]) {
    const task = await daily({ due: inDays(-5) });
    const { body } = await complete(task, { completed: true, completedOn: inDays(day) });
    expect(body.due).toBe(inDays(day + 1));
  }
  const task = await daily();
  for (const wrong of [inDays(2), inDays(-2), '2027-02-30', 'today', 1, null]) {
    const body = { completed: true, completedOn: wrong };
    expect(await complete(task, body)).toMatchObject(problem(400, '/completedOn'));
    expect(await client.patch('/api/tasks', body)).toMatchObject(problem(400, '/completedOn'));
  }
  for (const change of [{}, { completed: false }, { status: 'paused' }]) {
    const body = { ...change, completedOn: today };
    expect(await client.patch(task.url, body, version(1))).toMatchObject(problem(400, '/completedOn'));
  }
  const plain = await client.task();
  const answer = await client.patch(plain.url, { status: 'completed', completedOn: inDays(1) });
  expect(answer.body).toMatchObject({ completed: true, completedAt: answer.body.updatedAt });
});

test('The parameter occurrence is a date and goes with a completion', async () => {
  const task = await daily();
  for (const [query, body] of [
    ['occurrence=2027-02-30', completed],
    ['occurrence=', completed],
    [`occurrence=${task.due}`, { title: 'b' }],
    [`occurrence=${task.due}`, { completed: false }],
  ]) {
    expect(await client.patch(`${task.url}?${query}`, body)).toMatchObject(problem(400, '?occurrence'));
  }
  expect(await client.list()).toEqual([task]);
});

test('A task that does not repeat is completed by its date as well, once', async () => {
  const task = await client.task({ due: inDays(1) });
  expect(await complete({ ...task, due: today })).toMatchObject(problem(409));
  const { body } = await complete(task);
  expect(body).toMatchObject({ completed: true, version: 2 });
  expect((await complete(task)).body).toEqual(body);
});

test('Creating or replacing a repeating task as completed stores it as completed', async () => {
  const task = await daily({ completed: true });
  expect(task).toMatchObject({ completed: true, due: today, repeat: 'FREQ=DAILY' });
  const fields = { title: 'b', due: today, repeat: 'FREQ=DAILY', completed: true };
  expect((await client.put((await daily()).url, fields, version(1))).body).toMatchObject(fields);
  expect(await client.list()).toHaveLength(2);
});

test('A skip goes on to the next date, counts down, and leaves nothing', async () => {
  const task = await daily({ repeat: 'FREQ=DAILY;COUNT=3' });
  const skip = (headers: Record<string, string> = {}, query = '') =>
    client.post(`${task.url}/skip${query}`, undefined, headers);
  const answer = await skip(version(1));
  expect(answer).toMatchObject({ status: 200, body: { due: inDays(1), repeat: 'FREQ=DAILY;COUNT=2', version: 2 } });
  expect(answer.headers.get('etag')).toBe('"2"');
  expect(linkOf(answer)).toBeNull();
  expect(await skip(version(1))).toMatchObject(problem(412));
  expect(await skip({}, `?occurrence=${today}`)).toMatchObject(problem(409));
  expect((await skip({}, `?occurrence=${inDays(1)}`)).body).toMatchObject({
    due: inDays(2),
    repeat: 'FREQ=DAILY;COUNT=1',
  });
  expect(await skip(version(3))).toMatchObject(problem(409));
  expect(await client.list()).toMatchObject([{ due: inDays(2), version: 3 }]);

  const plain = await client.task({ due: today });
  expect(await client.post(`${plain.url}/skip?occurrence=${plain.due}`, {})).toMatchObject(problem(409));
  expect(await client.post(`${task.url}/skip`, { completedOn: today }, version(3))).toMatchObject(
    problem(400, '/completedOn'),
  );
  expect(await client.post('/api/tasks/01JD0000000000000000000000/skip', {}, version(1))).toMatchObject(problem(404));
});

test('A completion is undone by deleting the finished occurrence and setting the date and the rule back', async () => {
  const task = await daily({ repeat: 'FREQ=DAILY;COUNT=3' });
  for (const at of [1, 3]) {
    const { body, headers } = await client.patch(task.url, completed, version(at));
    const copy = /<(.+)>/.exec(headers.get('link')!)![1]!;
    expect((await client.delete(copy)).status).toBe(204);
    const { due, repeat } = task;
    const undone = await client.patch(task.url, { due, repeat }, version(body.version));
    expect(undone.body).toMatchObject({ due, repeat, completed: false, version: at + 2 });
    expect(await client.list()).toEqual([undone.body]);
  }
});

describe('When a repeating task is completed by several at once,', () => {
  const ten = Array.from({ length: 10 }, (_, i) => i);

  test('ten calls that name the occurrence make one copy, and all succeed', async () => {
    const task = await daily();
    const answers = await Promise.all(ten.map(() => complete(task)));
    expect(answers.map(({ status }) => status)).toEqual(ten.map(() => 200));
    expect(new Set(answers.map(({ body }) => `${body.due} ${body.version}`))).toEqual(new Set([`${inDays(1)} 2`]));
    expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
  });

  test('one of ten calls that expect the same version succeeds', async () => {
    const task = await daily();
    const answers = await Promise.all(ten.map(() => client.patch(task.url, completed, version(1))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...ten.slice(1).map(() => 412)]);
    expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
  });

  test('other changes of the series at the same time are kept', async () => {
    const task = await daily();
    proxy.plan('UpdateRow', async () => {
      await client.patch(task.url, { note: 'theirs' });
    });
    expect((await complete(task)).body).toMatchObject({ due: inDays(1), note: 'theirs', version: 3 });
    expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
  });
});

const lost: Step[] = ['cut before', 'cut after', 'garble'];
const always = (step: Step) => [step, step, step, step] as const;

describe.each(lost)('When the answer to a write of a completion is lost (%s),', (step) => {
  test.each(['PutRow', 'UpdateRow'])('%s: the occurrence is completed once', async (operation) => {
    for (const [query, headers] of [
      [`?occurrence=${today}`, {}],
      ['', version(1)],
    ] as const) {
      const task = await daily();
      proxy.plan(operation, step);
      const answer = await client.patch(`${task.url}${query}`, completed, headers);
      expect(answer).toMatchObject({ status: 200, body: { due: inDays(1), version: 2 } });
    }
    expect(await dates()).toEqual(
      ['done', 'done', 'open series', 'open series'].map((what, i) => `${inDays(i >> 1)} ${what}`),
    );
  });

  test.each(['PutRow', 'UpdateRow'])('%s each time: repeating the call completes it once', async (operation) => {
    const task = await daily();
    proxy.plan(operation, ...always(step));
    const answer = await complete(task);
    // An attempt that met its own earlier one is resolved.
    if (answer.status !== 200) expect(answer).toMatchObject(problem(503));
    expect(await complete(task)).toMatchObject({ status: 200, body: { due: inDays(1), version: 2 } });
    expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
  });

  test('a skip is done once', async () => {
    const task = await daily();
    proxy.plan('UpdateRow', step);
    const answer = await client.post(`${task.url}/skip?occurrence=${task.due}`, {});
    expect(answer).toMatchObject({ status: 200, body: { due: inDays(1), version: 2 } });
    expect(await client.list()).toEqual([answer.body]);
  });
});

test('After a crash between the two writes the occurrence is kept, and the series is where it was', async () => {
  const task = await daily();
  proxy.plan('UpdateRow', ...always('cut before'));
  expect(await complete(task)).toMatchObject(problem(503));
  expect(await dates()).toEqual([`${today} done`, `${today} open series`]);
  expect((await client.patch(task.url, completed, version(1))).status).toBe(200);
  expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
});

describe('When all tasks are completed at once,', () => {
  const completeAll = async (body: object = completed) => (await client.patch('/api/tasks', body)).status;

  test('each repeating task goes on once, others are completed, and a repeat on the same day changes nothing', async () => {
    await client.task();
    await daily({ status: 'paused', title: 'paused' });
    for (const due of [-20, 0, 5]) await daily({ due: inDays(due), note: 'n' });
    await daily({ repeat: 'FREQ=DAILY;COUNT=1' });
    expect(await completeAll()).toBe(204);
    const before = await client.list();
    expect(await dates()).toEqual(
      [
        'null done series',
        ...[-20, 0, 0, 5].map((due) => `${inDays(due)} done`),
        `${today} done series`,
        ...[1, 1, 1, 6].map((due) => `${inDays(due)} open series`),
      ].sort(),
    );
    expect(before.find(({ title, repeat }) => title === 'paused' && repeat)).toMatchObject({ status: 'paused' });
    expect(before.filter(({ note, occurrenceOf }) => note === 'n' && occurrenceOf)).toHaveLength(3);
    expect(await completeAll()).toBe(204);
    expect(await client.list()).toEqual(before);
  });

  test('a repeating task that was completed on that day stays, and the next day it goes on', async () => {
    const task = await daily();
    await complete(task);
    await completeAll();
    await completeAll({ completed: true, completedOn: inDays(-1) });
    expect(await dates()).toEqual([`${today} done`, `${inDays(1)} open series`]);
    await completeAll({ completed: true, completedOn: inDays(1) });
    expect(await dates()).toEqual([`${today} done`, `${inDays(1)} done`, `${inDays(2)} open series`]);
  });

  test.each(lost.flatMap((step) => ['copies', 'series'].map((write) => [step, write] as const)))(
    'each repeating task goes on once when the answer is lost once or always (%s, write of the %s)',
    async (step, write) => {
      for (const steps of [[step], always(step)]) {
        client = await ApiClient.guest(app.url);
        await Promise.all([daily(), daily(), daily()]);
        proxy.plan('BatchWriteRow', ...(write === 'series' ? ['pass' as const] : []), ...steps);
        const status = await completeAll();
        if (status !== 204) expect(status).toBe(503);
        expect(await completeAll()).toBe(204);
        expect(await dates()).toEqual(
          ['done', 'open series'].flatMap((what, i) => Array(3).fill(`${inDays(i)} ${what}`)),
        );
      }
    },
  );

  test('a change that comes between is kept', async () => {
    const [renamed, plain] = [await daily(), await daily()];
    proxy.plan('BatchWriteRow', 'pass', async () => {
      await client.patch(renamed.url, { title: 'theirs' });
      await client.patch(plain.url, { repeat: null });
    });
    expect(await completeAll()).toBe(204);
    expect((await client.get(renamed.url)).body).toMatchObject({ title: 'theirs', due: inDays(1), version: 3 });
    expect((await client.get(plain.url)).body).toMatchObject({ completed: true, due: today, version: 3 });
  });

  test('more repeating tasks than one batch holds go on, each with a long note', async () => {
    const note = '长'.repeat(10_000);
    await Promise.all(Array.from({ length: 70 }, () => daily({ note })));
    expect(await completeAll()).toBe(204);
    const tasks = await client.list('limit=50');
    expect(tasks.filter(({ completed, occurrenceOf }) => completed && occurrenceOf)).toHaveLength(70);
    expect(tasks.filter(({ due, completed }) => due === inDays(1) && !completed)).toHaveLength(70);
    expect(tasks.every((task) => task.note === note)).toBe(true);
  });

  test('reopening all opens the finished occurrences, too', async () => {
    await daily();
    await completeAll();
    expect((await client.patch('/api/tasks', { completed: false })).status).toBe(204);
    expect((await client.list()).map(({ due, completed }) => [due, completed])).toEqual(
      [
        [inDays(1), false],
        [today, false],
      ].sort(),
    );
  });
});
