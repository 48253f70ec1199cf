import * as http from 'node:http';
import { startApp, type TestApp } from '../../support/app';
import { ApiClient, problem } from '../../support/client';
import { frontEnd, getBytes, makeFrontEnd } from './front-end';

let app: TestApp;
let client: ApiClient;
let files: Awaited<ReturnType<typeof makeFrontEnd>>;
beforeAll(async () => {
  files = await makeFrontEnd();
  app = await startApp({ ORIGINAL_PAGE_DIR: files.folder });
  client = new ApiClient(app.url);
});
afterAll(async () => {
  await app.close();
  await files.remove();
});

const html = 'text/html; charset=utf-8';

test.each([
  ['index.html', html],
  ['umi.0a1b2c3d.js', 'text/javascript; charset=utf-8'],
  ['umi.0a1b2c3d.css', 'text/css; charset=utf-8'],
  ['pro_icon.svg', 'image/svg+xml'],
  ['asset-manifest.json', 'application/json; charset=utf-8'],
  ['CNAME', 'application/octet-stream'],
  ['icons/icon-128x128.png', 'image/png'],
] as const)('%s arrives byte for byte, as %s', async (name, type) => {
  const { status, type: actual, bytes } = await getBytes(`${app.url}/${name}`);
  expect({ status, type: actual }).toEqual({ status: 200, type });
  expect(bytes.equals(Buffer.from(frontEnd[name]))).toBe(true);
});

test.each([
  '/',
  '/welcome',
  '/list',
  '/admin/sub-page',
  '/user/login?redirect=http%3A%2F%2Fx%2Fa.png',
  '/icons/',
  '/icons',
])('%s is a route of the page: GET and HEAD get index.html', async (path) => {
  const { status, headers, body } = await client.get(path);
  expect([status, headers.get('content-type'), body]).toEqual([200, html, frontEnd['index.html']]);
  const head = await client.request('HEAD', path);
  expect([head.status, head.body]).toEqual([200, '']);
  const length = app.behindPlatform ? null : String(body.length);
  expect(head.headers.get('content-length')).toBe(length);
});

test('its inline script may run, and scripts of other sites may not', async () => {
  const { headers } = await client.get('/');
  const policy = headers.get('content-security-policy')!;
  expect(policy).toContain("script-src 'self' 'unsafe-inline';");
  expect(policy).toContain("default-src 'self';");
  expect(policy).toContain("img-src 'self' data: https:;");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('files whose name has a hash are kept for ever, others are asked for again and cost no bytes', async () => {
  expect((await client.get('/umi.0a1b2c3d.js')).headers.get('cache-control')).toMatch(/immutable/);
  const { headers } = await client.get('/list');
  expect(headers.get('cache-control')).toBe('no-cache');
  expect(await getRaw('/list', { 'If-None-Match': headers.get('etag')! })).toEqual({ status: 304, body: '' });
});

test.each(['/umi.missing.js', '/icons/none.png', '/favicon.ico', '/.env', '/.git/config', '/icons/.hidden'])(
  'A missing asset is 404: %s',
  async (path) => {
    expect(await client.get(path)).toMatchObject(problem(404));
  },
);

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s on a page route is 405', async (method) => {
  for (const path of ['/', '/list', '/index.html']) {
    const answer = await client.request(method, path);
    expect(answer).toMatchObject(problem(405));
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  }
});

test.each(['/api/notices', '/api/tasks/x/y'])('%s is the API’s: 404 in JSON', async (path) => {
  expect(await client.get(path, { Accept: 'text/html' })).toMatchObject(problem(404));
});

test('the API beside it works', async () => {
  const guest = await ApiClient.guest(app.url);
  await guest.task({ title: 'a' });
  expect((await guest.get('/api/rule')).body).toMatchObject({ data: [{ name: 'a' }], total: 1 });
});

/** Sends path and headers as they are; fetch would tidy up the one and add to the others. */
function getRaw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    http
      .get({ hostname, port, path, headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      })
      .on('error', reject);
  });
}

test.each([
  '/../secret.txt',
  '/icons/../../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/icons/..%5c..%5csecret.txt',
  '//../secret.txt',
  '/%00/../secret.txt',
  '/index.html%00',
  '/%c0%ae%c0%ae/secret.txt',
])('no path leads out of the folder: %s', async (path) => {
  const { status, body } = await getRaw(path);
  expect([400, 404]).toContain(status);
  expect(body).not.toMatch(/^secret/);
});
