import { appendFile, cp, mkdir, mkdtemp, rm, stat, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './process';

const root = join(__dirname, '../../..');

describe('the launcher', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tablestore-launch-'));
    for (const name of ['commands', 'emulators/tablestore', 'shared', 'build/command-error.ts']) {
      await cp(join(root, 'src', name), join(folder, 'src', name), { recursive: true });
    }
    await mkdir(join(folder, 'node_modules'));
    for (const name of ['classic-level', 'esbuild', 'memory-level', 'protobufjs', 'pure-rand']) {
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  const usage = async (): Promise<string> => {
    const command = launch(join(folder, 'src/commands/tablestore-launcher.cjs'));
    expect(await command.ended).toBe(2);
    return command.output();
  };
  const bundle = () => join(folder, 'node_modules/.cache/todolist-backend/tablestore.cjs');

  test('The launcher bundles the server once, and again when a source has changed', async () => {
    expect(await usage()).toContain('Missing: --instance');
    const { mtimeMs } = await stat(bundle());
    await usage();
    expect((await stat(bundle())).mtimeMs).toBe(mtimeMs);
    await appendFile(join(folder, 'src/commands/tablestore-options.ts'), "\nconsole.error('changed');\n");
    expect(await usage()).toContain('changed');
  });

  test('The launcher bundles the server again when the kept bundle is damaged', async () => {
    await usage();
    await truncate(bundle(), 1000);
    expect(await usage()).toContain('Missing: --instance');
  });
});
