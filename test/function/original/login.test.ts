import { startApp, type TestApp } from '../../support/app';
import { problem } from '../../support/client';
import { names, OriginalPage } from './pages';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => app.store.tablestore.faults.clear());
afterAll(() => app.close());

const password = 'a long way home';
let people = 0;

/** Somebody with an account and one task in it, who is signed out. */
async function somebody(): Promise<string> {
  const userName = `person-${people++}`;
  const page = await OriginalPage.open(app.url);
  await page.todo({ name: `of ${userName}` });
  const { status } = await page.send('POST', '/api/users', { username: userName, password });
  expect(status).toBe(201);
  return userName;
}

const login = (page: OriginalPage, fields: object) => page.send('POST', '/api/login/account', fields);
const refused = { status: 200, body: { status: 'error', type: 'account', currentAuthority: 'guest' } };

test('Login works for every user, and opens the list that the user has in every front end', async () => {
  for (const userName of [await somebody(), await somebody(), await somebody()]) {
    const page = await OriginalPage.open(app.url);
    const { status, body } = await login(page, { userName, password, type: 'account' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { status: 'ok', type: 'account', currentAuthority: 'admin' },
    });
    expect((await page.get('/api/currentUser')).body.name).toBe(userName);
    expect((await page.get('/api/session')).body.user).toMatchObject({ name: userName, guest: false });
    expect(names((await page.list()).data)).toEqual([`of ${userName}`]);
  }
});

test('what a guest has written moves into the account', async () => {
  const userName = await somebody();
  const page = await OriginalPage.open(app.url);
  await page.todo({ name: 'of the guest' });
  await login(page, { userName, password, type: 'account' });
  expect(names((await page.list()).data).sort()).toEqual([`of ${userName}`, 'of the guest']);
});

test('a refusal is an answer of status 200, the same for a wrong password and an unknown name, and signs nobody in', async () => {
  const userName = await somebody();
  const page = await OriginalPage.open(app.url);
  const { userid } = (await page.get('/api/currentUser')).body;
  for (const credentials of [
    { userName, password: `${password}!` },
    { userName: 'nobody', password },
    { userName: '', password: '' },
    { userName: 'x'.repeat(5000), password },
  ]) {
    const answer = await login(page, { ...credentials, type: 'account' });
    expect({ status: answer.status, body: answer.body }).toEqual(refused);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect((await page.get('/api/currentUser')).body.userid).toBe(userid);
});

test('a telephone number opens nothing, and the page is not told that a message was sent', async () => {
  const page = await OriginalPage.open(app.url);
  expect(await page.get('/api/login/captcha?mobile=13800000000')).toMatchObject({ status: 200, body: false });
  const { status, body } = await login(page, { mobile: '13800000000', captcha: '1234', type: 'mobile' });
  expect({ status, body }).toEqual({ status: 200, body: { ...refused.body, type: 'mobile' } });
});

test('A login without texts is 4xx; guessing is slowed down; a failing store is 503', async () => {
  const userName = await somebody();
  const page = await OriginalPage.open(app.url);
  expect(await login(page, { type: 'account' })).toMatchObject(problem(400, '/userName', '/password'));
  expect(await login(page, { userName, password: 1 })).toMatchObject(problem(400, '/password'));
  const guesses = await Promise.all(Array.from({ length: 8 }, () => login(page, { userName, password: 'wrong one' })));
  const slowed = guesses.filter(({ status }) => status === 429);
  expect(slowed.length).toBeGreaterThan(0);
  expect(slowed[0]!.headers.get('retry-after')).toMatch(/^\d+$/);
  app.store.tablestore.faults.add({ kind: 'unavailable' });
  expect(await login(page, { userName: 'nobody', password, type: 'account' })).toMatchObject(problem(503));
});

test('A page of another site cannot sign its visitor in to an account', async () => {
  const userName = await somebody();
  const visitor = await OriginalPage.open(app.url);
  const evil = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
  const answer = await visitor.send('POST', '/api/login/account', { userName, password, type: 'account' }, evil);
  expect(answer).toMatchObject(problem(403));
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test('No password data leaves the server', async () => {
  const userName = await somebody();
  const page = await OriginalPage.open(app.url);
  const answers = [
    await login(page, { userName, password, type: 'account' }),
    await page.get('/api/currentUser'),
    await page.get('/api/rule'),
    await page.get('/api/users'),
    await page.get('/api/users/me/export'),
  ];
  for (const { body, headers } of answers) {
    expect(JSON.stringify([body, [...headers]])).not.toMatch(/scrypt|"password"|a long way home/);
  }
  expect(answers[3]!.status).toBe(405);
  expect(app.logged.join('\n')).not.toMatch(/a long way home/);
});
