import * as crypto from 'node:crypto';
import fc from 'fast-check';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient } from '../../support/client';
import { claimsOf, now, registered, sign } from './people';

let app: TestApp;
let owner: ApiClient;
let account: Awaited<ReturnType<typeof registered>>;
let stranger: ApiClient;
// biome-ignore lint/suspicious/noExplicitAny: as the API shows it
let task: any;
const key = { 'Idempotency-Key': 'of the owner' };

beforeAll(async () => {
  app = await startApp();
  account = await registered(app.url);
  owner = account.client;
  stranger = await ApiClient.guest(app.url);
  await owner.task();
  await owner.task();
  task = (await owner.post('/api/tasks', { title: 'mine alone' }, key)).body;
});
afterAll(() => app.close());

/** What a stranger can tell from an answer: all but times, ids and what it sent itself. */
const seen = ({ status, headers, body }: Answer) => ({
  status,
  etag: headers.get('etag'),
  link: headers.get('link'),
  body: { ...body, requestId: '' },
});

const nobodys = '01JD0000000000000000000000';
const calls: [string, (id: string) => Promise<Answer>][] = [
  ['GET', (id) => stranger.get(`/api/tasks/${id}`)],
  ['GET with its ETag', (id) => stranger.get(`/api/tasks/${id}`, { 'If-None-Match': '"1"' })],
  ['PUT with its ETag', (id) => stranger.put(`/api/tasks/${id}`, { title: 'x' }, { 'If-Match': '"1"' })],
  ['PUT with any ETag', (id) => stranger.put(`/api/tasks/${id}`, { title: 'x' }, { 'If-Match': '*' })],
  ['PATCH', (id) => stranger.patch(`/api/tasks/${id}`, { title: 'x' })],
  ['PATCH with its ETag', (id) => stranger.patch(`/api/tasks/${id}`, { title: 'x' }, { 'If-Match': '"1"' })],
  ['DELETE', (id) => stranger.delete(`/api/tasks/${id}`)],
  ['DELETE with its ETag', (id) => stranger.delete(`/api/tasks/${id}`, { 'If-Match': '"1"' })],
  ['a list from its cursor', (id) => stranger.get(`/api/tasks?limit=1&cursor=${id}`)],
];

test.each(calls)('%s cannot tell somebody else’s task from none', async (_what, call) => {
  const before = await owner.list();
  expect(seen(await call(task.id))).toEqual(seen(await call(nobodys)));
  expect(await owner.list()).toEqual(before);
});

test('creating under somebody else’s id, or with their idempotency key, makes a task of one’s own', async () => {
  const before = await owner.list();
  const put = await stranger.put(`/api/tasks/${task.id}`, { title: 'theirs' }, { 'If-None-Match': '*' });
  expect(put.status).toBe(201);
  const post = await stranger.post('/api/tasks', { title: 'theirs too' }, key);
  expect(post).toMatchObject({ status: 201, body: { title: 'theirs too' } });
  expect(post.body.id).not.toBe(task.id);
  expect(await owner.list()).toEqual(before);
});

test('bulk changes, export and sign-in stay within one’s own list', async () => {
  const before = await owner.list();
  expect((await stranger.patch('/api/tasks', { completed: true })).status).toBe(204);
  expect((await stranger.delete('/api/tasks?completed=true')).status).toBe(204);
  expect((await stranger.delete('/api/tasks')).status).toBe(204);
  expect((await stranger.get('/api/users/me/export')).body.tasks).toEqual([]);
  const other = await registered(app.url);
  await stranger.post('/api/session', { username: other.username, password: other.password });
  const { client } = other;
  expect((await client.request('DELETE', '/api/users/me', { body: { password: account.password } })).status).toBe(401);
  expect((await client.request('DELETE', '/api/users/me', { body: { password: other.password } })).status).toBe(204);
  expect(await owner.list()).toEqual(before);
});

test('a session that was tampered with opens no list', async () => {
  const token = owner.token!;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(token.length - 1),
      fc.constantFrom(...'ABCxyz019-_.=~+/'),
      fc.constantFrom('bearer', 'cookie'),
      async (at, sign, via) => {
        const changed = token.slice(0, at) + sign + token.slice(at + 1);
        fc.pre(changed !== token && !sameBytes(changed, token));
        const headers = via === 'bearer' ? { Authorization: `Bearer ${changed}` } : { Cookie: `session=${changed}` };
        const answer = await new ApiClient(app.url).get('/api/tasks', headers as Record<string, string>);
        const isOther = answer.status === 200 && via === 'cookie' && answer.body.length === 0;
        expect(isOther ? 401 : answer.status).toBe(401);
      },
    ),
    { numRuns: 60 },
  );
});

test('no header of any form makes the server fail', async () => {
  const header = fc.string({ unit: 'binary-ascii', maxLength: 200 }).map((text) => text.replace(/[^ -~]/g, ' '));
  await fc.assert(
    fc.asyncProperty(header, fc.constantFrom('Authorization', 'Cookie'), async (value, name) => {
      const answer = await new ApiClient(app.url).get('/api/session', { [name]: value, 'X-Any': 'x' });
      expect([200, 401]).toContain(answer.status);
      if (answer.status === 200) expect(answer.body.user.guest).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('claims of any shape under a valid signature are no session', async () => {
  const claims = { ...claimsOf(owner.token!) };
  const value = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.object({ maxDepth: 1 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('sub', 'guest', 'name', 'iat', 'exp', 'gen'), value, async (name, wrong) => {
      fc.pre(typeof wrong !== typeof claims[name]);
      const answer = await new ApiClient(app.url, sign({ ...claims, [name]: wrong })).get('/api/tasks');
      expect(answer.status).toBe(401);
    }),
    { numRuns: 40 },
  );
});

test('the mark of a known device is no session', async () => {
  const token = sign({ out: true, device: { sub: account.id, gen: 1 }, iat: now(), exp: now() + 1000 });
  expect((await new ApiClient(app.url, token).get('/api/tasks')).status).toBe(401);
});

/** The last letter of each part of a token holds bits that count for nothing. */
function sameBytes(one: string, other: string): boolean {
  const bytes = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
  const digest = (token: string) => crypto.createHash('sha256').update(bytes(token).join('.')).digest('hex');
  return digest(one) === digest(other);
}
