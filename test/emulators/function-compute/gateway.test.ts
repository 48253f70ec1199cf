import { send } from './client';
import { deploy, type Echo, echo, fetchEcho } from './deployment';

function answer(statements: string): string {
  return `exports.handler = (req, resp) => { ${statements} }`;
}

describe('A request', () => {
  test('reaches the function as it was sent, less what belongs to the platform', async () => {
    const { url } = await deploy({ source: echo });

    const { body } = await send(`${url}/a%20b/%E4%B8%AD?x=1&x=2&y=%20`, {
      method: 'POST',
      body: Buffer.from([0, 255, 128]),
      headers: {
        'Content-Length': '3',
        Cookie: ['a=1', 'b=2'],
        'X-Fc-Account-Id': 'forged',
        Connection: 'keep-alive',
        'Keep-Alive': 'timeout=5',
      },
    });
    const seen: Echo = JSON.parse(body.toString());

    expect(seen).toMatchObject({
      method: 'POST',
      url: '/a%20b/%E4%B8%AD?x=1&x=2&y=%20',
      path: '/a%20b/%E4%B8%AD',
      queries: { x: ['1', '2'], y: ' ' },
      headers: { cookie: 'a=1, b=2', 'x-forwarded-proto': 'http', 'content-length': '3' },
      clientIP: '127.0.0.1',
      body: Buffer.from([0, 255, 128]).toString('base64'),
    });
    const names = Object.keys(seen.headers);
    expect(names.filter((name) => /^(x-fc-.*|connection|keep-alive)$/.test(name))).toEqual([]);
  });

  test('by the default domain has its prefix in the url only, and its answer is a download', async () => {
    const source = answer(
      'resp.setHeader("content-disposition", "inline"); resp.send(JSON.stringify([req.url, req.path]))',
    );
    const { url } = await deploy({ source });

    const response = await fetch(`${url}/2016-08-15/proxy/service.LATEST/api/%2Fa?x`);
    expect(response.headers.get('content-disposition')).toBe('attachment');
    expect(await response.json()).toEqual(['/2016-08-15/proxy/service.LATEST/api/%2Fa?x', '/%2Fa']);
    expect((await fetch(`${url}/here`)).headers.get('content-disposition')).toBe('inline');
    const unknown = await fetch(`${url}/2016-08-15/proxy/service/nothing/`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ errorCode: 'FunctionNotFound' });
  });

  test('over a limit is refused before the function runs', async () => {
    const { url, stats } = await deploy({ source: echo });
    const async = { 'X-Fc-Invocation-Type': 'Async' };

    const responses = await Promise.all([
      fetch(`${url}/?${'x'.repeat(4096)}`),
      fetch(url, { headers: { 'x-long': 'x'.repeat(8192) } }),
      fetch(url, { method: 'POST', body: Buffer.alloc(32 * 1024 * 1024 + 1) }),
      fetch(url, { method: 'POST', headers: async, body: Buffer.alloc(128 * 1024 + 1) }),
    ]);

    for (const response of responses) {
      expect(response.status).toBe(400);
      expect(response.headers.get('x-fc-request-id')).toMatch(/./);
      expect(await response.json()).toMatchObject({ errorCode: 'InvalidArgument' });
    }
    expect(stats().served).toBe(0);
  });

  test('with a method that the trigger does not list is refused', async () => {
    const { url } = await deploy({ source: echo, methods: ['GET', 'OPTIONS'] });

    expect((await fetch(url, { method: 'PATCH' })).status).toBe(403);
    expect(await fetchEcho(url, { method: 'OPTIONS' })).toMatchObject({ method: 'OPTIONS' });
  });

  test('may ask not to wait', async () => {
    const { url, stats } = await deploy({ source: echo });

    const response = await fetch(url, { method: 'POST', headers: { 'X-Fc-Invocation-Type': 'Async' } });

    expect(response.status).toBe(202);
    while (stats().served < 1) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});

describe('An answer', () => {
  test('loses the headers that are the platform’s and keeps repeated ones', async () => {
    const source = answer(`
      for (const name of ['Connection', 'Content-Length', 'Date', 'Server', 'Transfer-Encoding', 'X-Fc-Request-Id']) {
        resp.setHeader(name, 'mine');
      }
      resp.setHeader('Set-Cookie', ['a=1', 'b=2']);
      resp.setStatusCode(201);
      resp.send(Buffer.from([0, 255]));`);
    const { url } = await deploy({ source });

    const response = await fetch(url);

    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([...response.headers.values()].join()).not.toMatch('mine');
    expect(response.headers.get('content-length')).toBe('2');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255]));
  });

  test.each([
    ['headers of more than 8 KB', 'resp.setHeader("x-long", "x".repeat(8192)); resp.send("")'],
    ['a header that HTTP forbids', 'resp.setHeader("x-bad", "a\\nb"); resp.send("")'],
    ['a status that HTTP does not have', 'resp.setStatusCode(7); resp.send("")'],
  ])('with %s is a bad response', async (_, statements) => {
    const { url } = await deploy({ source: answer(statements) });

    const response = await fetch(url);

    expect(response.status).toBe(502);
    expect(response.headers.get('x-fc-error-type')).toBe('BadResponse');
  });

  test('to another origin allows it, with credentials, unless the function says otherwise', async () => {
    const source = answer('if (req.path === "/own") resp.setHeader("Access-Control-Allow-Origin", "*"); resp.send("")');
    const { url } = await deploy({ source, methods: ['GET'] });
    const headers = { Origin: 'https://other.example' };

    const byDefault = await fetch(url, { headers });
    expect(byDefault.headers.get('access-control-allow-origin')).toBe('https://other.example');
    expect(byDefault.headers.get('access-control-allow-credentials')).toBe('true');
    const own = await fetch(`${url}/own`, { headers });
    expect(own.headers.get('access-control-allow-origin')).toBe('*');
    expect(own.headers.has('access-control-allow-credentials')).toBe(false);
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { ...headers, 'Access-Control-Request-Method': 'PUT' },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('PUT');
  });
});
