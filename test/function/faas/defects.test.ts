import { gunzipSync } from 'node:zlib';
import { allBytes, longText } from './app';
import { deployWrapped, described, type Reply, send, type Wrapper } from './deployment';

interface Wrapped {
  url: string;
  logs: string[];
  invokeEvent(event: unknown): Promise<EventOutcome>;
}

interface EventOutcome {
  type: string;
  /** The handler's answer, or its error's message. */
  answer: { statusCode?: number; headers?: Record<string, string>; body?: string; isBase64Encoded?: boolean } | string;
}

/** Does the same to the unmodified fc-express and to our handler, on the function's own Node.js 12. */
async function both<T>(
  act: (wrapped: Wrapped) => Promise<T>,
  options: Parameters<typeof deployWrapped>[1] = {},
): Promise<Record<Wrapper, T>> {
  const of = async (wrapper: Wrapper): Promise<T> => {
    const { url, logs, invokeEvent } = await deployWrapped(wrapper, options);
    return act({
      url,
      logs,
      async invokeEvent(event) {
        const outcome = await invokeEvent(
          'api',
          Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)),
        );
        if (outcome.type === 'error') return { type: 'error', answer: outcome.error.errorMessage };
        return { type: outcome.type, answer: JSON.parse(outcome.type === 'result' ? outcome.body.toString() : 'null') };
      },
    });
  };
  const [theirs, ours] = await Promise.all([of('fc-express'), of('ours')]);
  return { 'fc-express': theirs, ours };
}

const text = ({ status, body }: Reply): string => `${status} ${body}`;
/** For calls that the unmodified package never answers. */
const soon = { properties: { Timeout: 2 } };
const drive = (driver: string) => ({ 'x-driver': driver });

test('Bytes of an answer arrive as they were sent', async () => {
  const results = await both(async ({ url }) => ({
    png: (await send(`${url}/bytes`)).body,
    gzip: (await send(`${url}/gzip`)).body,
  }));

  expect(results['fc-express'].png).toHaveLength(512);
  expect(() => gunzipSync(results['fc-express'].gzip)).toThrow('incorrect header check');
  expect(results.ours.png).toEqual(allBytes);
  expect(gunzipSync(results.ours.gzip).toString()).toBe(longText);
});

test('The first call of an instance is answered when its body is a stream', async () => {
  const body = Buffer.alloc(300_000, allBytes);
  const results = await both(({ url }) => send(`${url}/upload`, { method: 'POST', body }), {
    generation: 'FC1',
    ...soon,
  });

  expect(text(results['fc-express'])).toMatch('502 {"errorMessage":"Function timed out after 2 seconds');
  expect(results.ours).toMatchObject({ status: 200, body });
});

test('A large upload is answered once', async () => {
  const twice = /can not set statusCode after it is sent/;
  const results = await both(async ({ url, logs }) => {
    const body = Buffer.alloc(5_000_000, 'x');
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const { status } = await send(`${url}/small`, { method: 'POST', headers, body });
    for (let i = 0; i < 5; i++) await send(`${url}/bytes`);
    return { status, answeredTwice: logs.some((line) => twice.test(line)) };
  });

  expect(results['fc-express']).toEqual({ status: 413, answeredTwice: true });
  expect(results.ours).toEqual({ status: 413, answeredTwice: false });
});

test('A call is answered when the app destroys its connection or never answers', async () => {
  const results = await both(
    async ({ url }) => ({
      before: text(await send(`${url}/destroy-before`)),
      during: text(await send(`${url}/destroy-during`)),
      rejected: text(await send(`${url}/reject`)),
    }),
    soon,
  );

  expect(results['fc-express']).toEqual({
    before: '502 ',
    during: '200 some',
    rejected: expect.stringContaining('502 {"errorMessage":"Function timed out'),
  });
  expect(results.ours).toEqual({
    before: expect.stringContaining('500 {"type":"about:blank","title":"Internal Server Error"'),
    during: expect.stringContaining('500 {"type":"about:blank","title":"Internal Server Error"'),
    rejected: expect.stringContaining('504 {"type":"about:blank","title":"Gateway Timeout"'),
  });
});

test('A body that breaks off, is too short or is no body is answered 400', async () => {
  const drivers = ['error', 'aborted', 'close', 'short', 'object'];
  const results = await both(
    ({ url }) => Promise.all(drivers.map((driver) => send(`${url}/late`, { method: 'POST', headers: drive(driver) }))),
    soon,
  );

  const expected = { status: 400, headers: { 'content-type': 'application/problem+json' } };
  for (const reply of results['fc-express']) expect(reply).not.toMatchObject(expected);
  for (const reply of results.ours) expect(reply).toMatchObject(expected);
});

test('On Node 20, an instance that was frozen for longer than a keep-alive timeout still answers', async () => {
  const options = { freeze: true, ahead: 1, properties: { Runtime: `nodejs${process.versions.node.split('.')[0]}` } };
  const results = await both(async ({ url }) => {
    for (let i = 0; i < 3; i++) await send(`${url}/cookies`);
    await new Promise((resolve) => setTimeout(resolve, 6500));
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await send(`${url}/cookies`)).status);
    return statuses;
  }, options);

  expect(results['fc-express']).toContain(502);
  expect(results.ours).toEqual([200, 200, 200]);
});

test('Calls that overlap before the first answer are all answered', async () => {
  const results = await both(({ url }) => send(`${url}/cookies`, { headers: drive('concurrent') }));

  const failed = 'threw ERR_SERVER_ALREADY_LISTEN';
  expect(JSON.parse(String(results['fc-express'].body))).toEqual([failed, failed, 'two cookies']);
  expect(JSON.parse(String(results.ours.body))).toEqual(Array(3).fill('two cookies'));
});

test('No request runs a second time', async () => {
  // Three calls of a route that counts: the third answer says how often it ran.
  const results = await both(({ url }) => send(`${url}/count`, { method: 'POST', headers: drive('reopened') }));

  expect(Number(results['fc-express'].body)).toBeGreaterThan(3);
  expect(text(results.ours)).toBe('200 3');
});

test('The handler opens no server, which could fail, stay behind or keep the process alive', async () => {
  const results = await both(({ url }) => send(`${url}/cookies`, { headers: drive('handles') }));

  expect(text(results['fc-express'])).toBe('200 1');
  expect(text(results.ours)).toBe('200 0');
});

test('The path is the one that the client sent, also when the platform decodes it', async () => {
  const targets = ['/%E4%B8%AD%20x?q=%E5%BE%85', '/a%20b', '/%C3%A9', '/a%2Fb?x=1&x=2'];
  const results = await both(({ url }) => Promise.all(targets.map(async (target) => text(await send(url + target)))), {
    decodePath: true,
  });

  const seen = results['fc-express'].map((it) => (it.startsWith('200') ? JSON.parse(it.slice(4)).url : it));
  expect(seen.slice(0, 2)).toEqual(['500 ', '500 ']);
  for (const target of targets) expect(seen).not.toContain(target);
  expect(results.ours.map((it) => JSON.parse(it.slice(4)).url)).toEqual(targets);
});

test('A call with a body without a length or with headers that HTTP/1.1 refuses is served', async () => {
  const chunked = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked', ...drive('unframed') };
  const results = await both(({ url }) =>
    Promise.all([
      send(`${url}/body`, { method: 'DELETE', headers: chunked, body: 'gone' }),
      send(`${url}/cookies`, { headers: drive('expect') }),
      send(`${url}/cookies`, { headers: drive('newline') }),
    ]),
  );

  for (const reply of results['fc-express']) expect(text(reply)).not.toMatch(/^200 (gone|two)/);
  expect(results.ours.map(text)).toEqual(['200 gone', '200 two cookies', '200 two cookies']);
});

test('Headers of one connection do not reach the platform', async () => {
  const results = await both(({ url }) => send(`${url}/framing`, { headers: drive('names') }));

  const framing = ['transfer-encoding', 'connection', 'date', 'trailer', 'te', 'x-fc-request-id'];
  expect(JSON.parse(String(results['fc-express'].body))).toEqual(expect.arrayContaining(framing));
  for (const name of framing) expect(JSON.parse(String(results.ours.body))).not.toContain(name);
});

test('The wrapper adds nothing to the size of the headers', async () => {
  const event = { path: '/large-headers', httpMethod: 'GET', headers: { cookie: 'a'.repeat(8000) } };
  const results = await both(({ invokeEvent }) => invokeEvent(event));

  expect(results['fc-express'].answer).toMatchObject({ statusCode: 431 });
  expect(results.ours.answer).toMatchObject({ statusCode: 200, body: '8000' });
});

test('Keys are in no header, and headers of a client do not pass for headers of the platform', async () => {
  const credentials = { accessKeyId: 'key', accessKeySecret: 'secret', securityToken: 'token' };
  const results = await both(({ url }) => described(url, { headers: drive('forged') }), { credentials });

  expect(decodeURIComponent(String(results['fc-express'].headers['x-fc-express-context']))).toMatch('"secret"');
  expect(results['fc-express'].headers['x-fc-express-event']).toMatch('forged');
  expect(JSON.stringify(results.ours.headers)).not.toMatch(/x-fc-|secret/);
  expect(results.ours.context).toMatchObject({ credentials });
});

test('The app knows the address of its caller, the protocol and the path prefix', async () => {
  const headers = { 'x-forwarded-proto': 'https' };
  const results = await both(({ url }) => described(`${url}/2016-08-15/proxy/service/api/here`, { headers }));

  expect(results['fc-express']).not.toHaveProperty('ip');
  expect(results['fc-express'].protocol).toBe('http');
  expect(results.ours).toMatchObject({ ip: '127.0.0.1', address: '127.0.0.1', protocol: 'https', url: '/here' });
  expect(results.ours.context).toMatchObject({ pathPrefix: '/2016-08-15/proxy/service/api' });
});

describe('An event', () => {
  const headers = { 'content-type': 'text/plain' };
  const gateway = { path: '/late', httpMethod: 'POST', headers, body: 'milk', isBase64Encoded: 'false' };
  const http = {
    version: 'v1',
    rawPath: '/late',
    headers,
    body: 'milk',
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST', path: '/late' } },
  };

  test.each([
    ['of API Gateway whose isBase64Encoded is the text false', gateway, { statusCode: 200, body: 'milk' }],
    ['of Function Compute 3.0', http, { statusCode: 200, body: 'milk' }],
    ['that is not JSON', '{', { statusCode: 400 }],
  ])('%s is understood', async (_, event, expected) => {
    const results = await both(({ invokeEvent }) => invokeEvent(event));

    expect(results['fc-express']).not.toMatchObject({ type: 'result', answer: expected });
    expect(results.ours).toMatchObject({ type: 'result', answer: expected });
  });

  test('that stands for no HTTP request is refused through the callback', async () => {
    const results = await both(({ invokeEvent }) => invokeEvent({ triggerName: 'timer' }));

    expect(results['fc-express'].type).toBe('result');
    expect(results.ours).toEqual({
      type: 'error',
      answer: expect.stringMatching(/^unsupported event with the fields triggerName: this function serves/),
    });
  });
});
