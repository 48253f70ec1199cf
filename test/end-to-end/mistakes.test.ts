import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type TestApp } from '../support/app';
import { functionFolder } from '../support/built-function';
import { ApiClient } from '../support/client';
import { runInstance } from '../support/instance';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await startApp();
  folder = await mkdtemp(join(tmpdir(), 'mistake-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** The built function with a mistake: reading a message of the Tablestore SDK throws an error of JavaScript. */
async function withoutMessage(name: string): Promise<string> {
  await cp(await functionFolder(), folder, { recursive: true });
  const file = join(folder, 'function.js');
  const source = await readFile(file, 'utf8');
  const mistake = `get(){console.error("asked for a message");throw new TypeError("no such message")}`;
  const broken = source.replace(
    new RegExp(String.raw`(\w+)\.${name}=\(function`),
    `Object.defineProperty($1,"${name}",{${mistake}}),$1.unused=(function`,
  );
  expect(broken).not.toBe(source);
  await writeFile(file, broken);
  return folder;
}

test('A mistake in the program is 500 at once, logged once with its stack, and never retried', async () => {
  const client = await ApiClient.guest(app.url);
  const task = await client.task();
  const { status, body, logged } = await runInstance(
    await withoutMessage('DeleteRowRequest'),
    { method: 'DELETE', url: `/api/tasks/${task.id}`, headers: { authorization: `Bearer ${client.token}` } },
    { environment: app.store.environment },
  );
  expect([status, JSON.parse(body.toString())]).toMatchObject([500, { title: 'Internal Server Error', status: 500 }]);
  expect(logged.match(/asked for a message/g)).toHaveLength(1);
  const lines = logged.split('\n').filter((line) => line.startsWith('{'));
  const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
  expect(errors).toMatchObject([{ error: 'TypeError', at: expect.arrayContaining([expect.stringMatching(/^at /)]) }]);
  expect(body.toString()).not.toMatch(/no such message|TypeError/);
  expect(await client.list()).toHaveLength(1);
});
