import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { frontEnd, getBytes, makeFrontEnd } from '../function/original/front-end';
import { type Dialect, dialects, names, OriginalPage } from '../function/original/pages';
import { startProgram } from '../support/program';
import { startStack, type TestStack } from '../support/stack';
import { startStore } from '../support/store';

/** The original's pages on the built function, with a new process for each call. */

let stack: TestStack;
let files: Awaited<ReturnType<typeof makeFrontEnd>>;
beforeAll(async () => {
  files = await makeFrontEnd();
  const store = await startStore();
  // The keys that the platform hands over with each call are the only ones.
  const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  stack = await startStack({ store, ahead: 2, environment: { ...keys, ORIGINAL_PAGE_DIR: files.folder } });
});
afterAll(async () => {
  await stack.close();
  await stack.store.close();
  await files.remove();
});

test.each(dialects)(
  'A page of dialect %s does all it does, and each call has an instance of its own',
  async (dialect: Dialect) => {
    const page = await OriginalPage.open(stack.url, dialect);
    const before = stack.functionCompute.stats();
    const text = '牛奶 & <b>面包</b> 🥛 "100%"';
    const [a, b] = [await page.todo({ name: text, desc: '一\n二' }), await page.todo({ name: 'b' })];
    expect(await page.list()).toEqual({ data: [b, a], total: 2, success: true, pageSize: 10, current: 1 });
    expect((await page.complete(a)).body).toEqual({
      ...a,
      status: 2,
      callNo: 2,
      progress: 100,
      updatedAt: expect.any(String),
    });
    const { data, total } = await page.list(
      `current=1&pageSize=10&name=${encodeURIComponent(text)}&status=2&_timestamp=1&sorter=`,
    );
    expect([names(data), total]).toEqual([[text], 1]);
    expect((await page.delete([a.key])).body).toMatchObject({ list: [b], pagination: { total: 1 } });
    const after = stack.functionCompute.stats();
    expect(after.served - before.served).toBe(6);
    expect(after.destroyed - before.destroyed).toBeGreaterThanOrEqual(6);
  },
);

test('Concurrent writes all survive, from as many instances as there are writes', async () => {
  const page = await OriginalPage.open(stack.url, 'B');
  const tabs = [page, page.tab('A')];
  const rows = await Promise.all([1, 2, 3, 4].map((i) => page.todo({ name: `old ${i}` })));
  const [edited, completed, both, deleted] = rows.map((row) => ({ ...row, desc: '' }));
  const answers = await Promise.all([
    tabs[0]!.update({ key: edited!.key, name: 'edited' }),
    tabs[1]!.complete(completed!),
    tabs[0]!.update({ key: both!.key, name: 'edited' }),
    tabs[1]!.complete(both!),
    tabs[0]!.delete([deleted!.key]),
    ...[1, 2, 3, 4].map((i) => tabs[i % 2]!.create({ name: `new ${i}` })),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const { data, total } = await page.list();
  const found = (key: string) => data.find((row) => row.key === key);
  expect(total).toBe(7);
  expect(found(edited!.key)).toMatchObject({ name: 'edited', status: 1 });
  expect(found(completed!.key)).toMatchObject({ name: completed!.name, status: 2 });
  expect(found(both!.key)).toMatchObject({ name: 'edited', status: 2 });
  expect(
    names(data)
      .filter((name) => name.startsWith('new'))
      .sort(),
  ).toEqual(['new 1', 'new 2', 'new 3', 'new 4']);
});

test('the function serves the page’s files byte for byte', async () => {
  for (const name of ['icons/icon-128x128.png', 'umi.0a1b2c3d.js'] as const) {
    const { status, bytes } = await getBytes(`${stack.url}/${name}`);
    expect([status, bytes.equals(Buffer.from(frontEnd[name]))]).toEqual([200, true]);
  }
  const { status, type, bytes } = await getBytes(`${stack.url}/list`);
  expect([status, type, bytes.toString()]).toEqual([200, 'text/html; charset=utf-8', frontEnd['index.html']]);
});

test('OPTIONS of a file of the original’s page answers 204 with the methods that it allows', async () => {
  const { status, headers } = await fetch(`${stack.url}/umi.0a1b2c3d.js`, { method: 'OPTIONS' });
  expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
});

describe('npm start', () => {
  test('serves the front end of ORIGINAL_PAGE_DIR, also from a folder that is closed to others', async () => {
    await fs.chmod(path.dirname(files.folder), 0o700);
    const data = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-data-'));
    const environment = { PORT: '0', DATA_DIR: data, ORIGINAL_PAGE_DIR: path.relative(process.cwd(), files.folder) };
    const service = await startProgram('src/commands/start.ts', [], environment);
    try {
      expect((await getBytes(service.url)).bytes.toString()).toBe(frontEnd['index.html']);
      const page = await OriginalPage.open(service.url);
      await page.todo({ name: 'a' });
      expect(names((await page.list()).data)).toEqual(['a']);
    } finally {
      await service.kill('SIGTERM');
      await fs.rm(data, { recursive: true });
    }
  });

  test('says what is wrong when the folder has no page', async () => {
    const start = startProgram('src/commands/start.ts', [], { PORT: '0', ORIGINAL_PAGE_DIR: '/nowhere' });
    await expect(start).rejects.toThrow(
      'ORIGINAL_PAGE_DIR must be a folder with a built page, but /nowhere/index.html',
    );
  });
});
