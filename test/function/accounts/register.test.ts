import fc from 'fast-check';
import { accountKey, displayName } from '../../../src/function/accounts/username';
import { problemTypes } from '../../../src/shared/problem-types';
import { usernameProblem } from '../../../src/shared/username';
import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';
import { aged, claimsOf, cookieHeader, cookiesOf, person, registered, sessionIn } from './people';

let app: TestApp;
let anybody: ApiClient;
beforeAll(async () => {
  app = await startApp();
  anybody = new ApiClient(app.url);
});
afterAll(() => app.close());

describe('POST /api/users', () => {
  test('registers and signs in, by token and by cookie', async () => {
    const who = person();
    const { answer, client, id } = await registered(app.url, who);
    const user = { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: who.username, guest: false };
    expect(answer).toMatchObject({ status: 201, body: { user, token: expect.any(String) } });
    const days = (Date.parse(answer.body.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
    expect(answer.headers.get('cache-control')).toMatch(/private/);
    expect((await client.get('/api/session')).body).toEqual({ user: { ...user, id } });
    const cookie = cookieHeader(cookiesOf(answer));
    expect((await anybody.get('/api/session', cookie)).body).toEqual({ user: { ...user, id } });
  });

  test.each(['bearer', 'cookie'])('keeps what a guest with a %s had, under the same owner id', async (via) => {
    const guest = await ApiClient.guest(app.url);
    const task = await guest.task();
    const headers: Record<string, string> = via === 'cookie' ? { Cookie: `session=${guest.token}` } : {};
    const answer = await (via === 'cookie' ? anybody : guest).post('/api/users', person(), headers);
    expect(answer.body.user.id).toBe(claimsOf(guest.token!).sub);
    expect(await new ApiClient(app.url, answer.body.token).list()).toEqual([task]);
    expect(sessionIn(answer) !== undefined).toBe(via === 'cookie');
  });

  test('refuses a taken name, however it is written', async () => {
    const { username } = person();
    await registered(app.url, { username: `Straße-${username}`, password: 'correct horse battery' });
    for (const same of [`STRASSE-${username.toUpperCase()}`, `ｓtraße-${username}`]) {
      const answer = await anybody.post('/api/users', { username: same, password: 'another password' });
      expect(answer).toMatchObject(problem(409, '/username'));
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  test.each([
    ['too short a name', { username: 'a' }, '/username'],
    ['a name of one full-width letter', { username: 'Ａ' }, '/username'],
    ['too long a name', { username: 'x'.repeat(65) }, '/username'],
    ['a name with a space', { username: 'two words' }, '/username'],
    ['a name with a colon', { username: 'owner:f00' }, '/username'],
    ['a name that begins with a sign', { username: '.hidden' }, '/username'],
    ['a name with an invisible character', { username: 'ab\u200dcd' }, '/username'],
    ['half a surrogate pair', { username: 'abc\ud800' }, '/username'],
    ['no text as a name', { username: 7 }, '/username'],
    ['too short a password', { password: 'seven77' }, '/password'],
    ['too long a password', { password: 'x'.repeat(257) }, '/password'],
    ['half a surrogate pair in a password', { password: 'abcdefgh\ud800' }, '/password'],
    ['an unknown field', { email: 'a@b.example' }, '/email'],
  ])('refuses %s', async (_what, fields, pointer) => {
    expect(await anybody.post('/api/users', { ...person(), ...fields })).toMatchObject(problem(400, pointer));
  });

  test('names every wrong field', async () => {
    expect(await anybody.post('/api/users', { username: '', password: '' })).toMatchObject(
      problem(400, '/username', '/password'),
    );
    const common = { username: 'a', password: 'password', colour: 'red' };
    expect(await anybody.post('/api/users', common)).toMatchObject(problem(400, '/colour', '/username', '/password'));
    expect(await anybody.post('/api/users', {})).toMatchObject(problem(400, '/username', '/password'));
    expect(await anybody.post('/api/users', [])).toMatchObject(problem(400, ''));
  });

  test.each([
    ['password'],
    ['Password123'],
    ['p@ssw0rd!'],
    ['12345678'],
    ['87654321'],
    ['qwertyuiop'],
    ['aaaaaaaa'],
    ['abcabcabc'],
    ['woaini1314'],
    ['5201314520'],
    ['ｐａｓｓｗｏｒｄ'],
    ['iloveyou2024'],
    ['Person-of-Note1'],
  ])('refuses the common password %s', async (password) => {
    const answer = await anybody.post('/api/users', { username: 'person-of-note', password });
    expect(answer).toMatchObject(problem(400, '/password'));
  });

  test('gives a name to one of two instances that race for it', async () => {
    const other = await startApp({}, app.store);
    const who = person();
    const answers = await Promise.all(
      [app.url, other.url, app.url, other.url].map((url) => new ApiClient(url).post('/api/users', who)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    await other.close();
  });

  test('makes one account of a guest, whatever names it asks for at once', async () => {
    const guest = await ApiClient.guest(app.url);
    await guest.task();
    const answers = await Promise.all([person(), person()].map((who) => guest.post('/api/users', who)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await guest.post('/api/users', person())).toMatchObject(problem(409));
  });

  test('answers again when its answer was lost', async () => {
    const guest = await ApiClient.guest(app.url);
    const who = person();
    const first = await guest.post('/api/users', who);
    expect(await guest.post('/api/users', who)).toMatchObject({ status: 201, body: { user: first.body.user } });
    expect(await guest.post('/api/users', { ...who, password: 'not the same' })).toMatchObject(problem(409));
  });

  test('ends the guest’s own session once it is a day old', async () => {
    const guest = await ApiClient.guest(app.url);
    await registered(app.url, person(), guest);
    const old = aged(guest.token!, 86_401);
    expect(await new ApiClient(app.url, old).get('/api/tasks')).toMatchObject(problem(401));
    const byCookie = await anybody.get('/api/session', { Cookie: `session=${old}` });
    expect(byCookie).toMatchObject(problem(401, { type: problemTypes.sessionNotVerified }));
  });

  test('is possible from another site, but sets no cookie there', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example' };
    const answer = await anybody.post('/api/users', person(), headers);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
});

test('a lost answer of the store does not lose the name', async () => {
  app.store.tablestore.faults.add({ kind: 'cut-after', operations: ['PutRow'], times: 2 });
  const who = person();
  const answer = await anybody.post('/api/users', who);
  app.store.tablestore.faults.clear();
  expect(answer.status).toBe(201);
  expect(await anybody.post('/api/session', who)).toMatchObject({ status: 201, body: { user: answer.body.user } });
});

describe('a user name', () => {
  test.each(['小明', '明', 'Al', 'ab', 'Ａｂ'])('may be as short as %s', (name) => {
    expect(usernameProblem(name)).toBeUndefined();
  });

  test('is found in every way of writing it', () => {
    for (const [one, other] of [
      ['Ａnna', 'anna'],
      ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
      ['caf\u00e9', 'cafe\u0301'],
      ['GROẞ', 'gross'],
      ['ﬁsh', 'FISH'],
    ] as const) {
      expect(accountKey(one)).toBe(accountKey(other));
    }
    expect(accountKey('小明同学')).not.toBe(accountKey('小明同學'));
  });

  test('that is allowed has one key that fits the store and collides with no helper row', () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(names, (name) => {
        fc.pre(usernameProblem(name) === undefined);
        const key = accountKey(name);
        expect(accountKey(key)).toBe(key);
        expect(accountKey(displayName(name))).toBe(key);
        expect(accountKey(name.toLowerCase())).toBe(key);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        expect(key).not.toContain(':');
      }),
    );
  });
});
