import * as crypto from 'node:crypto';
import { problemTypes } from '../../../src/shared/problem-types';
import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';
import { cookieHeader, cookiesOf, person, registered, sessionIn } from './people';

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
const ownName = () => app.store.settings.sessionCookie;
const claims = () => ({ sub: 'f'.repeat(32), guest: true, name: 'guest', iat: now(), exp: now() + 60 });
/** Claims of another owner that were made so many seconds later. */
const other = (seconds: number) => ({ ...claims(), sub: 'e'.repeat(32), iat: now() + seconds });

describe('a caller without a session', () => {
  test('becomes a guest whose cookie finds the list again', async () => {
    const anybody = new ApiClient(app.url);
    const first = await anybody.post('/api/tasks', { title: 'mine' });
    expect(cookieOf(first)).toMatch(/^session-[0-9a-f]{8}=[\w.-]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
    const Cookie = cookieOf(first).split(';')[0]!;
    const again = await anybody.get('/api/tasks', { Cookie });
    expect(again.body).toEqual([first.body]);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect((await anybody.get('/api/tasks')).body).toEqual([]);
  });

  test('gets a Secure cookie of its host alone behind https', async () => {
    expect(cookieOf(await new ApiClient(app.url).get('/api/tasks', { 'X-Forwarded-Proto': 'https' }))).toMatch(
      /^__Host-session-[0-9a-f]{8}=[\w.-]+; .*Path=\/; .*; Secure$/,
    );
  });

  test('may ask who it is', async () => {
    const { body } = await new ApiClient(app.url).get('/api/session');
    expect(body).toEqual({ user: { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'guest', guest: true } });
  });
});

describe('a cookie', () => {
  test.each([
    ['forged', () => `session=${token(claims(), { key: 'another secret entirely' })}`],
    ['expired', () => `session=${token({ ...claims(), exp: now() - 1 })}`],
    ['garbage', () => `${ownName()}=garbage`],
  ])('that is %s is neither served nor replaced', async (_what, make) => {
    const anybody = new ApiClient(app.url);
    const Cookie = make();
    for (const answer of [
      await anybody.get('/api/tasks', { Cookie }),
      await anybody.get('/api/session', { Cookie }),
      await anybody.post('/api/tasks', { title: 'x' }, { Cookie }),
      await anybody.delete('/api/tasks?completed=true', { Cookie }),
      await anybody.get('/api/currentUser', { Cookie }),
    ]) {
      expect(answer).toMatchObject(problem(401, { type: problemTypes.sessionNotVerified }));
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  test('that cannot be verified does not keep a person from signing in, registering or beginning again', async () => {
    const anybody = new ApiClient(app.url);
    const { username, password } = await registered(app.url);
    for (const Cookie of [`session=${token(claims(), { key: 'another secret entirely' })}`, `${ownName()}=garbage`]) {
      const signedIn = await anybody.post('/api/session', { username, password }, { Cookie });
      const newcomer = await anybody.post('/api/users', person(), { Cookie });
      const left = await anybody.delete('/api/session', { Cookie });
      expect([signedIn.status, newcomer.status, left.status]).toEqual([201, 201, 204]);
      for (const [answer, guest] of [
        [signedIn, false],
        [newcomer, false],
        [left, true],
      ] as const) {
        const jar = { ...cookiesOf({ headers: new Headers({ 'Set-Cookie': Cookie }) }), ...cookiesOf(answer) };
        expect((await anybody.get('/api/session', cookieHeader(jar))).body.user.guest).toBe(guest);
      }
    }
  });

  test.each([
    ['a foreign one of the former name comes first', () => `session=x; session=${token(claims())}`],
    ['a foreign one of the former name comes last', () => `session=${token(claims())}; session=x`],
    ['an older one of another owner is there', () => `session=${token(other(-5))}; ${ownName()}=${token(claims())}`],
    ['an older one of its own name is there', () => `${ownName()}=${token(other(-5))}; session=${token(claims())}`],
    [
      'a newer one could have come from another host',
      () => `session=${token(other(5))}; __Host-${ownName()}=${token(claims())}`,
    ],
  ])('is found when %s', async (_what, make) => {
    const answer = await new ApiClient(app.url).get('/api/session', { Cookie: make() });
    expect(answer.body.user).toMatchObject({ id: claims().sub });
  });

  test('of another application under the former name is no session: the caller becomes a guest and stays one', async () => {
    const anybody = new ApiClient(app.url);
    const first = await anybody.get('/api/session', { Cookie: 'session=eyJhbGciOiJIUzI1NiJ9.e30.x' });
    const Cookie = `session=eyJhbGciOiJIUzI1NiJ9.e30.x; ${cookieOf(first).split(';')[0]}`;
    expect((await anybody.get('/api/session', { Cookie })).body).toEqual(first.body);
  });

  test('of one service is left alone by another on the same host', async () => {
    const neighbour = await startApp({ SESSION_SECRET: 'a secret of another service' });
    const jar = new Map<string, string>();
    const visit = async (url: string) => {
      const Cookie = [...jar].map((pair) => pair.join('=')).join('; ');
      const answer = await new ApiClient(url).get('/api/session', { Cookie });
      for (const [name, value] of Object.entries(cookiesOf(answer))) jar.set(name, value);
      return answer.body.user.id;
    };
    const ids = [await visit(app.url), await visit(neighbour.url)];
    expect([await visit(app.url), await visit(neighbour.url)]).toEqual(ids);
    await neighbour.close();
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

describe('a change that names its origin', () => {
  const host = () => new URL(app.url).host;
  const https = { 'X-Forwarded-Proto': 'https' };
  const proxied = { 'X-Forwarded-Host': 'todo.example' };
  test.each([
    ['the one that was called', {}, () => app.url, 201],
    ['the same in other letters', proxied, () => 'http://TODO.example', 201],
    ['the same with its default port', { 'X-Forwarded-Host': 'todo.example:80' }, () => 'http://todo.example', 201],
    [
      'the same without its default port',
      { ...https, 'X-Forwarded-Host': 'Todo.example' },
      () => 'https://todo.example:443',
      201,
    ],
    ['the one that a proxy was called by', { ...https, ...proxied }, () => 'https://todo.example', 201],
    ['https where http was called', {}, () => `https://${host()}`, 403],
    ['http where https was called', https, () => `http://${host()}`, 403],
    ['another port', proxied, () => 'http://todo.example:8080', 403],
    ['another host', proxied, () => 'http://todo.example.evil', 403],
    ['no origin', {}, () => 'null', 403],
    ['a path with it', {}, () => `file://${host()}`, 403],
  ] as [string, Record<string, string>, () => string, number][])('%s', async (_what, headers, origin, status) => {
    const Cookie = `${ownName()}=${token(claims())}`;
    const answer = await new ApiClient(app.url).post(
      '/api/tasks',
      { title: 'x' },
      { Cookie, Origin: origin(), ...headers },
    );
    expect(answer.status).toBe(status);
  });

  test.each([
    ['none', 'direct', 'https://todo.example'],
    ['X-Forwarded-Host', 'http://todo.example', 'direct'],
    ['x-forwarded-proto', 'direct over https', 'https://todo.example'],
  ])('With FORWARDED_HEADERS=%s no other forwarding header is used', async (names, called, other) => {
    const direct = await startApp({ FORWARDED_HEADERS: names }, app.store);
    const origins = new Map([
      ['direct', direct.url],
      ['direct over https', direct.url.replace('http:', 'https:')],
    ]);
    const originOf = (name: string) => origins.get(name) ?? name;
    const post = (Origin: string) => {
      const headers = { Cookie: `${ownName()}=${token(claims())}`, Origin, ...https, ...proxied };
      return new ApiClient(direct.url).post('/api/tasks', { title: 'x' }, headers);
    };
    expect((await post(originOf(other))).status).toBe(403);
    const answer = await post(originOf(called));
    expect([answer.status, new URL(answer.body.url).origin]).toEqual([201, originOf(called)]);
    await direct.close();
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

describe('signing out', () => {
  test('clears the cookie and leaves the list', async () => {
    const answer = await new ApiClient(app.url).delete('/api/session', { Cookie: `${ownName()}=${token(claims())}` });
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).toMatch(/^session-[0-9a-f]{8}=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('holds although a cookie of the former name stays', async () => {
    const anybody = new ApiClient(app.url);
    const Cookie = `session=${token(claims())}`;
    const out = await anybody.delete('/api/session', { Cookie });
    const next = await anybody.get('/api/session', { Cookie: `${Cookie}; ${cookieOf(out).split(';')[0]}` });
    expect(next.body.user.id).not.toBe(claims().sub);
    const stays = await anybody.get('/api/session', { Cookie: `${Cookie}; ${cookieOf(next).split(';')[0]}` });
    expect(stays.body).toEqual(next.body);
  });
});

test('POST /api/session refuses unknown fields', async () => {
  expect(await new ApiClient(app.url).post('/api/session', { colour: 'red' })).toMatchObject(problem(400, '/colour'));
});

describe('the signing key', () => {
  const [older, newer] = [secret, 'a new secret for tests'];
  const instance = (SESSION_SECRET: string) => startApp({ SESSION_SECRET }, app.store);

  test('can be changed in two steps, with instances of both settings at once in each', async () => {
    for (const step of [
      [older, `${older},${newer}`],
      [`${older},${newer}`, `${newer},${older}`],
    ]) {
      const instances = await Promise.all(step.map(instance));
      for (const { url } of instances) {
        const anybody = new ApiClient(url);
        const first = await anybody.post('/api/tasks', { title: 'kept' });
        const Cookie = cookieOf(first).split(';')[0]!;
        for (const elsewhere of instances) {
          expect((await new ApiClient(elsewhere.url).get('/api/tasks', { Cookie })).body).toMatchObject([
            { title: 'kept' },
          ]);
        }
      }
      for (const { close } of instances) await close();
    }
  });

  test('that an instance does not have yet costs no list: the cookie opens it once the instance has the key', async () => {
    const [ahead, behind] = [await instance(`${newer},${older}`), await instance(older)];
    const first = await new ApiClient(ahead.url).post('/api/tasks', { title: 'kept' });
    const Cookie = `${ownName()}=${sessionIn(first)}`;
    const refused = await new ApiClient(behind.url).post('/api/tasks', { title: 'lost' }, { Cookie });
    expect(refused).toMatchObject(problem(401, { type: problemTypes.sessionNotVerified }));
    expect(refused.headers.get('set-cookie')).toBeNull();
    expect((await new ApiClient(ahead.url).get('/api/tasks', { Cookie })).body).toMatchObject([{ title: 'kept' }]);
    await ahead.close();
    await behind.close();
  });

  test('without a setting is made once and agreed on by instances that race', async () => {
    const first = await startApp({ SESSION_SECRET: '' });
    const guests = await Promise.all(Array.from({ length: 8 }, () => ApiClient.guest(first.url)));
    for (const guest of guests) expect((await guest.get('/api/tasks')).status).toBe(200);
    await first.close();
  });
});
