import * as crypto from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { openBrotli, openGzip } from '../../../src/build/precompress-page';
import { createApp } from '../../../src/function/app';
import { embeddable } from '../../../src/function/page/document';
import { closeBrotli, closeGzip, crc32 } from '../../../src/function/page/resume-compression';
import { functionFolder } from '../../support/built-function';
import { ApiClient } from '../../support/client';
import { type LocalTestStore, startStore } from '../../support/store';
import { sign } from '../accounts/people';

let store: LocalTestStore;
let server: http.Server;
let url: string;
beforeAll(async () => {
  store = await startStore();
  const observe = { loadMilliseconds: 0, log: () => undefined };
  const pageFolder = path.join(await functionFolder(), 'page');
  server = http.createServer(createApp({ settings: store.settings, version: 'test', observe, pageFolder }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
});

interface Fetched {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Bytes as they came over the wire. */
  bytes: Buffer;
  html: string;
}

/** Asks for the page as it is, without the decoding that fetch does. */
function get(headers: Record<string, string> = {}, options: http.RequestOptions = {}, target = '/'): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const request = http.request(url + target, { headers, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const coding = response.headers['content-encoding'];
        const html =
          coding === 'br' ? zlib.brotliDecompressSync(bytes) : coding === 'gzip' ? zlib.gunzipSync(bytes) : bytes;
        resolve({ status: response.statusCode!, headers: response.headers, bytes, html: html.toString() });
      });
    });
    request.on('error', reject).end();
  });
}

const dataOf = ({ html }: Fetched) => JSON.parse(/id="data">(.*)<\/script>/.exec(html)![1]!);

test.each([
  ['br', 'br'],
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['identity', undefined],
  ['', undefined],
])(
  'a browser that accepts "%s" gets %s, and an empty list in either language stays within its limit',
  async (accepted, coding) => {
    for (const language of ['en', 'zh-CN']) {
      const page = await get({ 'accept-encoding': accepted, 'accept-language': language });
      expect(page).toMatchObject({ status: 200, html: expect.stringMatching(/^<!doctype html>[\s\S]*<\/html>\n$/) });
      expect(page.headers['content-encoding']).toBe(coding);
      expect(Number(page.headers['content-length'])).toBe(page.bytes.length);
      // Browsers take Brotli from every https address; gzip serves those that open the page over plain http.
      const limit = coding === 'gzip' ? 31_200 : 30_000;
      if (coding) expect(page.bytes.length + JSON.stringify(page.headers).length).toBeLessThan(limit);
    }
  },
);

test('a long first page is compressed as well, in whichever way is smaller', async () => {
  const client = await ApiClient.guest(url);
  for (let i = 0; i < 101; i++) await client.task({ title: `任务 ${i}` });
  const page = await get({ 'accept-encoding': 'gzip, br', cookie: `session=${client.token}` });
  const { tasks, next, user } = dataOf(page);
  expect(page.headers['content-encoding']).toBe('gzip');
  expect([tasks.length, tasks[0].title, user.guest]).toEqual([100, '任务 0', true]);
  const rest = await client.get(next);
  expect(rest.body).toMatchObject([{ title: '任务 100' }]);
});

test('nobody but the visitor’s own browser keeps the page, and nothing runs in it but its own script', async () => {
  const { headers, html } = await get({ 'accept-encoding': 'gzip', 'x-forwarded-proto': 'https' });
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'private, no-store',
    vary: 'Accept-Encoding, Accept-Language, Cookie',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
    'set-cookie': [expect.stringMatching(/^__Host-session-\w+=.*; HttpOnly; SameSite=Lax; Secure$/)],
  });
  const policy = String(headers['content-security-policy']);
  expect(policy).not.toMatch(/unsafe/);
  const hash = (text: string) => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;
  const script = /<script type="module">([\s\S]*?)<\/script>/.exec(html)![1]!;
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
  expect(policy).toContain(`script-src ${hash(script)} 'self'; style-src ${hash(style)};`);
  expect(html).not.toMatch(/(src|href)="(?!data:)/);
});

test.each(['en', 'zh-CN'])(
  'the %s document names a script of its other parts, which a browser caches for good',
  async (language) => {
    const { html } = await get({ 'accept-language': language });
    const name = /parts\.[\w-]+\.[0-9a-f]{16}\.js/.exec(html)![0];
    const script = await get({ 'accept-encoding': 'gzip, br' }, {}, `/assets/${name}`);
    expect(script).toMatchObject({
      status: 200,
      html: expect.stringContaining(language === 'en' ? 'Delete account' : '删除账号'),
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'content-encoding': 'br',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      },
    });
    for (const coding of ['gzip', 'identity']) {
      expect((await get({ 'accept-encoding': coding }, {}, `/assets/${name}`)).html).toBe(script.html);
    }
    expect(html).not.toContain('Delete account');
    for (const other of ['account.js', 'index.json', encodeURIComponent('../index.js')]) {
      expect((await get({}, {}, `/assets/${other}`)).status).toBe(404);
    }
  },
);

test('The document holds all lists and the first tasks, for one operation of the store', async () => {
  const client = await ApiClient.guest(url);
  const list = (await client.post('/api/lists', { name: '家' })).body;
  const gone = (await client.post('/api/lists', { name: 'gone' })).body;
  await client.delete(`/api/lists/${gone.id}?tasks=inbox`);
  for (let count = 0; count < 101; count++) await client.task({ list: count === 0 ? list.id : null });
  const page = await get({ authorization: `Bearer ${client.token}` });
  expect(page.headers['server-timing']).toContain('desc="1 operation"');
  const { url: _, ...embedded } = list;
  const { lists, tasks, next } = dataOf(page);
  expect(lists).toEqual([embedded]);
  expect(tasks).toHaveLength(100);
  expect(tasks[0]).toMatchObject({ list: list.id });
  expect((await client.get(next)).body).toHaveLength(1);
});

test('a visit without a session begins one, and asks the store nothing', async () => {
  const page = await get();
  expect(dataOf(page)).toEqual({
    user: { id: expect.any(String), name: 'guest', guest: true },
    tasks: [],
    next: null,
    api: '/api',
  });
  expect(page.headers['server-timing']).toContain('desc="0 operations"');
  const cookie = String(page.headers['set-cookie']).split(';')[0]!;
  const again = await get({ cookie });
  expect(dataOf(again).user).toEqual(dataOf(page).user);
  expect(again.headers['server-timing']).toContain('desc="1 operation"');
});

test('a visit with a session that cannot be verified says so, makes no guest and leaves the cookie alone', async () => {
  const page = await get({ cookie: `session=${sign({ sub: 'x', guest: true, name: 'guest', iat: 0, exp: 1 })}` });
  expect(page.status).toBe(200);
  expect(page.headers['set-cookie']).toBeUndefined();
  expect(dataOf(page)).toEqual({ user: null, tasks: [], next: null, api: '/api', session: 'unverified' });
});

test.each([
  [{ 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }, 'zh-CN'],
  [{ 'accept-language': 'fr, en;q=0.5, zh;q=0.7' }, 'zh-CN'],
  [{ 'accept-language': 'en-GB' }, 'en'],
  [{ 'accept-language': 'fr' }, 'en'],
  [{}, 'en'],
  [{ 'accept-language': 'en', cookie: 'a=b; language=zh-CN' }, 'zh-CN'],
  [{ 'accept-language': 'zh', cookie: 'language=nonsense' }, 'zh-CN'],
] as [Record<string, string>, string][])('a browser with %j reads %s', async (headers, language) => {
  const page = await get(headers);
  expect([page.headers['content-language'], /<html lang="(.*?)">/.exec(page.html)![1]]).toEqual([language, language]);
});

test('HEAD answers as GET does, without the page; other methods are told what is possible', async () => {
  const head = await get({}, { method: 'HEAD' });
  expect([head.status, head.bytes.length, Number(head.headers['content-length'])]).toEqual([
    200,
    0,
    expect.any(Number),
  ]);
  const post = await new ApiClient(url).post('/', {});
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test('when the store cannot be asked, the page comes all the same and knows', async () => {
  const client = await ApiClient.guest(url);
  await store.tablestore.close();
  const page = await get({ cookie: `session=${client.token}` });
  expect(page).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(dataOf(page)).toMatchObject({ tasks: [], next: null, unread: true, user: { guest: true } });
});

test('whatever a title holds, it can neither end its script element nor change on the way', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('</script>', '<!--<script>', '\u2028')),
      (title) => {
        const text = embeddable({ title });
        expect(text).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual({ title });
      },
    ),
  );
});

test('compressed beginnings and their ends join into one stream, at every size of a block', async () => {
  const start = Buffer.from('<!doctype html>'.repeat(99));
  const gzip = { bytes: await openGzip(start), crc: crc32(start), length: start.length };
  const brotli = openBrotli(start);
  for (const size of [0, 1, 65535, 65536, 65537, 200_000]) {
    const rest = Buffer.alloc(size, 'a任');
    const whole = Buffer.concat([start, rest]);
    expect(zlib.gunzipSync(closeGzip(gzip, rest)).equals(whole)).toBe(true);
    expect(zlib.brotliDecompressSync(closeBrotli(brotli, rest)).equals(whole)).toBe(true);
  }
});
