import { send } from './client';
import { deploy } from './deployment';

/** A function of Function Compute 3.0 that answers with the event and the context that it was given. */
const echoEvent = `
  exports.handler = async (event, context) => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: JSON.parse(event), context, node: process.version, env: process.env }),
  });`;

interface Seen {
  event: {
    rawPath: string;
    headers: Record<string, string>;
    body: string;
    isBase64Encoded: boolean;
    requestContext: Record<string, unknown>;
  };
  context: Record<string, unknown>;
  node: string;
  env: Record<string, string>;
}

function answering(result: string): string {
  return `exports.handler = async () => (${result});`;
}

describe('the event of an HTTP request', () => {
  test('An event of Function Compute 3.0 has repeated headers and parameters joined by commas, and the path both ways', async () => {
    const { url } = await deploy({ source: echoEvent, generation: 'FC3', share: true });

    const { body } = await send(`${url}/a%20b/%E4%B8%AD?x=1&x=2,3&y=%20`, {
      method: 'PUT',
      body: 'milk',
      headers: {
        'content-type': 'text/plain',
        'x-MANY': ['1', '2'],
        'X-Many': '3',
        cookie: ['a=1', 'b=2'],
        'x-fc-account-id': 'forged',
      },
    });
    const { event, context, node, env }: Seen = JSON.parse(body.toString());

    expect(event).toMatchObject({
      version: 'v1',
      rawPath: '/a%20b/%E4%B8%AD',
      headers: { 'Content-Type': 'text/plain', 'X-Many': '1,2,3', Cookie: 'a=1,b=2', 'X-Forwarded-Proto': 'http' },
      queryParameters: { x: '1,2,3', y: ' ' },
      body: 'milk',
      isBase64Encoded: false,
      requestContext: {
        domainName: '127.0.0.1',
        http: { method: 'PUT', path: '/a b/中', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        requestId: context.requestId,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        timeEpoch: expect.stringMatching(/^\d{13}$/),
      },
    });
    expect(Object.keys(event.headers).filter((name) => /^x-fc-/i.test(name))).toEqual([]);
    expect(context).toMatchObject({ credentials: {}, service: { qualifier: 'LATEST' }, function: { timeout: 5 } });
    expect([node, env.FC_FUNCTION_NAME, env.FC_SERVICE_NAME]).toEqual([process.version, 'api', undefined]);
  });

  test.each([
    ['application/json; charset=utf-8', false],
    ['application/merge-patch+json', true],
    ['image/png', true],
    ['', true],
  ])('An event has a body of the content type "%s" as Base64: %s', async (type, isBase64Encoded) => {
    const { url } = await deploy({ source: echoEvent, generation: 'FC3' });

    const headers: Record<string, string> = type ? { 'content-type': type } : {};
    const { body } = await send(url, { method: 'POST', body: '{}', headers });
    const { event }: Seen = JSON.parse(body.toString());

    const expected = isBase64Encoded ? Buffer.from('{}').toString('base64') : '{}';
    expect(event).toMatchObject({ body: expected, isBase64Encoded });
  });
});

describe('the response of an event', () => {
  const response = '{ statusCode: 201, headers: { "x-a": "1" }, isBase64Encoded: true, body: "AP8=" }';

  test.each([
    ['the promise of an async handler', `exports.handler = async (event, context) => (${response});`],
    ['the callback', `exports.handler = (event, context, callback) => setTimeout(callback, 5, null, ${response});`],
    ['JSON text', `exports.handler = async () => JSON.stringify(${response});`],
  ])('Function Compute 3.0 takes the response from %s', async (_, source) => {
    const { url } = await deploy({ source, generation: 'FC3' });

    const { status, headers, body } = await send(url);

    expect([status, headers['x-a'], [...body]]).toEqual([201, '1', [0, 255]]);
  });

  test.each([
    ['an object without a status code', '{ milk: 1 }', '{"milk":1}'],
    ['text', '"milk"', 'milk'],
    ['bytes', 'Buffer.from("milk")', 'milk'],
  ])('A result without a status code becomes the body: %s', async (_, result, body) => {
    const { url } = await deploy({ source: answering(result), generation: 'FC3' });

    const reply = await send(url);

    expect([reply.status, reply.headers['content-type'], reply.body.toString()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  test('A response event has one text for a header name, in whatever case', async () => {
    const headers = '{ "Set-cookie": "a=1", "sEt-cookie": "b=2", "Trailer": "X", "Content-Length": "9" }';
    const { url } = await deploy({ source: answering(`{ statusCode: 200, headers: ${headers} }`), generation: 'FC3' });

    const reply = await send(url);

    expect(reply.headers).toMatchObject({ 'set-cookie': ['b=2'], 'content-length': '0' });
    expect(reply.headers.trailer).toBeUndefined();
  });

  test.each([
    '{ statusCode: 200, headers: { "set-cookie": ["a=1", "b=2"] } }',
    '{ statusCode: 200, headers: [] }',
    '{ statusCode: 200, headers: { a: 1 } }',
    '{ statusCode: "200" }',
    '{ statusCode: 99 }',
    '{ statusCode: 200, body: {} }',
    '{ statusCode: 200, isBase64Encoded: "true", body: "" }',
    '{ statusCode: 200, headers: { "x-long": "x".repeat(8192) } }',
    '{ statusCode: 200, headers: { "x-bad": "a\\nb" } }',
  ])('The response event %s is a bad response', async (result) => {
    const { url } = await deploy({ source: answering(result), generation: 'FC3' });

    const reply = await send(url);

    expect([reply.status, reply.headers['x-fc-error-type']]).toEqual([502, 'BadResponse']);
  });
});

test.each([
  [
    'throws',
    'exports.handler = () => { throw new TypeError("no milk") }',
    'FunctionUnhandledError: TypeError',
    'no milk',
  ],
  [
    'rejects',
    'exports.handler = async () => { throw new Error("no milk") }',
    'FunctionUnhandledError: Error',
    'no milk',
  ],
  [
    'answers an error',
    'exports.handler = (e, c, callback) => callback(new Error("no milk"))',
    'FunctionUnhandledError: Error',
    'no milk',
  ],
  [
    'returns what JSON cannot carry',
    'exports.handler = async () => ({ statusCode: 1n })',
    'FunctionUnhandledError: TypeError',
    /BigInt/,
  ],
  ['never answers', 'exports.handler = () => {}', undefined, /^Function timed out after 1 seconds/],
])('Function Compute 3.0 answers 502 when the function %s', async (_, source, errorType, errorMessage) => {
  const { url } = await deploy({ source, generation: 'FC3', properties: { Timeout: 1 } });

  const { status, headers, body } = await send(url);

  expect([status, headers['x-fc-error-type']]).toEqual([502, 'UnhandledInvocationError']);
  const error: Record<string, unknown> = JSON.parse(body.toString());
  expect(error.errorType).toBe(errorType);
  expect(error.errorMessage).toEqual(expect.stringMatching(errorMessage));
});

test('Function Compute 3.0 refuses in its own form, with the request id', async () => {
  const { url } = await deploy({ source: echoEvent, generation: 'FC3', methods: ['GET'] });

  const refused = await send(url, { method: 'DELETE' });
  expect(refused.status).toBe(403);
  expect(JSON.parse(refused.body.toString())).toEqual({
    RequestId: refused.headers['x-fc-request-id'],
    Code: 'AccessDenied',
    Message: 'the HTTP trigger does not list the method DELETE',
  });
  expect((await send(`${url}/?${'x'.repeat(4096)}`)).status).toBe(400);
  expect((await send(url, { headers: { Host: 'evil.example' } })).status).toBe(403);
});

test('Answers of the domain fcapp.run are downloads, those of a custom domain are not', async () => {
  const source = answering('{ statusCode: 200, headers: { "content-disposition": "inline" }, body: "" }');
  const { url } = await deploy({ source, generation: 'FC3' });
  const ask = (Host: string) => send(`${url}/2016-08-15/proxy/service/api/`, { headers: { Host } });

  expect((await ask('api.cn-hangzhou.fcapp.run')).headers['content-disposition']).toBe('attachment');
  expect((await ask('app.example.com')).headers['content-disposition']).toBe('inline');
  expect((await ask('other.cn-hangzhou.fcapp.run')).status).toBe(404);
});
