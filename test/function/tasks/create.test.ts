import { ulidPattern } from '../../../src/shared/ulid';
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

describe('POST /api/tasks', () => {
  test('creates a task and answers it with its place and version', async () => {
    const answer = await client.post('/api/tasks', { title: '  买牛奶 🥛 ' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(ulidPattern),
        title: '买牛奶 🥛',
        note: '',
        status: 'open',
        completed: false,
        completedAt: null,
        order: null,
        due: null,
        version: 1,
      },
    });
    const { id, url, createdAt, updatedAt } = answer.body;
    expect(url).toBe(`${app.url}/api/tasks/${id}`);
    expect(answer.headers.get('location')).toBe(url);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(new Date(createdAt).toISOString()).toBe(createdAt);
    expect(updatedAt).toBe(createdAt);
    expect((await client.get(url)).body).toEqual(answer.body);
  });

  test('takes every field that a person may set', async () => {
    const fields = { title: 't', note: 'n\n二', status: 'completed', completed: true, order: -1.5, due: '2028-02-29' };
    const { body } = await client.post('/api/tasks', fields);
    expect(body).toMatchObject({ ...fields, completedAt: body.createdAt });
  });

  test('counts code points, not UTF-16 units, up to 500', async () => {
    expect((await client.post('/api/tasks', { title: '😀'.repeat(500) })).status).toBe(201);
    expect(await client.post('/api/tasks', { title: '😀'.repeat(501) })).toMatchObject(problem(400, '/title'));
  });

  test.each<[string, unknown, string[]]>([
    ['no title', {}, ['/title']],
    ['an empty title', { title: '' }, ['/title']],
    ['a blank title', { title: ' \t　' }, ['/title']],
    ['a title of invisible characters', { title: '\u200b\u2060\u3164\ufe0f' }, ['/title']],
    ['a title that is no text', { title: 5 }, ['/title']],
    ['a title with half a surrogate pair', '{"title":"\\ud83d"}', ['/title']],
    ['a note that is too long', { title: 't', note: 'n'.repeat(10_001) }, ['/note']],
    ['an unknown status', { title: 't', status: 'done' }, ['/status']],
    ['a status that contradicts completed', { title: 't', status: 'open', completed: true }, ['/completed']],
    ['an infinite order', '{"title":"t","order":1e999}', ['/order']],
    ['a date that does not exist', { title: 't', due: '2027-02-29' }, ['/due']],
    ['a date with a time', { title: 't', due: '2027-02-01T00:00:00Z' }, ['/due']],
    ['a field that the server sets', { title: 't', version: 7 }, ['/version']],
    ['an unknown field', { title: 't', 'a/b~c': 1 }, ['/a~1b~0c']],
    ['several unknown fields', JSON.parse('{"toString":1,"__proto__":2}'), ['/toString', '/__proto__', '/title']],
    ['a prototype', '{"title":"t","__proto__":{"status":"closed"}}', ['/__proto__']],
    ['several wrong fields at once', { title: '', due: 1, colour: 'red' }, ['/colour', '/title', '/due']],
    ['an array', [], ['']],
    ['null', 'null', ['']],
    ['no body', undefined, ['']],
  ])('refuses %s and names every wrong field', async (_what, body, pointers) => {
    const answer = await client.post('/api/tasks', body);
    expect(answer).toMatchObject(problem(400, ...pointers));
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await client.list()).toEqual([]);
  });

  test('refuses what is not JSON, not UTF-8, of another type, or too large', async () => {
    const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
      client.request('POST', '/api/tasks', { body, headers });
    expect(await send('{"title":')).toMatchObject(problem(400));
    if (app.passesBytes) {
      expect(await send(Buffer.from('{"title":"\xe9"}', 'latin1'))).toMatchObject(problem(400));
    }
    expect(await send('title=x', { 'Content-Type': 'application/x-www-form-urlencoded' })).toMatchObject(problem(415));
    expect(await send('{"title":"x"}', { 'Content-Encoding': 'gzip' })).toMatchObject(problem(415));
    expect(await send(JSON.stringify({ title: 'x'.repeat(10_000_000) }))).toMatchObject(problem(413));
    expect(await client.list()).toEqual([]);
  });

  test('gives ascending ids', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await client.task()).id);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('Idempotency-Key', () => {
  const key = { 'Idempotency-Key': '"order 66"' };

  test('creates once however often it is sent, at once or later', async () => {
    const send = () => client.post('/api/tasks', { title: 'once' }, key);
    const answers = [...(await Promise.all([send(), send(), send(), send()])), await send()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await client.list()).toHaveLength(1);
  });

  test('a repeat answers the task as it is now', async () => {
    const { body } = await client.post('/api/tasks', { title: 'once' }, key);
    await client.patch(body.url, { completed: true });
    const repeat = await client.post('/api/tasks', { title: 'once' }, key);
    expect(repeat).toMatchObject({ status: 201, body: { id: body.id, completed: true, version: 2 } });
    expect(repeat.headers.get('etag')).toBe('"2"');
  });

  test('the same key with another body is refused and creates nothing', async () => {
    await client.post('/api/tasks', { title: 'once' }, key);
    expect(await client.post('/api/tasks', { title: 'twice' }, key)).toMatchObject(problem(422));
    expect(await client.list()).toHaveLength(1);
  });

  test('keys of two owners do not meet, and a key may be as long as 255 characters', async () => {
    const other = await ApiClient.guest(app.url);
    const long = { 'Idempotency-Key': 'k'.repeat(255) };
    const mine = await client.post('/api/tasks', { title: 'mine' }, long);
    const theirs = await other.post('/api/tasks', { title: 'theirs' }, long);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(mine.body.id).not.toBe(theirs.body.id);
    expect(await client.post('/api/tasks', { title: 'x' }, { 'Idempotency-Key': 'k'.repeat(256) })).toMatchObject(
      problem(400),
    );
  });

  test('is forgotten with its task', async () => {
    const { body } = await client.post('/api/tasks', { title: 'once' }, key);
    await client.delete(body.url);
    expect((await client.post('/api/tasks', { title: 'once' }, key)).status).toBe(201);
    expect(await client.list()).toHaveLength(1);
  });
});
