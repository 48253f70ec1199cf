import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { type BrowseProxy, startBrowseProxy } from '../../src/build/browse/proxy';
import { readTarget } from '../../src/build/browse/target';
import { root } from '../../src/build/root';
import { npmHere } from '../build/project';
import { type Program, startProgram } from '../support/program';
import { startStack, type TestStack } from '../support/stack';

const prefix = '/2016-08-15/proxy/todolist/api';

describe('npm run browse, before the function on its default domain', () => {
  let stack: TestStack;
  let program: Program;
  beforeAll(async () => {
    stack = await startStack({ warm: true, ahead: 1 });
    program = await startProgram(path.join(root, 'src/commands/browse.ts'), [stack.url + prefix], { PORT: '0' });
  });
  afterAll(async () => {
    await program.kill();
    await stack.close();
  });

  test('shows the page, which the default domain would make a download', async () => {
    const direct = await fetch(`${stack.url}${prefix}/`, { headers: { Accept: 'text/html' } });
    expect(direct.headers.get('content-disposition')).toBe('attachment');
    const browsed = await fetch(program.url, { headers: { Accept: 'text/html' } });
    expect(browsed.status).toBe(200);
    expect(browsed.headers.get('content-disposition')).toBeNull();
    expect(browsed.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await browsed.text()).toMatch(/<\/html>\s*$/);
  });

  test('lets a page change tasks with its cookie, at the path with or without the prefix', async () => {
    const fromPage = { Origin: program.url, Referer: `${program.url}/` };
    const created = await fetch(`${program.url}/api/tasks`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...fromPage },
      body: JSON.stringify({ title: '买牛奶' }),
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toMatch(new RegExp(`^${program.url}/api/tasks/`));
    const cookie = created.headers.get('set-cookie')!.split(';')[0]!;

    const changed = await fetch(`${program.url}${new URL(((await created.json()) as { url: string }).url).pathname}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', Cookie: cookie, ...fromPage },
      body: JSON.stringify({ completed: true }),
    });
    expect(changed.status).toBe(200);
    const listed = await fetch(`${program.url}/api/tasks?completed=true`, { headers: { Cookie: cookie } });
    expect(await listed.json()).toMatchObject([{ title: '买牛奶', completed: true }]);
  });

  test('does not lend a page of another site the cookie', async () => {
    const first = await fetch(`${program.url}/api/session`);
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
    const { status } = await fetch(`${program.url}/api/tasks`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: cookie, Origin: 'https://elsewhere.example' },
      body: JSON.stringify({ title: 'x' }),
    });
    expect(status).toBe(403);
  });
});

describe('the proxy', () => {
  let upstream: http.Server;
  let proxy: BrowseProxy;
  let answer: http.RequestListener;
  beforeAll(async () => {
    upstream = http.createServer((req, res) => answer(req, res));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    proxy = await startBrowseProxy(
      readTarget(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}${prefix}/`),
      0,
    );
  });
  afterAll(async () => {
    await proxy.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  test('The proxy of npm run browse adapts cookies to an address without https, also their prefixes', async () => {
    answer = (_req, res) => {
      res.setHeader('Set-Cookie', [
        `a=1; Domain=x.fcapp.run; Path=${prefix}; Secure; HttpOnly`,
        'b=2; Path=/; SameSite=None; Secure',
        '__Host-session-0a1b2c3d=3; Path=/; Secure; HttpOnly',
        '__Secure-c=4; Path=/; Secure',
      ]);
      res.end();
    };
    const { headers } = await fetch(proxy.url);
    expect(headers.getSetCookie()).toEqual([
      'a=1; Path=/; HttpOnly',
      'b=2; Path=/; SameSite=Lax',
      'session-0a1b2c3d=3; Path=/; HttpOnly',
      'c=4; Path=/',
    ]);
  });

  test('passes bytes on as they are, both ways, to the function’s own host and path', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 256));
    let received: http.IncomingMessage | undefined;
    answer = (req, res) => {
      received = req;
      res.setHeader('Content-Type', 'application/octet-stream');
      req.pipe(res);
    };
    const echoed = await fetch(`${proxy.url}/%E4%BB%BB%E5%8A%A1?a=1&a=2`, { method: 'POST', body: bytes });
    expect(Buffer.from(await echoed.arrayBuffer()).equals(bytes)).toBe(true);
    expect(received!.url).toBe(`${prefix}/%E4%BB%BB%E5%8A%A1?a=1&a=2`);
    expect(received!.headers.host).toBe(`127.0.0.1:${(upstream.address() as AddressInfo).port}`);
  });

  test('passes on the beginning of an answer before its end is there', async () => {
    let finish = () => {};
    answer = (_req, res) => {
      res.write('first');
      finish = () => res.end('last');
    };
    const { body } = await fetch(proxy.url);
    const reader = body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('first');
    finish();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('last');
  });

  test('leaves a download of the function’s own a download', async () => {
    answer = (_req, res) => void res.setHeader('Content-Disposition', 'attachment; filename="tasks.json"').end();
    expect((await fetch(proxy.url)).headers.get('content-disposition')).toBe('attachment; filename="tasks.json"');
  });

  test('answers 502 when the function cannot be reached', async () => {
    const dead = await startBrowseProxy(readTarget('http://127.0.0.1:1'), 0);
    const answered = await fetch(dead.url);
    await dead.close();
    expect(answered.status).toBe(502);
    expect(await answered.text()).toMatch(/^http:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/);
  });
});

describe('the address', () => {
  test.each([
    [
      'https://api-todolist-abc.cn-hangzhou.fcapp.run',
      { origin: 'https://api-todolist-abc.cn-hangzhou.fcapp.run', prefix: '' },
    ],
    ['https://1.cn-hangzhou.fc.aliyuncs.com', { origin: 'https://1.cn-hangzhou.fc.aliyuncs.com', prefix }],
    [
      `https://1.cn-hangzhou.fc.aliyuncs.com/2016-08-15/proxy/s.v1/f/api`,
      { origin: 'https://1.cn-hangzhou.fc.aliyuncs.com', prefix: '/2016-08-15/proxy/s.v1/f' },
    ],
  ])('%s is understood', (address, target) => expect(readTarget(address)).toEqual(target));

  test.each([
    [[], 'Which function? npm run browse -- https://….fcapp.run'],
    [['fcapp.run'], 'fcapp.run is not an http or https address.'],
    [['https://x.fcapp.run/tasks'], 'the path must be empty, or /2016-08-15/proxy/<service>/<function>'],
  ])('%j is refused with what to give instead', async (args, message) => {
    const { exitCode, output } = await npmHere('browse', args);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringContaining(message) });
  });
});
