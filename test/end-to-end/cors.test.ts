import { makeFrontEnd } from '../function/original/front-end';
import { ApiClient } from '../support/client';
import { startStack, type TestStack } from '../support/stack';

/** What pages of other origins may read, with the local Function Compute adding the platform's defaults. */

const origin = 'https://evil.example';
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const others = [
  '/',
  '/nothing',
  '/umi.0a1b2c3d.js',
  '/a/b?c=%E0',
  '/%E0',
  '/api/nothing',
  '/API/tasks',
  '/api/tasks/%E0',
];

let frontEnd: Awaited<ReturnType<typeof makeFrontEnd>>;
let stack: TestStack;
let original: TestStack;
beforeAll(async () => {
  frontEnd = await makeFrontEnd();
  stack = await startStack({ warm: true });
  original = await startStack({ warm: true, environment: { ORIGINAL_PAGE_DIR: frontEnd.folder } });
});
afterAll(async () => {
  await stack.close();
  await original.close();
  await frontEnd.remove();
});

test('No answer of any route lets a page of another origin read it with cookies, and outside /api none does at all', async () => {
  const { body } = await new ApiClient(stack.url).get('/api/openapi.json');
  const routes = Object.keys(body.paths).map((route) => route.replace('{id}', '01JD0000000000000000000000'));
  const wrong: string[] = [];
  for (const { url } of [stack, original]) {
    for (const path of [...routes, ...others]) {
      for (const method of methods) {
        const { status, headers } = await new ApiClient(url).request(method, path, {
          headers: { Origin: origin, Cookie: 'session=x' },
        });
        const allowed = headers.get('access-control-allow-origin');
        const expected = /^\/api(\/|$)/.test(path) ? '*' : 'https://none.invalid';
        const credentials = headers.get('access-control-allow-credentials');
        if (allowed !== expected || credentials !== null)
          wrong.push(`${method} ${path}: ${status} ${allowed} ${credentials}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
