import { type AccountAction, type ActionError, perform } from '../../src/web/account';
import { readExport } from '../../src/web/download';
import { startApp, type TestApp } from '../support/app';
import { ApiClient } from '../support/client';
import { fillList } from '../support/long-list';
import { closePages, type Visit, Visitor } from './support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(closePages);
afterAll(() => app.close());

const password = 'correct horse battery';
const newPassword = 'another good password';
const member = () => Visitor.member(app.url, password);
const carry = ({ api, store }: Visit, act: AccountAction) => perform(act, api, store);

const refusal = (status: number, errors: { pointer: string }[] = [], headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ errors }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

test('a new password counts once the old one was right and the new one is good enough', async () => {
  const person = await member();
  const visit = await person.open();
  const change = (password: string, newPassword: string) =>
    carry(visit, { kind: 'new-password', password, newPassword });

  expect(await change('not my password', newPassword)).toBe('wrong');
  expect(await change(password, 'short')).toBe('password');
  expect(await change(password, 'password1')).toBe('password');
  expect(await change(password, newPassword)).toBeUndefined();
  const { name: username } = person.user;
  const signIn = await new ApiClient(app.url).post('/api/session', { username, password: newPassword });
  expect(signIn.status).toBe(201);
  expect(await change(newPassword, password)).toBe('ended'); // the token of this page is of the time before
});

test('what waits is sent before the account is deleted, and nothing of it stays in the browser', async () => {
  const [person, other] = [await member(), await Visitor.guest(app.url)];
  const kept = await person.client.task();
  Object.assign(other, { storage: person.storage });
  const visit = await person.open();
  const [second, stranger] = [await person.open(), await other.open()];
  for (const { line } of [second, stranger]) line.state = 'cut';
  second.store.add('in another page');
  stranger.store.add('of somebody else');
  visit.store.remove(kept.id);

  expect(await carry(visit, { kind: 'delete', password: 'not my password' })).toBe('wrong');
  expect(visit.line.writes()).toEqual([`DELETE /api/tasks/${kept.id}`, 'DELETE /api/users/me']);
  expect(await carry(visit, { kind: 'delete', password })).toBeUndefined();
  visit.store.outbox.clearForOwner();
  visit.store.add('too late');
  const stored = Array.from({ length: person.storage.length }, (_, i) =>
    person.storage.getItem(person.storage.key(i)!),
  );
  expect(stored).toEqual([expect.stringContaining('of somebody else')]);
});

test('while changes of the list cannot be sent, nobody comes, and nobody goes without knowing', async () => {
  const person = await Visitor.guest(app.url);
  const visit = await person.open();
  visit.line.intercept = (method) => (method === 'PUT' ? refusal(503) : undefined);
  visit.store.add('waits');

  expect(await carry(visit, { kind: 'register', username: 'nobody', password })).toBe('unsent');
  expect(await carry(visit, { kind: 'sign-out', anyway: false })).toBe('unsent');
  expect(visit.line.writes().filter((request) => !request.startsWith('PUT '))).toEqual([]);
  expect(await carry(visit, { kind: 'sign-out', anyway: true })).toBeUndefined();
});

const credentials = { username: 'somebody', password };
const signInAct: AccountAction = { kind: 'sign-in', ...credentials, keepTasks: true };
const registerAct: AccountAction = { kind: 'register', ...credentials };
const newPasswordAct: AccountAction = { kind: 'new-password', password, newPassword };
test.each<{ act: AccountAction; answer: Response; error: ActionError }>([
  { act: signInAct, answer: refusal(401), error: 'wrong' },
  { act: signInAct, answer: refusal(429, [], { 'retry-after': '40' }), error: 40 },
  { act: registerAct, answer: refusal(409, [{ pointer: '/username' }]), error: 'taken' },
  { act: registerAct, answer: refusal(409), error: 'ended' },
  { act: registerAct, answer: refusal(400, [{ pointer: '/username' }]), error: 'name' },
  { act: newPasswordAct, answer: refusal(400, [{ pointer: '/newPassword' }]), error: 'password' },
  { act: newPasswordAct, answer: refusal(429), error: 1 },
  { act: { kind: 'delete', password }, answer: refusal(403), error: 'ended' },
  { act: { kind: 'delete', password }, answer: refusal(500), error: 'server' },
])('$act.kind: an error of the server is told apart as $error', async ({ act, answer, error }) => {
  const visit = await (await Visitor.guest(app.url)).open();
  visit.line.intercept = () => answer;
  expect(await carry(visit, act)).toBe(error);
});

test('an answer that was lost leaves it open whether the server acted', async () => {
  const visit = await (await Visitor.guest(app.url)).open();
  visit.line.state = 'deaf';
  expect(await carry(visit, { kind: 'sign-out', anyway: false })).toBe('unanswered');
});

test('A download of a long list holds every task, though the export comes in several documents', async () => {
  const person = await Visitor.guest(app.url);
  await fillList(person.client, app.store, 200, '记'.repeat(10_000));
  const { api, line } = await person.open();
  const document = await readExport(api);
  expect(line.sent.filter((request) => request.includes('export'))).toHaveLength(2);
  expect(document).toMatchObject({ user: { id: person.user.id }, tasks: await person.client.list(), next: null });
});
