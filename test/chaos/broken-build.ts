import { build, type Plugin } from 'esbuild';
import * as fs from 'fs/promises';
import * as path from 'path';
import { root } from '../../src/build/bundle';

const guarded = "{ row: 'exists', columns: unchangedSince(before) }";

/** Takes the condition from the writes of changes while they are bundled, so that the last of two that race wins. */
const withoutCondition: Plugin = {
  name: 'without-condition',
  setup({ onLoad }) {
    onLoad({ filter: /src\/tasks\/repository\.ts$/ }, async ({ path: file }) => {
      const source = await fs.readFile(file, 'utf8');
      if (source.split(guarded).length !== 2) throw new Error(`${file} no longer holds one ${guarded}`);
      return { contents: source.replace(guarded, "{ row: 'any' }"), loader: 'ts' };
    });
  },
};

/** Builds the function into a folder with a mistake in it: what a chaos run must report. */
export async function buildBroken(folder: string): Promise<void> {
  await build({
    entryPoints: [path.join(root, 'src/index-faas.ts')],
    outfile: path.join(folder, 'index-faas.js'),
    bundle: true,
    platform: 'node',
    target: 'node12',
    format: 'cjs',
    define: { BUILD_VERSION: '"broken"' },
    tsconfigRaw: {},
    plugins: [withoutCondition],
    logLevel: 'error',
  });
}
