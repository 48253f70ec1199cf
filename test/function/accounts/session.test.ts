import * as crypto from 'crypto';
import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';

const secret = 'a secret for tests only';
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ SESSION_SECRET: secret });
});
afterAll(() => app.close());

const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie') ?? '';
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

function token(claims: object, { alg = 'HS256', key = secret, hash = 'sha256' } = {}): string {
  const signed = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${alg === 'none' ? '' : crypto.createHmac(hash, key).update(signed).digest('base64url')}`;
}
const claims = () => ({ sub: 'f'.repeat(32), guest: true, name: 'guest', iat: now(), exp: now() + 60 });

describe('a caller without a session', () => {
  test('becomes a guest whose cookie finds the list again', async () => {
    const anybody = new ApiClient(app.url);
    const first = await anybody.post('/api/tasks', { title: 'mine' });
    expect(cookieOf(first)).toMatch(/^session=[\w.-]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
    const Cookie = cookieOf(first).split(';')[0]!;
    const again = await anybody.get('/api/tasks', { Cookie });
    expect(again.body).toEqual([first.body]);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect((await anybody.get('/api/tasks')).body).toEqual([]);
  });

  test('gets a Secure cookie behind https', async () => {
    expect(cookieOf(await new ApiClient(app.url).get('/api/tasks', { 'X-Forwarded-Proto': 'https' }))).toMatch(
      /; Secure$/,
    );
  });

  test('may ask who it is', async () => {
    const { body } = await new ApiClient(app.url).get('/api/session');
    expect(body).toEqual({ user: { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'guest', guest: true } });
  });
});

describe('a cookie', () => {
  test.each([
    ['forged', () => token(claims(), { key: 'another secret entirely' })],
    ['expired', () => token({ ...claims(), exp: now() - 1 })],
    ['garbage', () => '%%%;;=,'],
  ])('that is %s counts as no session and is replaced', async (_what, make) => {
    const answer = await new ApiClient(app.url).get('/api/tasks', { Cookie: `session=${make()}` });
    expect(answer).toMatchObject({ status: 200, body: [] });
    expect(cookieOf(answer)).toMatch(/^session=[\w.-]{50,}/);
  });

  test('is renewed once it is a day old', async () => {
    const old = token({ ...claims(), iat: now() - 90_000 });
    const answer = await new ApiClient(app.url).get('/api/session', { Cookie: `a=b; session=${old}` });
    expect(answer.body.user.id).toBe('f'.repeat(32));
    expect(cookieOf(answer)).toMatch(/Max-Age=31536000/);
  });

  test('does not let a page of another site change anything', async () => {
    const Cookie = `session=${token(claims())}`;
    const anybody = new ApiClient(app.url);
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ]) {
      expect(
        await anybody.post('/api/tasks', { title: 'x' }, { Cookie, ...headers } as Record<string, string>),
      ).toMatchObject(problem(403));
    }
    expect((await anybody.get('/api/tasks', { Cookie })).body).toEqual([]);
    const own = { Cookie, Origin: app.url, 'Sec-Fetch-Site': 'same-origin' };
    expect((await anybody.post('/api/tasks', { title: 'x' }, own)).status).toBe(201);
  });
});

describe('a bearer token', () => {
  test('from POST /api/session is a guest of its own and sets no cookie', async () => {
    const answer = await new ApiClient(app.url).post('/api/session', {});
    expect(answer).toMatchObject({ status: 201, body: { user: { guest: true }, token: expect.any(String) } });
    expect(Date.parse(answer.body.expiresAt)).toBeGreaterThan(Date.now() + 364 * 86_400_000);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const { body } = await new ApiClient(app.url, answer.body.token).get('/api/session');
    expect(body).toEqual({ user: answer.body.user });
  });

  test('wins over a cookie, from any site', async () => {
    const client = await ApiClient.guest(app.url);
    const task = await client.task();
    const headers = {
      Cookie: `session=${token(claims())}`,
      'Sec-Fetch-Site': 'cross-site',
      Origin: 'https://elsewhere.example',
    };
    expect((await client.patch(task.url, { title: 'x' }, headers)).status).toBe(200);
  });

  test.each([
    ['forged', () => token(claims(), { key: 'another secret entirely' })],
    ['expired', () => token({ ...claims(), exp: now() - 1 })],
    ['of algorithm none', () => token(claims(), { alg: 'none' })],
    ['of another algorithm', () => token(claims(), { alg: 'HS512', hash: 'sha512' })],
    ['from the future', () => token({ ...claims(), iat: now() + 3600 })],
    ['without claims', () => token({})],
    ['with claims of other types', () => token({ ...claims(), sub: { $ne: '' } })],
    ['cut', () => token(claims()).slice(0, -3)],
    ['no token', () => 'x'],
    ['too long', () => 'x'.repeat(5000)],
  ])('that is %s is 401', async (_what, make) => {
    const answer = await new ApiClient(app.url, make()).get('/api/tasks');
    expect(answer).toMatchObject(problem(401));
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('of another scheme is 401', async () => {
    const Authorization = `Basic ${Buffer.from('a:b').toString('base64')}`;
    expect(await new ApiClient(app.url).get('/api/tasks', { Authorization })).toMatchObject(problem(401));
  });
});

test('signing out clears the cookie and leaves the list', async () => {
  const Cookie = `session=${token(claims())}`;
  const answer = await new ApiClient(app.url).delete('/api/session', { Cookie });
  expect(answer.status).toBe(204);
  expect(cookieOf(answer)).toMatch(/^session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
});

test('POST /api/session refuses unknown fields', async () => {
  expect(await new ApiClient(app.url).post('/api/session', { colour: 'red' })).toMatchObject(problem(400, '/colour'));
});

describe('the signing key', () => {
  test('can be rotated: new sessions use the first, old ones stay valid', async () => {
    const rotated = await startApp({ SESSION_SECRET: `a new secret for tests,${secret}` });
    const old = new ApiClient(rotated.url, token(claims()));
    expect((await old.get('/api/tasks')).status).toBe(200);
    const fresh = await ApiClient.guest(rotated.url);
    await rotated.close();
    expect(await new ApiClient(app.url, fresh.token).get('/api/tasks')).toMatchObject(problem(401));
  });

  test('without a setting is made once and agreed on by instances that race', async () => {
    const first = await startApp({ SESSION_SECRET: '' });
    const guests = await Promise.all(Array.from({ length: 8 }, () => ApiClient.guest(first.url)));
    for (const guest of guests) expect((await guest.get('/api/tasks')).status).toBe(200);
    await first.close();
  });
});
