import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { build } from 'esbuild';
import { buildPage } from '../../src/build/page';
import { root } from '../../src/build/root';

/** Packages written in newer JavaScript than Node 12 runs: their entry points, to be lowered. */
const newer: Record<string, string> = { valibot: 'valibot/dist/index.cjs' };

/**
 * Builds the function without a bundler, for comparison: the same sources compiled file by file to CommonJS, with plain
 * requires of `node_modules`.
 */
export async function buildUnbundled(folder: string): Promise<void> {
  const sources = await fs.readdir(path.join(root, 'src'), { recursive: true });
  const shipped = sources.filter((file) => /^(function|shared)\/.*(?<!\.d)\.ts$/.test(file));
  await build({
    entryPoints: shipped.map((file) => path.join(root, 'src', file)),
    outbase: path.join(root, 'src'),
    outdir: folder,
    platform: 'node',
    target: 'node12',
    format: 'cjs',
    // import() becomes require(), as in the bundle.
    supported: { 'dynamic-import': false },
    define: { BUILD_VERSION: '"unbundled"', CODE_CACHE: '"absent"' },
    tsconfigRaw: {},
  });
  // Without a bundle there is no code cache and no loader.
  await fs.writeFile(path.join(folder, 'index-faas.js'), "module.exports = require('./function/function');\n");
  await linkDependencies(path.join(folder, 'node_modules'));
  await buildPage(path.join(folder, 'function/page'));
}

async function linkDependencies(folder: string): Promise<void> {
  const { dependencies } = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    await fs.mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    if (newer[name] === undefined) {
      await fs.symlink(path.join(root, 'node_modules', name), path.join(folder, name));
    } else {
      const entry = path.join(root, 'node_modules', newer[name]);
      const outfile = path.join(folder, name, 'index.js');
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node12', format: 'cjs' });
    }
  }
}
