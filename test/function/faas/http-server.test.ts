import express from 'express';
import { listen } from '../../../src/function/faas/http-server';
import { makeApp } from './app';

type Server = Awaited<ReturnType<typeof listen>>;

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function serve(...[app, options]: [Parameters<typeof listen>[0], object?]): Promise<string> {
  const server = await listen(app, { port: 0, ...options });
  servers.push(server);
  return server.url;
}

test('A plain HTTP server gives each request a context, and the app no header of the platform', async () => {
  const url = await serve(makeApp(), { trustPlatformHeaders: true, region: 'cn-hangzhou', limit: 2000 });
  const keys = { 'X-Fc-Access-Key-Id': 'id', 'X-Fc-Access-Key-Secret': 'secret', 'X-Fc-Security-Token': 'token' };
  const described = await (await fetch(url, { headers: { ...keys, 'X-Fc-Request-Id': 'one' } })).json();

  expect(described).toMatchObject({
    context: {
      requestId: 'one',
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token' },
      region: 'cn-hangzhou',
      coldStart: true,
    },
    millisecondsLeft: 2000,
  });
  expect(JSON.stringify((described as { headers: object }).headers)).not.toMatch('x-fc-');
  const next = await (await fetch(url)).json();
  expect(next).toMatchObject({ context: { requestId: expect.stringMatching(/^[0-9a-f]{16}$/), coldStart: false } });
});

test('A plain HTTP server answers for an app that never answers or that throws', async () => {
  const logged: string[] = [];
  const log = ({ message }: { message: string }) => logged.push(message);
  const late = await fetch(`${await serve(makeApp(), { limit: 10, log })}/silent`);
  expect([late.status, late.headers.get('content-type')]).toEqual([504, 'application/problem+json']);
  const thrown = await fetch(
    await serve(
      () => {
        throw new Error('thrown by an app');
      },
      { log },
    ),
  );
  expect([thrown.status, await thrown.json()]).toEqual([500, expect.objectContaining({ status: 500 })]);
  expect(logged).toEqual(['no answer 510 ms after the request', 'thrown by an app']);
});

test('Closing a plain HTTP server ends the connections that wait for nothing', async () => {
  const server = await listen(
    express().use((_req, res) => void res.send('done')),
    { port: 0 },
  );
  expect(await (await fetch(server.url)).text()).toBe('done');
  await server.close();
});
