import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiClient } from '../support/client';
import { freePort } from '../support/ports';
import { type Program, startProgram } from '../support/program';
import { startStack, type TestStack } from '../support/stack';
import { useStore } from '../support/store';

/** Writes until stopped, with as many writers; keeps what was acknowledged and goes on after what was not. */
function streamOfWrites(url: () => string, token: string, writers: number) {
  const acknowledged: string[] = [];
  let failures = 0;
  let running = true;
  const write = async (writer: number) => {
    for (let i = 0; running; i++) {
      const client = new ApiClient(url(), token);
      const title = `${writer}-${i}`;
      try {
        const { status } = await client.post('/api/tasks', { title });
        if (status === 201) acknowledged.push(title);
        else failures++;
      } catch {
        failures++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const all = Array.from({ length: writers }, (_, writer) => write(writer));
  return {
    acknowledged,
    failures: () => failures,
    /** Resolves once so many more writes were acknowledged. */
    async until(count: number) {
      const target = acknowledged.length + count;
      while (acknowledged.length < target) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async stop() {
      running = false;
      await Promise.all(all);
    },
  };
}

async function expectAll(client: ApiClient, titles: string[]): Promise<void> {
  const stored = new Map((await client.list()).map(({ title }) => [title, 1]));
  expect(titles.filter((title) => !stored.has(title))).toEqual([]);
}

test('killing instances in the middle of writes loses nothing that was acknowledged', async () => {
  const stack: TestStack = await startStack({ ahead: 2 });
  const client = await ApiClient.guest(stack.url);
  const writes = streamOfWrites(() => stack.url, client.token!, 4);
  for (let i = 0; i < 15; i++) {
    await writes.until(2);
    for (const { pid, state } of stack.functionCompute.instances())
      if (state === 'busy' || i % 5 === 0) process.kill(pid, 'SIGKILL');
  }
  await writes.stop();
  expect(writes.failures()).toBeGreaterThan(0);
  await expectAll(client, writes.acknowledged);
  await stack.close();
});

describe('with data on disk', () => {
  let folder: string;
  let program: Program;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-data-'));
  });
  afterEach(async () => {
    await program.kill();
    await fs.rm(folder, { recursive: true, force: true });
  });

  test('killing everything and starting again loses nothing that was acknowledged', async () => {
    const start = () =>
      startProgram('src/commands/start.ts', [], { PORT: '0', DATA_DIR: folder, TABLESTORE_ENDPOINT: '' });
    program = await start();
    const client = await ApiClient.guest(program.url);
    const writes = streamOfWrites(() => program.url, client.token!, 4);
    await writes.until(10);
    await program.kill();
    program = await start();
    await writes.until(10);
    await writes.stop();
    expect(writes.failures()).toBeGreaterThan(0);
    await expectAll(new ApiClient(program.url, client.token), writes.acknowledged);
  });

  test('killing the store loses nothing either, and calls work again when it is back', async () => {
    const port = await freePort();
    const keys = ['--instance', 'test', '--access-key-id', 'test-id', '--access-key-secret', 'test-secret'];
    const start = () =>
      startProgram('src/commands/tablestore-launcher.cjs', ['--port', `${port}`, '--data', folder, ...keys]);
    program = await start();
    const store = await useStore(program.url);
    const stack = await startStack({ store });
    const client = await ApiClient.guest(stack.url);
    const writes = streamOfWrites(() => stack.url, client.token!, 4);
    for (let i = 0; i < 2; i++) {
      await writes.until(8);
      await program.kill();
      expect(await client.post('/api/tasks', { title: 'x' })).toMatchObject({ status: 503, body: { status: 503 } });
      program = await start();
    }
    await writes.until(8);
    await writes.stop();
    await expectAll(client, writes.acknowledged);
    await stack.close();
  });
});
