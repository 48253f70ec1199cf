import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { unzipSync } from 'fflate';
import { buildFunction } from '../../src/build/function';
import { packFunction } from '../../src/build/package/pack';
import { copyProject } from './project';

describe('npm run package', () => {
  test('writes the same two packages in another folder, time zone and order of files', async () => {
    const [one, two] = [copyProject(), copyProject()];
    // Folders list their entries in another order when these are made in another order.
    for (const name of fs.readdirSync(path.join(two.folder, 'src')).reverse()) {
      fs.renameSync(path.join(two.folder, 'src', name), path.join(two.folder, 'src', `${name}~`));
      fs.renameSync(path.join(two.folder, 'src', `${name}~`), path.join(two.folder, 'src', name));
    }
    const [first, second] = await Promise.all([
      one.npm('package', [], { TZ: 'Asia/Shanghai' }),
      two.npm('package', [], { TZ: 'America/St_Johns' }),
    ]);

    expect(second).toEqual(first);
    expect(first.exitCode).toBe(0);
    for (const file of ['dist/function.zip', 'dist/function-nodejs20.zip']) {
      const bytes = one.read(file);
      expect(two.read(file).equals(bytes)).toBe(true);
      const sha256 = crypto.createHash('sha256').update(bytes).digest('hex');
      expect(first.output).toContain(`${bytes.length}  bytes zipped\nSHA-256 ${sha256}\npacked ${file} for nodejs`);
    }
    const zip = one.read('dist/function.zip');
    const entries = Object.entries(unzipSync(zip));
    const names = entries.map(([name]) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('index-faas.js');
    for (const [name, bytes] of entries) expect(first.output).toContain(`${bytes.length}  ${name}\n`);
    for (const [, bytes] of entries) expect(Buffer.from(bytes).includes(one.folder)).toBe(false);
    expect(names.filter((name) => /\.(map|ts|md)$|node_modules|^\./.test(name))).toEqual([]);
  });

  test('npm run package refuses an unknown option and names those that it has', async () => {
    const { exitCode, output } = await copyProject().npm('package', ['--sourcemaps']);
    expect(exitCode).toBe(2);
    expect(output).toContain("Unknown option '--sourcemaps'.");
    expect(output).toContain('--source-maps');
  });
});

describe('A package', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
    fs.writeFileSync(path.join(folder, 'index-faas.js'), 'exports.handler = () => {}');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Buffer) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  };

  test.each([
    ['.env', 'A=b', '.env never ships (.funignore)'],
    ['.env.production', 'A=b', '.env.production never ships (.funignore)'],
    ['page/app.js.map', '{}', 'page/app.js.map never ships (.funignore)'],
    ['node_modules/x/index.js', '', 'node_modules/x/index.js never ships (.funignore)'],
    ['.git/config', '', '.git/config never ships (.funignore)'],
    ['server.key', 'x', 'server.key is a kind of file that holds keys'],
    ['.npmrc', 'x', '.npmrc is a kind of file that holds keys'],
    [
      'notes.txt',
      `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA'.repeat(3)}\n`,
      'notes.txt contains a private key',
    ],
    ['a/config.js', `k = "LTAI${'5tAbCdEfGh'.repeat(2)}"`, 'a/config.js contains an Alibaba Cloud access key id'],
  ])('is refused when it holds %s', async (name, content, reason) => {
    write(name, content);
    const refusal: Error = await packFunction(folder).catch((error) => error);
    expect(refusal.message).toContain(`Nothing was packed:\n`);
    expect(refusal.message).toContain(`- ${reason}`);
  });

  test('is refused when a secret of the environment was built into it, without showing the secret', async () => {
    write('config.js', 'k = "correct horse battery"');
    process.env.SESSION_SECRET = 'older secret text, correct horse battery';
    const refusal: Error = await packFunction(folder).catch((error) => error);
    delete process.env.SESSION_SECRET;
    expect(refusal.message).toBe('Nothing was packed:\n- config.js contains the value of SESSION_SECRET');
  });

  test('is refused when it is empty', async () => {
    fs.rmSync(path.join(folder, 'index-faas.js'));
    await expect(packFunction(folder)).rejects.toThrow(`${folder} is empty`);
  });

  test('is refused when it is larger than the limit of Function Compute', async () => {
    await expect(packFunction(folder, { largest: 100 })).rejects.toThrow(/- it has \d+ bytes, more than 100/);
  });

  test('is refused when it holds a symbolic link', async () => {
    fs.symlinkSync('/etc/passwd', path.join(folder, 'link'));
    await expect(packFunction(folder)).rejects.toThrow('link is neither a file nor a folder');
  });

  test('has source maps only when they are asked for', async () => {
    await buildFunction(folder, { sourceMaps: true });
    await expect(packFunction(folder)).rejects.toThrow('- function.js.map never ships (.funignore)');
    const { files } = await packFunction(folder, { sourceMaps: true });
    const map = JSON.parse(files.find(({ name }) => name === 'function.js.map')!.bytes.toString());
    expect(map.sources).toContain('../../src/function/app.ts');
  });

  test('does not depend on times and modes of the files', async () => {
    const before = await packFunction(folder);
    fs.utimesSync(path.join(folder, 'index-faas.js'), 1, 1);
    fs.chmodSync(path.join(folder, 'index-faas.js'), 0o600);
    expect((await packFunction(folder)).sha256).toBe(before.sha256);
  });
});
