import { send } from './client';
import { deploy, type Echo, echo, fetchEcho } from './deployment';

function answer(statements: string): string {
  return `exports.handler = (req, resp) => { ${statements} }`;
}

describe('A request', () => {
  test('A request reaches the function as it was sent, without the headers of the platform', async () => {
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

  test('A request by the default domain has its prefix in the url only, and its answer is a download', async () => {
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

  test('A request over a limit is refused before the function runs', async () => {
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

  test('A method that the trigger does not list is refused', async () => {
    const { url } = await deploy({ source: echo, methods: ['GET', 'OPTIONS'] });

    expect((await fetch(url, { method: 'PATCH' })).status).toBe(403);
    expect(await fetchEcho(url, { method: 'OPTIONS' })).toMatchObject({ method: 'OPTIONS' });
  });

  test('A request to another host name is refused before the function runs, unless an option allows the name', async () => {
    const { url, stats } = await deploy({ source: echo, hosts: ['Tunnel.example'] });
    const ask = async (host: string) => (await send(`${url}/a`, { headers: { Host: host } })).status;

    for (const host of [
      'localhost:3000',
      '127.1.2.3',
      '[::1]:80',
      'a.localhost',
      'app.example.com',
      'tunnel.example:8443',
    ]) {
      expect(`${host} ${await ask(host)}`).toBe(`${host} 200`);
    }
    const served = stats().served;
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '192.168.0.1',
      'x.fcapp.run',
    ]) {
      expect(`${host} ${await ask(host)}`).toBe(`${host} 403`);
    }
    expect(stats().served).toBe(served);
  });

  test('An asynchronous request is answered 202 at once', async () => {
    const { url, stats } = await deploy({ source: echo });

    const response = await fetch(url, { method: 'POST', headers: { 'X-Fc-Invocation-Type': 'Async' } });

    expect(response.status).toBe(202);
    while (stats().served < 1) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});

describe('An answer', () => {
  test('An answer loses the headers that belong to the platform and keeps repeated ones', async () => {
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
  ])('An answer with %s is a bad response', async (_, statements) => {
    const { url } = await deploy({ source: answer(statements) });

    const response = await fetch(url);

    expect(response.status).toBe(502);
    expect(response.headers.get('x-fc-error-type')).toBe('BadResponse');
  });

  test('An answer with any header of RFC 9110 and odd values is sent or is a bad response, and the server survives', async () => {
    const source = `exports.handler = (req, resp) => {
      const { name, values, status } = JSON.parse(String(req.body));
      resp.setHeader(name, values);
      resp.setStatusCode(status);
      resp.send('milk');
    }`;
    const { url } = await deploy({ source, warm: true });
    const names =
      `Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges Allow Authentication-Info Authorization
      Connection Content-Encoding Content-Language Content-Length Content-Location Content-Range Content-Type Date ETag Expect
      From Host If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Keep-Alive Last-Modified Location
      Max-Forwards Proxy-Authenticate Proxy-Authentication-Info Proxy-Authorization Proxy-Connection Range Referer Retry-After
      Server TE Trailer Transfer-Encoding Upgrade User-Agent Vary Via WWW-Authenticate tRaIlEr __proto__`.split(/\s+/);
    const odd = [['X-Sum'], [''], ['chunked'], ['-1'], ['close', 'X-Sum'], ['é'], ['中'], ['a\r\nb: c'], []];
    const cases = names.flatMap((name) => odd.map((values, n) => ({ name, values, status: [200, 204, 304][n % 3] })));

    for (const one of [...cases, { name: 'Trailer', values: 'X-Sum', status: 200 }]) {
      const { status } = await send(url, { method: 'POST', body: JSON.stringify(one) });
      expect([one, [one.status, 502].includes(status)]).toEqual([one, true]);
    }
    const { headers, body } = await send(url, {
      method: 'POST',
      body: JSON.stringify({ name: 'Trailer', values: ['X-Sum'], status: 200 }),
    });
    expect([headers.trailer, body.toString()]).toEqual([undefined, 'milk']);
  });

  test.each([
    'resp.headersMap = null',
    'resp.headersMap = { a: 5 }',
    'resp.headersMap = { a: [5] }',
    'resp.headersMap = { a: [1n] }',
    'resp.headersMap = resp.headersMap.self = { self: resp }',
    'resp.statusCode = "many"',
    'resp.statusCode = -1',
  ])('An answer made by %s is a bad response', async (statement) => {
    const { url } = await deploy({ source: answer(`${statement}; resp.send('')`) });

    expect((await fetch(url)).status).toBe(502);
    expect((await fetch(url)).status).toBe(502);
  });

  test('An answer to another origin allows it, with credentials, unless the function sets its own headers', async () => {
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
