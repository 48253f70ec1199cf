import { hashPassword, verifyPassword } from '../../../src/function/accounts/password';
import { startApp, type TestApp } from '../../support/app';
import { type Answer, ApiClient, problem } from '../../support/client';
import { cookieHeader, cookiesOf, person, registered } from './people';
import { storeOf } from './store';

let app: TestApp;
let anybody: ApiClient;
beforeAll(async () => {
  app = await startApp();
  anybody = new ApiClient(app.url);
});
afterAll(() => app.close());

const signIn = (who: object, headers?: Record<string, string>) => anybody.post('/api/session', who, headers);
const withoutId = ({ status, headers, body }: Answer) => ({
  status,
  challenge: headers.get('www-authenticate'),
  cookie: headers.get('set-cookie'),
  body: { ...body, requestId: '' },
});

test('signing in answers who it is, a token and the cookie', async () => {
  const { username, password, id, client } = await registered(app.url);
  const task = await client.task();
  const answer = await signIn({ username: username.toUpperCase(), password });
  expect(answer).toMatchObject({ status: 201, body: { user: { id, name: username, guest: false } } });
  expect(await new ApiClient(app.url, answer.body.token).list()).toEqual([task]);
  expect((await anybody.get('/api/tasks', cookieHeader(cookiesOf(answer)))).body).toEqual([task]);
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^session-[0-9a-f]{8}=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
});

test('a password may be typed in any form of its characters', async () => {
  const who = { ...person(), password: 'caf\u00e9 au lait' };
  await registered(app.url, who);
  expect((await signIn({ ...who, password: 'cafe\u0301 au lait' })).status).toBe(201);
});

test('a token that has ended is no obstacle to signing in', async () => {
  const { username, password } = await registered(app.url);
  const answer = await new ApiClient(app.url, 'ended').post('/api/session', { username, password });
  expect(answer.status).toBe(201);
});

test.each([
  [{ username: 'somebody' }, ['/password']],
  [{ password: 'x' }, ['/username']],
  [{ keepGuestTasks: true }, ['/username', '/password']],
  [{ username: 'somebody', password: 'x', keepGuestTasks: 'no' }, ['/keepGuestTasks']],
  [{ username: 'owner:f00', password: 'x' }, ['/username']],
])('%j is refused', async (body, pointers) => {
  expect(await signIn(body)).toMatchObject(problem(400, ...pointers));
});

test('a wrong password and a name that nobody has are told and cost the same', async () => {
  const { username } = await registered(app.url);
  const cost = async (who: object) => {
    app.logged.length = 0;
    const answer = await signIn({ ...who, password: 'something else' });
    const { storeOperations } = JSON.parse(app.logged.at(-1)!);
    return {
      answer: withoutId(answer),
      hashed: JSON.parse(app.logged.at(-1)!).handlerMilliseconds > 20,
      storeOperations,
    };
  };
  const wrong = await cost({ username });
  const unknown = await cost(person());
  expect(wrong.answer).toEqual(unknown.answer);
  expect(wrong.answer).toMatchObject({ status: 401, challenge: expect.stringMatching(/^Bearer/), cookie: null });
  expect([wrong.hashed, unknown.hashed]).toEqual([true, true]);
  const before = (operations: string[]) => operations.slice(0, 2);
  expect(before(wrong.storeOperations)).toEqual(before(unknown.storeOperations));
});

describe('guessing', () => {
  test('is slowed the same for every name, however many instances are asked at once', async () => {
    const { username } = await registered(app.url);
    const other = await startApp({}, app.store);
    const guess = (name: string, i: number) =>
      new ApiClient(i % 2 ? app.url : other.url).post('/api/session', { username: name, password: `guess ${i}` });
    for (const name of [username, person().username]) {
      const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => guess(name, i)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
      const refused = answers.find(({ status }) => status === 429)!;
      expect(refused).toMatchObject(problem(429));
      expect(['4', '5']).toContain(refused.headers.get('retry-after'));
    }
    await other.close();
  });

  test('by strangers does not make the owner wait on a known device, and for a moment only elsewhere', async () => {
    const who = person();
    const { client } = await registered(app.url, who);
    const signedIn = cookieHeader(cookiesOf(await signIn(who)));
    const signedOut = cookieHeader(cookiesOf(await anybody.delete('/api/session', signedIn)));
    const guest = cookieHeader(cookiesOf(await anybody.get('/api/session', signedOut)));
    await Promise.all(Array.from({ length: 8 }, (_, i) => signIn({ ...who, password: `guess ${i}` })));
    const stranger = await signIn(who);
    expect(stranger).toMatchObject(problem(429));

    for (const known of [signedIn, signedOut, guest]) expect((await signIn(who, known)).status).toBe(201);
    expect((await client.post('/api/session', who)).status).toBe(201);
    const other = cookieHeader(cookiesOf(await anybody.get('/api/session')));
    expect((await signIn(who, other)).status).toBe(429);

    await storeOf(app).updateAccount(who.username, { failed_at: Date.now() - 5001, failures: 5 });
    expect((await signIn(who)).status).toBe(201);
  });

  test('counts only passwords that were compared and found wrong', async () => {
    const who = person();
    await registered(app.url, who);
    const { faults } = app.store.tablestore;
    for (let i = 0; i < 6; i++) {
      expect((await signIn({ ...who, password: 7 })).status).toBe(400);
      faults.add({ kind: 'error', code: 'OTSServerBusy', operations: ['UpdateRow'], times: 20 });
      expect((await signIn(who)).status).toBe(503);
      faults.clear();
      faults.add({ kind: 'delay', delayMs: 1, operations: ['GetRow'], times: 2 });
      faults.add({ kind: 'error', code: 'OTSServerBusy', operations: ['GetRow'], times: 20 });
      expect((await signIn(who)).status).toBe(503);
      faults.clear();
    }
    expect((await signIn(who)).status).toBe(201);
    expect(Number((await storeOf(app).account(who.username))?.failures)).toBe(0);
  });

  test('never makes anybody wait longer than a minute', async () => {
    const who = person();
    await registered(app.url, who);
    const { updateAccount } = storeOf(app);
    await updateAccount(who.username, { failures: 1000, failed_at: Date.now() + 3_600_000 });
    expect(Number((await signIn(who)).headers.get('retry-after'))).toBe(60);
    await updateAccount(who.username, { failures: 1000, failed_at: Date.now() - 25 * 3_600_000 });
    expect((await signIn(who)).status).toBe(201);
  });
});

test('a hash says how it was made, and one of another cost is renewed when its owner signs in', async () => {
  const weak = `scrypt$1024$8$1$c2FsdHNhbHQ=$${await scryptBase64('correct horse', 'saltsalt')}`;
  expect(await verifyPassword('correct horse', weak)).toBe(true);
  expect(await verifyPassword('correct mouse', weak)).toBe(false);
  expect(await hashPassword('correct horse')).toMatch(/^scrypt\$16384\$8\$5\$[\w+/=]{24}\$[\w+/=]{44}$/);

  const who = { ...person(), password: 'correct horse' };
  const { client } = await registered(app.url, who);
  const { updateAccount, account } = storeOf(app);
  await updateAccount(who.username, { password: weak });
  expect((await signIn(who)).status).toBe(201);
  expect(String((await account(who.username))?.password)).toMatch(/^scrypt\$16384\$8\$5\$/);
  expect((await signIn(who)).status).toBe(201);
  expect((await client.get('/api/tasks')).status).toBe(200);
});

describe('signing out', () => {
  test('clears the cookie and leaves what other devices have', async () => {
    const { client, answer } = await registered(app.url);
    const out = await anybody.delete('/api/session', cookieHeader(cookiesOf(answer)));
    expect(out.status).toBe(204);
    const [cookie] = out.headers.getSetCookie();
    expect((await anybody.get('/api/session', { Cookie: cookie!.split(';')[0]! })).body.user.guest).toBe(true);
    expect((await client.get('/api/tasks')).status).toBe(200);
  });
});

async function scryptBase64(password: string, salt: string): Promise<string> {
  const { scryptSync } = await import('node:crypto');
  return scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64');
}
