import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { buildFunction } from '../../src/build/function';
import { packFunction } from '../../src/build/package/pack';
import { nodeFor } from '../../src/emulators/function-compute/node';
import { ApiClient } from '../support/client';
import { type LocalTestStore, startStore } from '../support/store';

/** The packages as a custom runtime, a container and AWS Lambda run them: unpacked, with nothing around them. */

let store: LocalTestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

describe.each(['nodejs12', 'nodejs20'])('The unpacked package of %s', (runtime) => {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'http-server-'));
  const folder = path.join(scratch, 'unpacked');
  const node = nodeFor(runtime).path;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    await buildFunction(path.join(scratch, 'built'), { runtime });
    const { zip } = await packFunction(path.join(scratch, 'built'));
    for (const [name, bytes] of Object.entries(unzipSync(zip))) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), bytes);
    }
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    fs.rmSync(scratch, { recursive: true });
  });

  /** Starts `node server.js`, and waits until it is ready. */
  async function startServer(environment: Record<string, string> = {}) {
    const child = spawn(node, ['server.js'], {
      cwd: folder,
      env: { ...store.environment, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const exited = once(child, 'exit');
    while (!/^ready /m.test(output)) {
      const [code] = await Promise.race([once(child.stdout, 'data'), exited]);
      if (child.exitCode !== null) throw new Error(`it ended with ${code}: ${output}`);
    }
    return { child, exited, url: /^ready (\S+)/m.exec(output)![1]! };
  }

  test('serves the API and the page over plain HTTP, with its code cache', async () => {
    const { url } = await startServer();
    const client = await ApiClient.guest(url);

    const { body: health } = await client.get('/api/health');
    expect(health).toMatchObject({ status: 'ok', node: expect.stringMatching(`^${runtime.slice(6)}\\.`) });
    expect(health.codeCache).toBe('accepted');
    expect(await client.post('/api/tasks', { title: '买牛奶' })).toMatchObject({ status: 201 });
    expect((await client.get('/api/tasks')).body).toMatchObject([{ title: '买牛奶' }]);
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<!doctype html>')]);
  });

  test('takes keys and request ids from headers only where Function Compute sets them', async () => {
    const keys = {
      'X-Fc-Request-Id': 'request-1',
      'X-Fc-Access-Key-Id': store.environment.ALIBABA_CLOUD_ACCESS_KEY_ID!,
      'X-Fc-Access-Key-Secret': store.environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET!,
      'X-Fc-Security-Token': 'token',
    };
    const noKeys = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
    const deep = async (url: string, headers: Record<string, string>) => {
      const answer = await fetch(`${url}/api/health?deep=1`, { headers });
      const { requestId } = (await answer.json()) as { requestId?: string };
      return { status: answer.status, requestId };
    };

    const elsewhere = await startServer(noKeys);
    const refused = await deep(elsewhere.url, keys);
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect(refused.requestId).not.toBe('request-1');

    const runtimeOfPlatform = await startServer({ ...noKeys, FC_FUNCTION_NAME: 'todolist' });
    expect(await deep(runtimeOfPlatform.url, keys)).toMatchObject({ status: 200 });
    const { 'X-Fc-Security-Token': _, ...withoutToken } = keys;
    expect(await deep(runtimeOfPlatform.url, withoutToken)).toMatchObject({ requestId: 'request-1' });
  });

  test('answers the running request after SIGTERM, takes no other, and ends', async () => {
    const { child, exited, url } = await startServer();
    const port = Number(new URL(url).port);
    const idle = net.connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const busy = net.connect(port, '127.0.0.1');
    let answer = '';
    busy.on('data', (chunk) => (answer += chunk));
    const body = '{"title":"milk"}';
    busy.write(
      `POST /api/tasks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    while (!answer.includes('100 Continue')) await once(busy, 'data');

    child.kill('SIGTERM');
    await once(idle, 'close');
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
    busy.write(body);
    await once(busy, 'close');
    expect(answer).toContain('HTTP/1.1 201 Created');
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(await exited).toEqual([0, null]);
  });

  test('says which variable is wrong when it cannot start', async () => {
    await expect(startServer({ PORT: 'x' })).rejects.toThrow(
      /^it ended with 1: The settings are wrong: PORT must be a port\.\n$/,
    );
    const { url } = await startServer();
    const { port } = new URL(url);
    await expect(startServer({ FC_SERVER_PORT: port, PORT: '0' })).rejects.toThrow(`EADDRINUSE`);
  });

  test('serves an AWS function URL with keys from the environment', async () => {
    const event = JSON.parse(fs.readFileSync(path.join(__dirname, '../events/aws-function-url.json'), 'utf8'));
    const program = `
      const context = { awsRequestId: 'aws-1', getRemainingTimeInMillis: () => 20000 };
      require('./index-faas').handler(${JSON.stringify(event)}, context).then((answer) => {
        require('fs').writeSync(2, JSON.stringify(answer));
        process.exit(0);
      });`;
    const { stderr } = await promisify(execFile)(node, ['-e', program], { cwd: folder, env: store.environment });
    expect(JSON.parse(stderr)).toMatchObject({ statusCode: 200, body: '[]' });
    expect(JSON.parse(stderr).cookies).toHaveLength(1);
  });
});
