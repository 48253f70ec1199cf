import { ApiClient } from '../../support/client';
import { startStack, type TestStack } from '../../support/stack';
import { aged, cookieHeader, cookiesOf, person } from './people';

let stack: TestStack;
let printed = '';
const originals = { out: process.stdout.write, err: process.stderr.write };
beforeAll(async () => {
  stack = await startStack({ ahead: 1 });
});
afterAll(() => stack.close());

/** All that a run prints: by the function, by the platform around it, and by this process that holds the store. */
function watchOutput(): () => void {
  const watch = (write: typeof process.stdout.write) =>
    function watched(this: NodeJS.WriteStream, ...args: Parameters<typeof write>) {
      printed += String(args[0]);
      return write.apply(this, args);
    } as typeof write;
  process.stdout.write = watch(originals.out);
  process.stderr.write = watch(originals.err);
  return () => {
    process.stdout.write = originals.out;
    process.stderr.write = originals.err;
  };
}

test('nothing that is printed or refused holds a password, a token, a key or a task’s text', async () => {
  const stop = watchOutput();
  const who = { ...person(), password: 'p4ssw0rd-needle-one' };
  const newPassword = 'p4ssw0rd-needle-two';
  const wrong = 'p4ssw0rd-needle-wrong';
  const text = 'needle-in-a-task';
  const refusals: unknown[] = [];
  const refused = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    expect(status).toBeGreaterThanOrEqual(400);
    refusals.push(body);
  };

  const guest = await ApiClient.guest(stack.url);
  const task = await guest.task({ title: text, note: text });
  await guest.post('/api/tasks', { title: text }, { 'Idempotency-Key': 'idempotency-needle' });
  const registered = await guest.post('/api/users', who);
  expect(registered.status).toBe(201);
  const client = new ApiClient(stack.url, registered.body.token);
  await refused(guest.post('/api/users', { ...who, password: wrong }));
  await refused(guest.post('/api/session', { ...who, password: wrong }));
  await refused(guest.post('/api/session', { ...who, password: wrong, [wrong]: 1 }).then(withoutNames));
  await refused(guest.request('POST', '/api/session', { body: `{"password": "${wrong}"` }));
  await refused(client.patch(task.url, { title: text.repeat(100) }));
  await refused(client.patch(task.url, { title: text }, { 'If-Match': '"9"' }));
  await refused(new ApiClient(stack.url, `${client.token}x`).get('/api/tasks'));
  await refused(client.request('DELETE', '/api/users/me', { body: { password: wrong } }));
  const signedIn = await new ApiClient(stack.url).post('/api/session', who);
  const cookies = cookiesOf(signedIn);
  expect((await new ApiClient(stack.url).get('/api/tasks', cookieHeader(cookies))).body).toHaveLength(2);
  const renewed = await new ApiClient(stack.url, aged(client.token!, 400)).get('/api/users/me/export');
  expect(renewed.status).toBe(200);
  const changed = await client.put('/api/users/me/password', { password: who.password, newPassword });
  expect(changed.status).toBe(200);
  const owner = new ApiClient(stack.url, changed.body.token);
  const gone = await owner.request('DELETE', '/api/users/me', { body: { password: newPassword } });
  expect(gone.status).toBe(204);
  stop();

  const output = stack.logged.join('\n') + printed;
  expect(output).toContain('/api/users');
  const tokens = [guest.token!, client.token!, owner.token!, signedIn.body.token, ...Object.values(cookies)];
  const needles = [
    who.password,
    newPassword,
    wrong,
    text,
    'idempotency-needle',
    'a secret for tests only',
    'test-secret',
  ];
  for (const needle of [...needles, ...tokens.map((token) => token.split('.')[2]!)]) {
    expect(output.includes(needle)).toBe(false);
    expect(JSON.stringify(refusals).includes(needle)).toBe(false);
  }
  expect(output).not.toContain('scrypt$');
});

/** The names of wrong fields are the caller’s own, and are told back. */
function withoutNames({ status, body }: { status: number; body: { errors: object[] } }) {
  return { status, body: { ...body, detail: '', errors: body.errors.map((error) => ({ ...error, pointer: '' })) } };
}
