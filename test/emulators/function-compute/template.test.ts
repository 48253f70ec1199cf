import { deploy, echo } from './deployment';

describe('templates that cannot be served', () => {
  test.each([
    [
      'a reserved variable',
      { EnvironmentVariables: { FC_REGION: 'x' } },
      'the platform reserves the variable FC_REGION',
    ],
    ['a variable that is no text', { EnvironmentVariables: { A: { b: 1 } } }, 'the variable A is not a text'],
    ['4 KB of variables', { EnvironmentVariables: { A: 'x'.repeat(4096) } }, 'environment variables of 4097 bytes'],
    ['no handler', { Handler: 5 }, 'service/api: Handler is missing or not a text'],
    ['a timeout in words', { Timeout: 'long' }, 'service/api: Timeout is not a number'],
  ])('A template with %s stops the start with a message that says why', async (_, properties, message) => {
    await expect(deploy({ source: echo, properties })).rejects.toThrow(message);
  });

  test('A template with an unknown method stops the start with a message that says why', async () => {
    await expect(deploy({ source: echo, methods: ['FETCH'] })).rejects.toThrow('lists the unknown method FETCH');
  });
});

test('A runtime that is not installed runs on the Node of this process, with a warning', async () => {
  const { url, logs } = await deploy({ source: echo, properties: { Runtime: 'nodejs10' } });

  expect(await (await fetch(url)).json()).toMatchObject({ node: process.version });
  expect(logs[0]).toMatch(/^warning: nodejs10 is not installed/);
});
