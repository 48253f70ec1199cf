import { deploy, echo, fetchEcho } from './deployment';

/** A function that answers with the messages of what each of some statements threw, or with its value. */
function attempt(...statements: string[]): string {
  return `
  exports.handler = (req, resp, context) => {
    const attempts = [${statements.map((it) => `() => ${it}`).join(', ')}];
    const results = attempts.map((run) => { try { return run() } catch (error) { return error.name + ': ' + error.message } });
    resp.send(JSON.stringify(results));
  };`;
}

async function results(source: string, options: object = {}): Promise<unknown[]> {
  const { url } = await deploy({ source, ...options });
  return (await (await fetch(url, { method: 'POST', body: 'milk' })).json()) as unknown[];
}

const badBody = 'TypeError: buffer should be a `Buffer` or a `string` or a `stream.Readable`';

describe('resp', () => {
  test('resp is as strict as the platform’s', async () => {
    expect(
      await results(
        attempt(
          'resp.setStatusCode("200")',
          'resp.setHeader("content-length", 5)',
          'resp.setHeader("x", [1])',
          'resp.send(undefined)',
          'resp.send({})',
          'resp.send(new Uint8Array(1))',
          '[resp.write, resp.end, resp.getHeader].map(String)',
        ),
      ),
    ).toEqual([
      expect.stringMatching(/^TypeError/),
      expect.stringMatching(/^TypeError/),
      expect.stringMatching(/^TypeError/),
      badBody,
      badBody,
      badBody,
      ['undefined', 'undefined', 'undefined'],
    ]);
  });

  test('resp has header names that are case-sensitive', async () => {
    expect(
      await results(
        attempt(
          '({ ...resp.setHeader("X-A", "1").setHeader("x-a", ["2", "3"]).headersMap })',
          '({ ...resp.headers })',
          'resp.hasHeader("x-A")',
          'resp.deleteHeader("X-A") || Object.keys(resp.headersMap)',
        ),
      ),
    ).toEqual([{ 'X-A': ['1'], 'x-a': ['2', '3'] }, { 'X-A': '1' }, false, ['x-a']]);
  });

  test('resp refuses everything after send', async () => {
    const { url, logs } = await deploy({
      source: `exports.handler = (req, resp) => {
        resp.send('once');
        for (const again of [() => resp.send('twice'), () => resp.setStatusCode(500), () => resp.setHeader('a', 'b')]) {
          try { again() } catch (error) { console.log(error.message) }
        }
      };`,
    });

    expect(await (await fetch(url)).text()).toBe('once');
    const text = logs.join('\n');
    for (const message of ['can not send multi times', 'can not set statusCode after it is sent']) {
      expect(text).toMatch(message);
    }
  });

  test('resp sends a stream after it has been read to its end', async () => {
    const { url } = await deploy({
      source: `exports.handler = (req, resp) => resp.send(require('stream').Readable.from(['a', Buffer.from([255])]))`,
    });

    const body = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(body).toEqual(Buffer.from([97, 255]));
  });
});

describe('req', () => {
  test('req of FC1 is a bare stream that flows at once', async () => {
    const source = `
      exports.handler = async (req, resp) => {
        const heard = { now: '', late: '' };
        req.on('data', (chunk) => { heard.now += chunk });
        req.on('end', () => setTimeout(() => resp.send(JSON.stringify([typeof req.pipe, typeof req.body, heard])), 20));
        await null;
        req.on('data', (chunk) => { heard.late += chunk });
      };`;
    expect(await results(source, { generation: 'FC1' })).toEqual(['undefined', 'undefined', { now: 'milk', late: '' }]);
  });

  test('req of FC2 has the body, and a stream that replays it for late listeners', async () => {
    const source = `
      exports.handler = async (req, resp) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const chunks = [];
        for await (const chunk of req) chunks.push(String(chunk));
        resp.send(JSON.stringify([Buffer.isBuffer(req.body), String(req.body), chunks]));
      };`;
    expect(await results(source)).toEqual([true, 'milk', ['milk']]);
    expect(
      await results(
        attempt('req.ip', 'req.httpVersion', 'req.httpVersionMajor', 'req.socket.encrypted', 'req.complete'),
      ),
    ).toEqual(['127.0.0.1', '1.1', '1', true, true]);
  });

  test('req has the path raw or, by an option, decoded', async () => {
    const { url } = await deploy({ source: echo, decodePath: true });

    expect(await fetchEcho(`${url}/a%20b`)).toMatchObject({ url: '/a%20b', path: '/a b' });
  });
});

describe('A function', () => {
  test('A function gets its context and an environment in which nothing is inherited', async () => {
    const credentials = { accessKeyId: 'key', accessKeySecret: 'secret', securityToken: 'token' };
    const { url } = await deploy({
      source: echo,
      properties: { EnvironmentVariables: { TABLE: 'tasks', LEVEL: 2 } },
      environment: { LEVEL: '3' },
      credentials,
    });

    const response = await fetch(url);
    const { context, env } = (await response.json()) as { context: object; env: Record<string, string> };

    expect(context).toMatchObject({
      requestId: response.headers.get('x-fc-request-id'),
      credentials,
      function: { name: 'api', handler: 'index.handler', memory: 128, timeout: 5 },
      service: { name: 'service' },
      retryCount: 0,
      tracing: {},
    });
    expect(env).toMatchObject({ TABLE: 'tasks', LEVEL: '3', HOME: '/tmp', ALIBABA_CLOUD_ACCESS_KEY_ID: 'key' });
    expect(Object.keys(env).filter((name) => /npm|JEST|NODE_ENV|_FC_/.test(name))).toEqual([]);
    expect(
      Object.keys(env)
        .filter((name) => name.startsWith('FC_'))
        .sort(),
    ).toEqual(
      (
        'FC_ACCOUNT_ID FC_FUNCTION_HANDLER FC_FUNCTION_MEMORY_SIZE FC_FUNCTION_NAME FC_FUNC_CODE_PATH FC_INSTANCE_ID ' +
        'FC_QUALIFIER FC_REGION FC_RUNTIME_VERSION FC_SERVICE_NAME FC_SNAPSHOT_FLAG FC_VER_ID'
      ).split(' '),
    );
  });

  test('A function runs in its code folder, which is read-only, and may write to /tmp', async () => {
    const write = (path: string): string => `require("fs").writeFileSync(${path}, "x")`;
    const file = '"/tmp/function-" + context.requestId';
    expect(
      await results(
        attempt(
          'process.cwd() + "/" === process.env.FC_FUNC_CODE_PATH && process.cwd() === __dirname',
          write('__dirname + "/new"'),
          write('__filename'),
          `${write(file)} || require("fs").unlinkSync(${file}) || "written"`,
        ),
      ),
    ).toEqual([true, expect.stringMatching('EACCES'), expect.stringMatching('EACCES'), 'written']);
  });

  test('A function can be called with an event', async () => {
    const { invokeEvent } = await deploy({
      source: `exports.handler = (event, context, callback) => {
        if (!Buffer.isBuffer(event)) throw new Error('not a Buffer');
        if (String(event) === 'fail') callback(new RangeError('refused'));
        else callback(null, { got: String(event) });
      };`,
    });

    expect(await invokeEvent('api', Buffer.from('milk'))).toMatchObject({
      type: 'result',
      body: Buffer.from('{"got":"milk"}'),
    });
    expect(await invokeEvent('api', Buffer.from('fail'))).toMatchObject({
      type: 'error',
      handled: true,
      error: { errorMessage: 'refused' },
    });
  });

  test('A function logs lines with the id of the request, between those of the platform', async () => {
    const { url, logs } = await deploy({
      source: `exports.handler = (req, resp) => { console.warn('two\\nlines', { a: 1 }); resp.send('') };`,
    });

    const id = (await fetch(url)).headers.get('x-fc-request-id');

    expect(logs).toEqual([
      'load code for handler:index.handler',
      `FC Invoke Start RequestId: ${id}`,
      expect.stringMatching(new RegExp(`^\\d{4}-\\S+Z ${id} \\[warn\\] two\\rlines \\{ a: 1 \\}$`)),
      `FC Invoke End RequestId: ${id}`,
    ]);
  });
});
