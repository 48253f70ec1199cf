import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHandler } from '../../../src/function/faas/handler';
import type { EventAnswer, FcContext } from '../../../src/function/faas/types';
import { allBytes, makeApp } from './app';

const handler = createHandler(makeApp(), { log: () => {} });
const folder = join(__dirname, '../../events');
const fixture = (name: string): Event => JSON.parse(readFileSync(join(folder, name), 'utf8'));

// biome-ignore lint/suspicious/noExplicitAny: a fixture of another party
type Event = any;

/** AWS Lambda hands over an object and, up to Node 22, a callback: after one it waits until no socket is open. */
function onLambda(event: Event, context: FcContext = {}): Promise<EventAnswer> {
  const lambda = { awsRequestId: 'aws-1', getRemainingTimeInMillis: () => 3000, ...context };
  const callback = () => {
    throw new Error('called back');
  };
  return (handler as (...args: unknown[]) => Promise<EventAnswer>)(event, lambda, callback);
}

const described = async (event: Event) => JSON.parse((await onLambda(event)).body);

describe('An event of AWS Lambda', () => {
  test('from a function URL is served with its raw query, its cookies and its caller', async () => {
    const event = fixture('aws-function-url.json');

    expect(
      await described({ ...event, rawPath: '/x%2Fy/待办', rawQueryString: 'a=1%2C2&a=3&q=%E5%BE%85' }),
    ).toMatchObject({
      method: 'GET',
      url: '/x%2Fy/%E5%BE%85%E5%8A%9E?a=1%2C2&a=3&q=%E5%BE%85',
      headers: { cookie: 'theme=dark; lang=zh', host: event.requestContext.domainName },
      ip: '203.0.113.7',
      protocol: 'https',
      context: { requestId: 'aws-1', pathPrefix: '' },
      millisecondsLeft: 2500,
    });
  });

  test('from an HTTP API loses the stage in its path, which the links keep except on a custom domain', async () => {
    const event = fixture('aws-http-api-2.0.json');
    const expected = { url: '/api/tasks', context: { pathPrefix: '/prod' } };

    expect(await described({ ...event, body: '' })).toMatchObject(expected);
    expect(await described({ ...event, rawPath: '/prod' })).toMatchObject({ ...expected, url: '/' });
    expect(await described({ ...event, rawPath: '/product' })).toMatchObject({ ...expected, url: '/product' });
    event.requestContext.domainName = 'todo.example.com';
    expect(await described(event)).toMatchObject({ ...expected, context: { pathPrefix: '' } });
    expect(await described(fixture('aws-http-api-1.0.json'))).toMatchObject({
      url: '/api/tasks?limit=10',
      ip: '203.0.113.7',
      protocol: 'https',
      context: { pathPrefix: '' },
    });
  });

  test('from a REST API is served with its stage in links, all its cookies and repeated parameters', async () => {
    const event = { ...fixture('aws-rest-api-1.0.json'), path: '/待办 1' };
    const queries = { multiValueQueryStringParameters: { 中: ['a b', 'c,d'] }, queryStringParameters: { 中: 'c,d' } };

    expect(await described({ ...event, ...queries })).toMatchObject({
      method: 'POST',
      url: '/%E5%BE%85%E5%8A%9E%201?%E4%B8%AD=a%20b&%E4%B8%AD=c%2Cd',
      headers: { cookie: 'theme=dark; lang=zh' },
      ip: '203.0.113.7',
      context: { pathPrefix: '/prod' },
    });
  });

  test('carries bytes in Base64 in both directions', async () => {
    const bytes = { body: allBytes.toString('base64'), isBase64Encoded: true };
    const answer = { statusCode: 200, ...bytes };
    const url = fixture('aws-function-url.json');
    url.requestContext.http.method = 'POST';

    expect(await onLambda({ ...url, rawPath: '/upload', ...bytes })).toMatchObject(answer);
    expect(await onLambda({ ...fixture('aws-rest-api-1.0.json'), path: '/upload', ...bytes })).toMatchObject(answer);
  });

  test('is answered with every cookie, in the list that its payload has for them', async () => {
    const url = await onLambda({ ...fixture('aws-function-url.json'), rawPath: '/cookies' });
    expect(url).toMatchObject({ cookies: ['a=1', 'b=2'], headers: { vary: 'Origin, Accept' } });
    expect(url.headers).not.toHaveProperty('set-cookie');
    const rest = await onLambda({ ...fixture('aws-rest-api-1.0.json'), httpMethod: 'GET', path: '/cookies' });
    expect(rest).toMatchObject({ multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] } });
    expect(rest.headers).not.toHaveProperty('set-cookie');
  });

  test('with a field of the wrong type is answered 400', async () => {
    const answer = await onLambda({ ...fixture('aws-function-url.json'), cookies: 'a=1' });
    expect([answer.statusCode, JSON.parse(answer.body).detail]).toEqual([
      400,
      'The request is broken: the event\'s field "cookies" is no list.',
    ]);
  });
});

test.each(['isBase64Encoded', 'headers', 'queryParameters'])(
  'An event of Function Compute 3.0 is answered although a value in %s has no usable toString',
  async (name) => {
    const broken = { toString: 'none' };
    const event = {
      version: 'v1',
      rawPath: '/',
      requestContext: { http: { method: 'GET' } },
      [name]: name === 'isBase64Encoded' ? broken : { name: broken },
    };
    const call = handler as (event: Buffer, context: FcContext) => Promise<EventAnswer>;

    expect((await call(Buffer.from(JSON.stringify(event)), {})).statusCode).toBe(200);
  },
);

test('An answer to an event of Function Compute 3.0 has one text for each header and one cookie', async () => {
  const answer = await handler(Buffer.from(JSON.stringify({ ...fixture('fc3-http.json'), rawPath: '/cookies' })), {});
  expect(answer.headers).toMatchObject({ 'set-cookie': 'b=2', vary: 'Origin, Accept' });
  const names = Object.keys(answer.headers).map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(answer).sort()).toEqual(['body', 'headers', 'isBase64Encoded', 'statusCode']);
});

const refused = [
  ['aliyun-eventbridge.json', 'Aliyun EventBridge'],
  ['aliyun-oss.json', 'Aliyun OSS'],
  ['aliyun-timer.json', 'an Aliyun timer'],
  ['aws-authorizer.json', 'an AWS Lambda authorizer'],
  ['aws-cloudfront.json', 'AWS CloudFront (Lambda@Edge)'],
  ['aws-eventbridge.json', 'AWS EventBridge'],
  ['aws-load-balancer.json', 'an AWS Application Load Balancer'],
  ['aws-s3.json', 'AWS S3'],
  ['aws-sns.json', 'AWS SNS'],
  ['aws-sqs.json', 'AWS SQS'],
  ['aws-websocket.json', 'an AWS API Gateway WebSocket API'],
  ['azure-event-grid.json', 'Azure Event Grid'],
  ['azure-functions.json', 'Azure Functions'],
  ['google-eventarc.json', 'Google Cloud Eventarc'],
  ['google-pubsub.json', 'Google Cloud Pub/Sub'],
  ['google-storage.json', 'Google Cloud Storage'],
  ['huawei-apig.json', 'Huawei Cloud APIG'],
  ['tencent-api-gateway.json', 'Tencent API Gateway'],
  ['tencent-cos.json', 'Tencent COS'],
  ['tencent-timer.json', 'a Tencent timer'],
] as const;

test.each(refused)('The event %s is refused by the name of its platform', async (file, name) => {
  const message = `unsupported event of ${name}: this function serves`;
  await expect(onLambda(fixture(`refused/${file}`))).rejects.toThrow(message);
  await expect(handler(Buffer.from(JSON.stringify(fixture(`refused/${file}`))), {})).rejects.toThrow(message);
});

test('A request to an AWS Lambda authorizer is refused, though it has the fields of the request itself', async () => {
  const refused = 'unsupported event of an AWS Lambda authorizer';
  const arn = 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/GET/';
  await expect(onLambda({ ...fixture('aws-rest-api-1.0.json'), methodArn: arn })).rejects.toThrow(refused);
  await expect(onLambda({ ...fixture('aws-http-api-2.0.json'), routeArn: arn })).rejects.toThrow(refused);
});

test('Every refused event has a test, and an event of no known platform is refused with its fields', async () => {
  expect(readdirSync(join(folder, 'refused')).sort()).toEqual(refused.map(([file]) => file));
  await expect(onLambda({ action: 'add', secret: 'x' })).rejects.toThrow(
    'unsupported event with the fields action, secret: this',
  );
  await expect(onLambda(null)).rejects.toThrow('unsupported event with the fields object');
});

test('The handler has two parameters, for AWS Lambda takes one of three for a callback handler', () => {
  expect(handler.length).toBe(2);
});
