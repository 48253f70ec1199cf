import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../src/build/root';
import { type LocalFunctionCompute, startFunctionCompute } from '../../src/emulators/function-compute/server';
import { npmHere } from '../build/project';
import { builtPackage } from '../support/built-function';
import { type LocalTestStore, startStore } from '../support/store';

let store: LocalTestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

/** Serves the package as it would be deployed; without `runtime` on the template's. */
async function servePackage(runtime?: string): Promise<LocalFunctionCompute> {
  const template = runtime ? templateWith(runtime) : path.join(root, 'template.yml');
  return startFunctionCompute({
    template,
    code: (await builtPackage()).file,
    ahead: 1,
    warm: true,
    freeze: false,
    credentials: store.settings.credentials!,
    environment: { ...store.environment, SESSION_SECRET: '' },
    quiet: true,
  });
}

function templateWith(runtime: string): string {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'template-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const text = fs.readFileSync(path.join(root, 'template.yml'), 'utf8').replace('nodejs12', runtime);
  fs.writeFileSync(path.join(folder, 'template.yml'), text);
  return path.join(folder, 'template.yml');
}

describe('npm run smoke', () => {
  test('goes through the package on its default domain, which needs no more than the policy allows', async () => {
    const served = await servePackage();
    const { exitCode, output } = await npmHere('smoke', [`${served.url}/2016-08-15/proxy/todolist/api/`]);
    await served.close();
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/^ok +\d+ ms {2}answers its health {2}\(cold;dur=/);
    expect(output).toMatch(/ works\n$/);

    const { operations, rows } = store.tablestore.counters();
    const [{ Statement }] = parse(fs.readFileSync(path.join(root, 'template.yml'), 'utf8')).Resources.todolist
      .Properties.Policies;
    const provisioning = ['ListTable', 'CreateTable'];
    const used = Object.keys(operations).filter((name) => !provisioning.includes(name));
    for (const name of used) expect(Statement[0].Action).toContain(`ots:${name}`);
    expect(rows.written).toBeGreaterThan(0);
  });

  test('goes through the same package on the newest runtime', async () => {
    const served = await servePackage('nodejs20');
    const { exitCode, output } = await npmHere('smoke', [served.url]);
    await served.close();
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  });

  test('says what is wrong with a function that answers otherwise, and deletes its tasks all the same', async () => {
    const calls: string[] = [];
    const server = http.createServer((req, res) => {
      calls.push(`${req.method} ${req.url}`);
      res.setHeader('Content-Type', req.url === '/' ? 'text/html' : 'application/json');
      if (req.url === '/api/session') res.writeHead(201).end('{"token":"t"}');
      else if (req.method === 'DELETE') res.writeHead(204).end();
      else if (req.method === 'POST') res.writeHead(503).end('{"detail":"the store is away"}');
      else res.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { exitCode, output } = await npmHere('smoke', [`http://127.0.0.1:${(server.address() as AddressInfo).port}`]);
    server.close();
    expect(exitCode).toBe(1);
    expect(output).toContain(
      'FAILED   creates a task once, though asked twice: expected 201, but the answer was 503 {"detail":"the store is away"}',
    );
    expect(calls.pop()).toBe('DELETE /api/tasks');
  });

  test('says when nobody answers', async () => {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    const { exitCode, output } = await npmHere('smoke', [address]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(`FAILED   answers its health: ${address} does not answer: connect ECONNREFUSED`);
  });
});

describe('the package called by an event, as fun local invoke does', () => {
  let served: LocalFunctionCompute;
  beforeAll(async () => {
    served = await servePackage();
  });
  afterAll(() => served.close());

  /** fun joins the lines of an event file. */
  const eventOf = (file: string) =>
    Buffer.from(fs.readFileSync(path.join(root, 'test/events', file), 'utf8').replace(/\r?\n/g, ''));

  async function invoke(event: Buffer) {
    const outcome = await served.invokeEvent('api', event);
    if (outcome.type !== 'result') throw new Error(JSON.stringify(outcome));
    const answer = JSON.parse(outcome.body.toString());
    const body = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8').toString();
    return { ...answer, body: JSON.parse(body) };
  }

  test('answers the API Gateway event of test/events', async () => {
    const { statusCode, headers, body } = await invoke(eventOf('api-gateway.json'));
    expect({ statusCode, body }).toMatchObject({ statusCode: 201, body: { title: '买牛奶', status: 'open' } });
    expect(body.url).toBe(`http://todo.example.com/api/tasks/${body.id}`);
    expect(JSON.stringify(headers)).toMatch(/session-\w+=/i);
  });

  test('answers the HTTP event of Function Compute 3.0 of test/events', async () => {
    expect(await invoke(eventOf('fc3-http.json'))).toMatchObject({ statusCode: 200, body: [] });
  });

  test('says which events it knows to one that it does not', async () => {
    const outcome = await served.invokeEvent('api', Buffer.from('{"triggerName":"timer"}'));
    expect(outcome).toMatchObject({
      type: 'error',
      error: { errorMessage: expect.stringContaining('unsupported event') },
    });
  });
});
