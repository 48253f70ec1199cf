import type { Plugin } from 'esbuild';
import * as fs from 'fs/promises';
import { bundleFunction } from '../../src/build/bundle';

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
  await bundleFunction(folder, { plugins: [withoutCondition] });
}
