import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTablestore } from '../../src/emulators/tablestore/server';
import { npmHere } from '../build/project';

const options: [script: string, ...options: string[]][] = [
  ['start', '--port PORT', '--data FOLDER', '--warm'],
  ['tablestore', '--port PORT', '--data FOLDER', '--memory', '--instance NAME'],
  ['browse', '--port PORT'],
  ['deploy', '--check'],
  ['deploy:fc3', '--check', '--plan', '--remove', '--with-data'],
];

test.each(options)('npm run %s refuses an unknown option and lists those that exist', async (script, ...names) => {
  const { exitCode, output } = await npmHere(script, ['--nonsense']);
  expect({ exitCode, output }).toEqual({
    exitCode: 2,
    output: expect.stringMatching(/^Unknown option '--nonsense'\.\n/),
  });
  for (const name of [...names, '--help']) expect(output).toContain(`\n  ${name} `);
  expect(output).toContain(`\nUsage: npm ${script === 'start' ? '' : 'run '}${script}`);
});

test.each([
  [['--plan', '--remove'], 'Only one of --check, --plan and --remove can be given.'],
  [['--with-data'], '--with-data belongs to --remove.'],
])('npm run deploy:fc3 refuses %s', async (args, reason) => {
  const { exitCode, output } = await npmHere('deploy:fc3', args);
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: expect.stringContaining(`${reason}\n\nUsage:`) });
});

test('A command answers --help with its options and does nothing else', async () => {
  const { exitCode, output } = await npmHere('provision', ['--help']);
  expect({ exitCode, output }).toEqual({
    exitCode: 0,
    output: 'Usage: npm run provision\n\n  --help  print this help\n',
  });
});

describe('npm start', () => {
  let data: string;
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'todolist-data-'));
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  test('npm start says how to take another port when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { exitCode, output } = await npmHere('start', ['--data', data], { PORT: String(port) });
    server.close();
    expect(exitCode).toBe(1);
    expect(output).toContain(
      `Port ${port} is in use. Choose another one with --port, or take any free one: PORT=0 npm start\n`,
    );
  });

  test('npm start says how to choose another data folder when its folder is in use', async () => {
    const keys = { accessKeyId: 'a', accessKeySecret: 'b' };
    const store = await startTablestore({ data: join(data, 'tablestore'), instance: 'test', ...keys });
    const { exitCode, output } = await npmHere('start', ['--data', data, '--port', '0']);
    await store.close();
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^the data folder .* is in use by another server: .*--data$/m);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['PORT', { PORT: 'x' }, []],
    ['--port', {}, ['--port', '70000']],
  ])('npm start refuses a wrong %s and names it', async (name, environment, args) => {
    const { exitCode, output } = await npmHere('start', args, environment);
    expect(exitCode).toBe(2);
    expect(output).toMatch(new RegExp(`^${name} must be a whole number from 0 to 65535, not "`));
  });
});
