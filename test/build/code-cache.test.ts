import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { leaveOut } from '../../src/build/bundle-stubs';
import { buildFunction } from '../../src/build/function';
import { packFunction } from '../../src/build/package/pack';
import { nodeFor } from '../../src/emulators/function-compute/node';
import { type InstanceOptions, runInstance } from '../support/instance';
import { type LocalTestStore, startStore } from '../support/store';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'code-cache-'));
const folder = path.join(scratch, 'function');
const folder20 = path.join(scratch, 'function-nodejs20');
const node20 = nodeFor('nodejs20').path;
const environment = { TABLESTORE_INSTANCE: 'none' };

beforeAll(async () => {
  await buildFunction(folder);
  await buildFunction(folder20, { runtime: 'nodejs20' });
});
afterAll(() => fs.rmSync(scratch, { recursive: true }));

const health = { method: 'GET', url: '/api/health' };

/** Serves one call, whose answer and log say whether the code cache was used. */
async function codeCacheOf(
  where: string,
  options: InstanceOptions = {},
): Promise<{ status: number; codeCache: string }> {
  const { status, logged, body } = await runInstance(where, health, { environment, ...options });
  const { codeCache } = JSON.parse(body.toString());
  expect(JSON.parse(logged).codeCache).toBe(codeCache);
  return { status, codeCache };
}

/** A copy of the function's folder in which files may be changed. */
function copy(from = folder): string {
  const target = fs.mkdtempSync(path.join(scratch, 'copy-'));
  fs.cpSync(from, target, { recursive: true });
  return target;
}

const cacheIn = (where: string) => path.join(where, fs.readdirSync(where).find((name) => name.endsWith('.cache'))!);

const accepted = { status: 200, codeCache: 'accepted' };

test.each([
  ['no flags', []],
  ['the flags of 128 MB', ['--max-http-header-size=16384', '--max-old-space-size=115', '--expose-gc']],
  ['the flags of 3 GB', ['--max-http-header-size=16384', '--max-old-space-size=2764', '--expose-gc']],
])('The code cache is taken under %s, by Node 12 and by Node 20', async (_, flags) => {
  expect(await codeCacheOf(folder, { flags })).toEqual(accepted);
  expect(await codeCacheOf(folder20, { flags, node: node20 })).toEqual(accepted);
});

test('The code cache of Node 20 is found by another patch level, because only V8 decides whether it fits', async () => {
  const where = copy(folder20);
  fs.renameSync(path.join(where, 'index-faas.js'), path.join(where, 'real.js'));
  // Another patch level of Node.js has the same V8 with another number of its own.
  fs.writeFileSync(
    path.join(where, 'index-faas.js'),
    `const v8 = process.versions.v8.replace(/-node\\.\\d+$/, '-node.1');
     Object.defineProperty(process, 'versions', { value: { ...process.versions, v8 } });
     module.exports = require('./real.js');`,
  );
  const { body } = await runInstance(where, health, { environment, node: node20 });
  expect(JSON.parse(body.toString())).toMatchObject({ v8: expect.stringMatching(/-node\.1$/), codeCache: 'accepted' });
});

test('/api/health says on which Node.js the function runs', async () => {
  const { body } = await runInstance(folder, health, { environment });
  const expected = { node: '12.22.12', v8: '7.8.279.23-node.57', codeCache: 'accepted' };
  expect(JSON.parse(body.toString())).toMatchObject(expected);
});

test('A call writes nothing into the package', async () => {
  const listing = () =>
    fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
      const { size, mtimeMs } = fs.statSync(path.join(folder, name));
      return { name, size, mtimeMs };
    });
  const before = listing();
  await codeCacheOf(folder);
  expect(listing()).toEqual(before);
});

describe('Without a code cache that fits', () => {
  test('the function works on another Node.js, whose cache is absent', async () => {
    expect(await codeCacheOf(folder, { node: node20 })).toEqual({ status: 200, codeCache: 'absent' });
  });

  test('the function works on a V8 that rejects the cache of another V8', async () => {
    const where = copy();
    fs.renameSync(cacheIn(where), path.join(where, path.basename(cacheIn(folder20))));
    const run = await codeCacheOf(where, { node: node20 });
    expect(run).toEqual({ status: 200, codeCache: 'rejected' });
  });

  test('the function works under flags that change the code that V8 compiles', async () => {
    expect(await codeCacheOf(folder, { flags: ['--no-opt'] })).toEqual({ status: 200, codeCache: 'rejected' });
  });

  test.each([
    ['damaged', (bytes: Buffer) => bytes.fill(0, bytes.length / 2, bytes.length / 2 + 64)],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
  ])('the function works: the cache is %s', async (_, change) => {
    const where = copy();
    fs.writeFileSync(cacheIn(where), change(fs.readFileSync(cacheIn(where))));
    expect(await codeCacheOf(where)).toEqual({ status: 200, codeCache: 'rejected' });
  });

  test('the function works when its code is not the code of the cache', async () => {
    const where = copy();
    fs.appendFileSync(path.join(where, 'function.js'), '\n');
    expect(await codeCacheOf(where)).toEqual({ status: 200, codeCache: 'rejected' });
  });
});

test('A call that reads the store needs at most 80 MB', async () => {
  const store = await startStore();
  try {
    const call = { method: 'GET', url: '/', headers: { cookie: await sessionCookie(store) } };
    const { status, rss } = await runInstance(folder, call, { environment: store.environment });
    expect(store.tablestore.counters().operations.GetRange).toEqual({ calls: 1, failures: 0 });
    expect({ status, withinLimit: rss <= 80e6 ? 'yes' : `${rss} bytes` }).toEqual({ status: 200, withinLimit: 'yes' });
  } finally {
    await store.close();
  }
});

/** The cookie that a first visit gives. */
async function sessionCookie({ environment }: LocalTestStore): Promise<string> {
  const { headers } = await runInstance(folder, { method: 'GET', url: '/' }, { environment });
  return String(headers['set-cookie']).split(';')[0]!;
}

test('Each package has at most 510 KB', async () => {
  expect((await packFunction(folder)).zip.length).toBeLessThanOrEqual(510_000);
  expect((await packFunction(folder20)).zip.length).toBeLessThanOrEqual(510_000);
});

describe('A module that is left out of the bundle', () => {
  const bundle = (file: string, code: string) => {
    fs.writeFileSync(path.join(scratch, file), code);
    const nodePaths = [path.resolve('node_modules')];
    const outfile = path.join(scratch, `${file}.bundle.js`);
    const { plugin } = leaveOut();
    const entryPoints = [path.join(scratch, file)];
    return build({
      entryPoints,
      outfile,
      nodePaths,
      plugins: [plugin],
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
    });
  };

  test('throws an error with its name when it is used', async () => {
    await bundle('late.js', "require('express').response.sendFile.call({ req: {} }, '/etc/hosts')");
    expect(() => require(path.join(scratch, 'late.js.bundle.js'))).toThrow(
      'send is left out of the bundle: src/build/bundle-stubs.ts tells why',
    );
  });

  test('throws an error with its name when it is a message of the SDK', async () => {
    await bundle('message.js', "require('tablestore').encoder.encode('listTable', {})");
    expect(() => require(path.join(scratch, 'message.js.bundle.js'))).toThrow(
      'main.ListTableRequest is left out of the bundle: src/build/trim-sdk-messages.ts tells why',
    );
  });

  test('makes the build fail when another package imports it', async () => {
    const building = bundle('early.js', "import 'qs'");
    await expect(building).rejects.toThrow('imports qs, which src/build/bundle-stubs.ts leaves out of the bundle');
  });
});
