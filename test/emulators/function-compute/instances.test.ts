import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { allowRemoval } from '../../../src/emulators/function-compute/code';
import { deploy, type Echo, echo, fetchEcho } from './deployment';

function pause(milliseconds: number) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20);
}

/** A process that has ended but was not collected yet counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Answers after as many milliseconds as the query says. */
const slow = `exports.handler = (req, resp) => setTimeout(() => resp.send(req.queries.name || ''), Number(req.queries.ms));`;

describe('When instances are discarded', () => {
  test('Each call gets a new process on the Node version of the template, which is destroyed afterwards', async () => {
    const { url } = await deploy({ source: echo });

    const calls: Echo[] = [];
    for (let i = 0; i < 3; i++) calls.push(await fetchEcho(url));

    expect(calls.map((it) => it.calls)).toEqual([1, 1, 1]);
    expect(new Set(calls.map((it) => it.pid)).size).toBe(3);
    expect(calls[0]!.node).toMatch(/^v12\./);
    await until(() => calls.every((it) => !isAlive(it.pid)));
  });

  test('Instances are started ahead and replaced', async () => {
    const { url, instances, stats } = await deploy({ source: echo, ahead: 3 });
    const idle = () => instances().filter((it) => it.state === 'idle');

    await until(() => idle().length === 3);
    const { pid } = await fetchEcho(url);
    await until(() => idle().length === 3);

    expect(stats()).toMatchObject({ started: 4, served: 1, destroyed: 1 });
    expect(idle().map((it) => it.pid)).not.toContain(pid);
  });

  test('Twenty calls at once are all answered, each by a process of its own', async () => {
    const { url } = await deploy({ source: echo, ahead: 2 });

    const calls = await Promise.all(Array.from({ length: 20 }, (_, i) => fetchEcho(`${url}/${i}`)));

    expect(calls.map((it) => it.path)).toEqual(calls.map((_, i) => `/${i}`));
    expect(new Set(calls.map((it) => it.pid)).size).toBe(20);
  });
});

describe('When instances are kept', () => {
  test('With kept instances, one process serves one call after the other, and two when calls overlap', async () => {
    const { url, instances, stats } = await deploy({ source: slow, warm: true, ahead: 2 });
    const busy = () => instances().filter((it) => it.state === 'busy');
    await until(() => instances().every((it) => it.state === 'idle') && instances().length === 2);

    for (let i = 0; i < 3; i++) await fetch(`${url}/?ms=0`);
    const overlapping = [fetch(`${url}/?ms=300`), fetch(`${url}/?ms=300`)];
    await until(() => busy().length === 2);
    await Promise.all(overlapping);

    expect(stats()).toMatchObject({ started: 2, served: 5, destroyed: 0 });
  });

  test.each([
    ['stands still between calls', true, 0],
    ['goes on between calls if wished', false, 1],
  ])('Between two calls the event loop %s', async (_, freeze, expected) => {
    const source = `
      let ticks = 0;
      exports.handler = (req, resp) => {
        resp.send(String(Math.min(ticks, 1)));
        setTimeout(() => { ticks += 1 }, 20);
      };`;
    const { url } = await deploy({ source, warm: true, freeze });

    await fetch(url);
    await pause(200);

    expect(await (await fetch(url)).text()).toBe(String(expected));
  });

  test('An instance that threw from a timer survives, one that timed out is replaced', async () => {
    const source = `
      exports.handler = (req, resp) => {
        if (req.path === '/throw') setTimeout(() => { throw new Error('late') }, 5);
        else if (req.path !== '/hang') resp.send(String(process.pid));
      };`;
    const { url } = await deploy({ source, warm: true, properties: { Timeout: 1 } });
    const pid = async () => (await fetch(url)).text();

    const before = await pid();
    expect((await fetch(`${url}/throw`)).status).toBe(502);
    expect(await pid()).toBe(before);
    expect((await fetch(`${url}/hang`)).status).toBe(502);
    expect(await pid()).not.toBe(before);
  });
});

describe('Calls beyond the bound', () => {
  test('Calls beyond the bound wait in the order of their arrival', async () => {
    const { url } = await deploy({ source: slow, concurrency: 1 });
    const answered: string[] = [];

    const calls = ['first', 'second', 'third'].map(async (name, i) => {
      await pause(i * 20);
      answered.push(await (await fetch(`${url}/?name=${name}&ms=${100 - 30 * i}`)).text());
    });
    await Promise.all(calls);

    expect(answered).toEqual(['first', 'second', 'third']);
  });

  test.each([
    ['when too many wait already', { queueLength: 1 }],
    ['when they have waited too long', { queueWait: 100 }],
  ])('Calls beyond the bound are refused with 429 %s', async (_, limit) => {
    const { url } = await deploy({ source: slow, concurrency: 1, ...limit });

    const statuses = await Promise.all(
      [0, 1, 2].map(async (i) => {
        await pause(i * 20);
        const response = await fetch(`${url}/?ms=400`);
        return `${response.status} ${(await response.text()).slice(0, 36)}`;
      }),
    );

    expect(statuses).toContain('200 ');
    expect(statuses).toContain('429 {"errorCode":"ResourceExhausted","er');
  });

  test('Waiting calls of disconnected clients are not served', async () => {
    const { url, stats } = await deploy({ source: slow, concurrency: 1 });

    const first = fetch(`${url}/?ms=200`);
    await expect(fetch(`${url}/?ms=1`, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await first;

    await pause(50);
    expect(stats().served).toBe(1);
  });
});

describe('Killing with kill -9', () => {
  test('When an instance is killed in a call, the client gets 502 and the next one an answer', async () => {
    const { url, instances } = await deploy({ source: slow });

    const call = fetch(`${url}/?ms=3000`);
    await until(() => instances().some((it) => it.state === 'busy'));
    for (const { pid, state } of instances()) if (state === 'busy') process.kill(pid, 'SIGKILL');

    const response = await call;
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      errorMessage: expect.stringMatching(/^Process exited unexpectedly/),
    });
    expect((await fetch(`${url}/?ms=1&name=next`)).status).toBe(200);
  });

  test('When the local Function Compute is killed, all its instances end, busy or waiting', async () => {
    const { folder, close } = await deploy({ source: slow.replace('setTimeout(', 'false && setTimeout(') });
    await close();
    const nodeArguments = ['--require', 'tsx/cjs', join(__dirname, 'parent.ts'), join(folder, 'template.yml')];
    const scratch = mkdtempSync(join(tmpdir(), 'killed-'));
    const parent = spawn(process.execPath, nodeArguments, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: scratch },
    });

    const [line] = await once(parent.stdout, 'data');
    const pids: number[] = JSON.parse(String(line));
    expect(pids.length).toBeGreaterThanOrEqual(2);
    expect(pids.every(isAlive)).toBe(true);
    parent.kill('SIGKILL');

    await until(() => !pids.some(isAlive));
    await allowRemoval(scratch);
    rmSync(scratch, { recursive: true });
  });
});

describe('Code', () => {
  const version = (name: string): string => `exports.handler = (req, resp) => resp.send('${name}');`;

  test.each([[{}], [{ warm: true }]])('Changed code is used by the next call (%j)', async (mode) => {
    const { url, folder } = await deploy({ source: version('old'), watch: true, ...mode });
    const text = async () => (await fetch(url)).text();
    expect(await text()).toBe('old');

    rmSync(join(folder, 'code'), { recursive: true });
    await pause(20);
    mkdirSync(join(folder, 'code'));
    writeFileSync(join(folder, 'code', 'index.js'), version('new'));

    await until(async () => (await text()) === 'new');
    expect(await text()).toBe('new');
  });

  test('The code can be a zip', async () => {
    const { folder, close } = await deploy({ source: '' });
    await close();
    const code = join(folder, 'code.zip');
    const files = {
      'lib/answer.js': strToU8(version('zipped')),
      'index.js': strToU8('module.exports = require("./lib/answer")'),
    };
    writeFileSync(code, zipSync(files));

    const { url } = await deploy({ source: '', code });

    expect(await (await fetch(url)).text()).toBe('zipped');
  });

  test('Missing code stops the start with a message that names it', async () => {
    await expect(deploy({ source: '', code: '/nowhere' })).rejects.toThrow('/nowhere does not exist: build it first');
  });
});
