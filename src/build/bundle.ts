import * as crypto from 'crypto';
import { build } from 'esbuild';
import * as fs from 'fs/promises';
import * as path from 'path';
import { buildPage } from './page';

/** The repository's folder. */
export const root = path.resolve(__dirname, '../..');

/**
 * Bundles the function into one CommonJS file for Node 12, `<folder>/index-faas.js`, with the page beside it in `page/`.
 * (As an ES module the Tablestore SDK breaks: it relies on sloppy mode.) The build's version is that of the package and a
 * hash of the code, so that the same sources always give the same bytes.
 * @returns the build's version
 */
export async function bundleFunction(folder: string, { sourceMaps = false } = {}): Promise<string> {
  const { version } = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  // As long as the hash, so that what replaces it moves nothing that a source map points at.
  const placeholder = `${version}+@@@@@@@@@@@@`;
  const bundled = await bundleCode(placeholder, sourceMaps);
  const hash = crypto.createHash('sha256').update(bundled['index-faas.js']!).digest('hex').slice(0, 12);
  const fullVersion = `${version}+${hash}`;
  await fs.mkdir(folder, { recursive: true });
  await buildPage(path.join(folder, 'page'));
  for (const [name, text] of Object.entries(bundled)) {
    await fs.writeFile(path.join(folder, name), text.split(placeholder).join(fullVersion));
  }
  return fullVersion;
}

/** @returns the text of each file by its name */
async function bundleCode(version: string, sourceMaps: boolean): Promise<Record<string, string>> {
  const result = await build({
    entryPoints: [path.join(root, 'src/index-faas.ts')],
    absWorkingDir: root,
    // Nothing is written there; source maps name the sources from there, wherever the build goes.
    outdir: path.join(root, 'dist/function'),
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node12',
    format: 'cjs',
    define: { BUILD_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    // The strict mode that tsconfig.json asks for would reach the Tablestore SDK, which assigns undeclared variables.
    tsconfigRaw: {},
    legalComments: 'none',
    sourcemap: sourceMaps && 'linked',
    write: false,
  });
  return Object.fromEntries(result.outputFiles.map((file) => [path.basename(file.path), file.text]));
}
