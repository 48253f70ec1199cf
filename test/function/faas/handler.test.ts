import type { Deployment } from '../../emulators/function-compute/deployment';
import { allBytes } from './app';
import { deployWrapped, described, send } from './deployment';

const current = `nodejs${process.versions.node.split('.')[0]}`;
const runtimes = [
  ['nodejs12', 'FC1'],
  ['nodejs12', 'FC2'],
  [current, 'FC1'],
  [current, 'FC2'],
] as const;

describe.each(runtimes)('On %s with the req of %s', (Runtime, generation) => {
  let running: Promise<Deployment>;
  beforeAll(() => {
    running = deployWrapped('ours', { generation, properties: { Runtime }, share: true });
    return running;
  });

  test('bodies of requests and answers arrive byte for byte, read at once or late', async () => {
    const { url } = await running;
    const large = Buffer.alloc(5_000_000, allBytes);
    const upload = { method: 'POST', headers: { 'content-type': 'application/octet-stream' } };

    expect((await send(`${url}/upload`, { ...upload, body: allBytes })).body).toEqual(allBytes);
    expect((await send(`${url}/upload`, { ...upload, body: large })).body.equals(large)).toBe(true);
    expect((await send(`${url}/late`, { ...upload, body: '牛奶' })).body.toString()).toBe('牛奶');
    expect((await send(`${url}/late`, upload)).body.toString()).toBe('{}');
    expect((await send(`${url}/bytes`)).body).toEqual(allBytes);
    expect((await send(`${url}/piped`)).body.equals(Buffer.alloc(40 * 65_536, allBytes))).toBe(true);
  });

  test('answers keep repeated headers, and have no body where HTTP has none', async () => {
    const { url } = await running;

    expect(await send(`${url}/cookies`)).toMatchObject({
      status: 200,
      headers: { 'set-cookie': ['a=1', 'b=2'], vary: 'Origin, Accept' },
    });
    const { headers } = await send(`${url}/cookies`);
    const head = await send(`${url}/cookies`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, headers: { etag: headers.etag }, body: Buffer.alloc(0) });
    const unchanged = await send(`${url}/cookies`, { headers: { 'if-none-match': headers.etag! } });
    expect(unchanged).toMatchObject({ status: 304, headers: { etag: headers.etag }, body: Buffer.alloc(0) });
    expect(await send(`${url}/empty`)).toMatchObject({ status: 204, body: Buffer.alloc(0) });
    expect(await send(`${url}/moved`)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
    const pieces = await send(`${url}/pieces`);
    expect(pieces).toMatchObject({ status: 201, headers: { 'x-piece': 'yes' }, body: Buffer.from('one two') });
    expect((await send(`${url}/throw`)).status).toBe(500);
  });

  test('the app gets the request that the client made', async () => {
    const { url } = await running;
    const target = '/%E5%BE%85%E5%8A%9E/a%2Fb?x=1&x=2&%E4%B8%AD=%20&b[c]=3&flag';

    expect(
      await described(url + target, {
        headers: {
          Cookie: ['a=1', 'session=a.b-c'],
          'X-Fc-Account-Id': 'forged',
          'X-Twice': ['1', '2'],
          Expect: 'magic',
        },
      }),
    ).toMatchObject({
      method: 'GET',
      url: target,
      query: { x: ['1', '2'], 中: ' ', b: { c: '3' }, flag: '' },
      headers: { cookie: 'a=1; session=a.b-c', 'x-twice': '1, 2' },
      ip: '127.0.0.1',
      protocol: 'http',
    });
    const { headers } = await described(url, { headers: { 'X-Fc-Account-Id': 'forged' } });
    expect(Object.keys(headers).filter((name) => name.startsWith('x-fc-'))).toEqual([]);
  });

  test('the app knows its invocation, and an app that never answers is answered 504 in time', async () => {
    const { url, logs } = await deployWrapped('ours', { generation, properties: { Runtime, Timeout: 1 } });
    const first = await described(url);
    const second = await described(url);

    expect(first).toMatchObject({ context: { coldStart: true, region: 'cn-hangzhou', pathPrefix: '' } });
    expect(first.millisecondsLeft).toBe(750);
    expect(second).toMatchObject({ context: { coldStart: false } });
    const silent = await send(`${url}/silent`);
    const requestId = silent.headers['x-fc-request-id'];
    expect(silent).toMatchObject({ status: 504, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(String(silent.body))).toMatchObject({ status: 504, requestId });
    expect(logs.find((line) => line.includes('no answer'))).toMatch(`"requestId":"${requestId}"`);
  });

  test.each(['API Gateway', 'Function Compute 3.0'])(
    'an event of %s carries bytes, cookies and the path',
    async (kind) => {
      const { invokeEvent } = await running;
      const call = async (method: string, path: string, body?: Buffer) => {
        const base = {
          headers: { 'Content-Type': 'text/plain', COOKIE: 'a=1' },
          queryParameters: { 中: 'a b' },
          ...(body && { body: body.toString('base64') }),
        };
        const event =
          kind === 'API Gateway'
            ? { ...base, httpMethod: method, path, isBase64Encoded: 'true' }
            : { ...base, version: 'v1', rawPath: path, isBase64Encoded: true, requestContext: { http: { method } } };
        const outcome = await invokeEvent('api', Buffer.from(JSON.stringify(event)));
        return JSON.parse(outcome.type === 'result' ? outcome.body.toString() : 'null');
      };

      const echoed = await call('POST', '/upload', allBytes);
      expect(echoed).toMatchObject({ statusCode: 200, isBase64Encoded: true, body: allBytes.toString('base64') });
      const cookies = await call('GET', '/cookies');
      const names = Object.keys(cookies.headers).filter((name) => name.toLowerCase() === 'set-cookie');
      expect(names.map((name) => cookies.headers[name])).toEqual(['b=2']);
      expect(cookies).toMatchObject({
        isBase64Encoded: false,
        body: 'two cookies',
        headers: { vary: 'Origin, Accept' },
      });
      const path = kind === 'API Gateway' ? '/待办 1' : '/%E5%BE%85%E5%8A%9E%201';
      expect(JSON.parse((await call('GET', path)).body)).toMatchObject({
        url: '/%E5%BE%85%E5%8A%9E%201?%E4%B8%AD=a%20b',
        query: { 中: 'a b' },
        headers: { cookie: 'a=1' },
      });
    },
  );
});
