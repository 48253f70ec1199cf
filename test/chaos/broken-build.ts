import * as fs from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { bundleFunction } from '../../src/build/bundle';

/** Mistakes that a chaos run must report: a file, what stands in it once, and what takes its place. */
export const mistakes = {
  /** The last of two changes that race wins. */
  'no condition': {
    file: 'src/function/tasks/versioned-rows.ts',
    right: "{ row: 'exists', columns: ifUnchanged(before) } as const",
    wrong: "{ row: 'any' } as const",
  },
  /** A finished occurrence gets a new id each time, so that a repeated completion leaves it twice. */
  'no fixed id of an occurrence': {
    file: 'src/function/tasks/series.ts',
    right: '.update(occurrenceSeed(seriesId, due))',
    wrong: '.update(occurrenceSeed(seriesId, due) + Math.random())',
  },
  /** Several tasks are deleted before the trash has them. */
  'trash after deletion': {
    file: 'src/function/tasks/bulk.ts',
    right: `await putIntoTrash(this.#store, call, rows);
      return this.#write(call, rows.map(deletion));`,
    wrong: `const done = await this.#write(call, rows.map(deletion));
      await putIntoTrash(this.#store, call, rows);
      return done;`,
  },
  /** A move that is repeated does not see what it moved before. */
  'no memory of moves': {
    file: 'src/function/tasks/move.ts',
    right: 'if (owner !== from) return false;',
    wrong: 'return false;',
  },
};

/** Builds the function into a folder with a mistake in it, made while it is bundled. */
export async function buildBroken(folder: string, mistake: keyof typeof mistakes): Promise<void> {
  const { file, right, wrong } = mistakes[mistake];
  const plugin: Plugin = {
    name: mistake,
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`${file.replace('.', '\\.')}$`) }, async ({ path }) => {
        const source = await fs.readFile(path, 'utf8');
        if (source.split(right).length !== 2) throw new Error(`${path} no longer holds one ${right}`);
        return { contents: source.replace(right, wrong), loader: 'ts' };
      });
    },
  };
  await bundleFunction(folder, { plugins: [plugin] });
}
