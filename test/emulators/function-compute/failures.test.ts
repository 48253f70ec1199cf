import { deploy } from './deployment';

function failing(statements: string): string {
  return `exports.handler = (req, resp) => { ${statements} }`;
}

describe('failures in a call', () => {
  test.each([
    [
      'throws',
      'throw new TypeError("no milk")',
      {
        errorType: 'FunctionUnhandledError: TypeError',
        errorMessage: 'no milk',
        stackTrace: expect.arrayContaining([expect.stringMatching(/^at .*index\.js/)]),
      },
    ],
    ['rejects', 'return Promise.reject(new Error("no milk"))', { errorType: 'FunctionUnhandledError: Error' }],
    [
      'throws from a timer',
      'setTimeout(() => { throw new Error("late") }, 5)',
      { errorMessage: 'FunctionUnhandledError: uncaughtException', errorType: 'FunctionHandledError' },
    ],
    [
      'exits',
      'process.exit(0)',
      { errorMessage: expect.stringMatching(/^Process exited unexpectedly before completing/) },
    ],
    ['crashes', 'process.abort()', { errorMessage: expect.stringMatching(/^Process exited unexpectedly/) }],
    [
      'needs more memory than it has, on the heap',
      'const all = []; for (;;) all.push(new Array(10000).fill(0).map(String))',
      { errorMessage: expect.stringMatching(/^Process exited unexpectedly/) },
    ],
    [
      'needs more memory than it has, outside the heap',
      'global.all = Buffer.alloc(200e6, 1)',
      { errorMessage: expect.stringMatching(/^Process exited unexpectedly/) },
    ],
    [
      'streams an answer that breaks off',
      'const { Readable } = require("stream"); resp.send(new Readable({ read() { this.destroy(new Error("torn")) } }))',
      { errorMessage: 'torn' },
    ],
  ])('The client gets 502 with the error when the function %s', async (_, statements, error) => {
    const { url } = await deploy({ source: failing(statements) });

    const response = await fetch(url);

    expect(response.status).toBe(502);
    expect(response.headers.get('x-fc-error-type')).toBe('UnhandledInvocationError');
    expect(await response.json()).toMatchObject(error);
  });
});

test.each([
  ['never answers', ''],
  ['never returns', 'for (;;);'],
])('A function that %s is ended at its timeout, and the client gets 502', async (_, statements) => {
  const { url, stats } = await deploy({ source: failing(statements), properties: { Timeout: 1 } });

  const response = await fetch(url);

  expect(response.status).toBe(502);
  expect(await response.json()).toEqual({
    errorMessage: expect.stringMatching(/^Function timed out after 1 seconds \(maxMemoryUsage: [\d.]+MB\)$/),
  });
  expect(stats().destroyed).toBe(1);
});

describe('code that cannot be loaded', () => {
  test.each([
    ['index.nothing', 'exports.handler = 1', 'HandlerNotFound', "Handler 'nothing' is missing on module 'index'"],
    ['missing.handler', '', 'ImportModuleError', /^Module '.*\/missing.js' is missing.$/],
    ['handler', '', 'InvalidHandlerName', "Invalid handler 'handler'"],
    ['index.handler', 'require("not-there")', 'ImportModuleError', /Cannot find module 'not-there'/],
    ['index.handler', 'exports.handler = (', 'UserCodeSyntaxError', /SyntaxError: Unexpected end of input/],
    ['index.handler', 'throw new RangeError("at load")', 'RangeError', 'at load'],
  ])('Each call of the handler %s of "%s" is answered with %s', async (Handler, source, type, message) => {
    const { url } = await deploy({ source, properties: { Handler } });

    for (let call = 0; call < 2; call++) {
      const response = await fetch(url);
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({
        errorType: `FunctionUnhandledError: ${type}`,
        errorMessage: typeof message === 'string' ? message : expect.stringMatching(message),
      });
    }
  });

  test('A process that ends while it loads is not started in a loop', async () => {
    const { url, stats } = await deploy({ source: 'process.exit(1)', ahead: 2 });

    const response = await fetch(url);

    expect(response.status).toBe(502);
    expect(stats().started).toBeLessThanOrEqual(4);
  });
});

describe('initializers', () => {
  const handler = 'exports.handler = (req, resp) => resp.send(String(global.ready));';
  const properties = { Initializer: 'index.initializer', InitializationTimeout: 1 };

  test.each([
    ['runs before the first call', 'setTimeout(() => { global.ready = "yes"; callback() }, 20)', '200 yes'],
    ['that fails is the answer', 'callback(new Error("no store"))', /^502 .*no store/],
    ['that does not call back runs into its own timeout', '', /^502 .*timed out after 1 seconds .* while initializing/],
  ])('An initializer %s', async (_, statements, expected) => {
    const source = `${handler} exports.initializer = (context, callback) => { ${statements} };`;
    const { url } = await deploy({ source, properties });

    const response = await fetch(url);

    expect(`${response.status} ${await response.text()}`).toMatch(expected);
  });
});
