import * as crypto from 'crypto';
import { build } from 'esbuild';
import * as fs from 'fs/promises';
import * as path from 'path';
import { buildPage } from './page';

/** The repository's folder. */
export const root = path.resolve(__dirname, '../..');

const versionPlaceholder = '@build-version@';

/**
 * Bundles the function into one CommonJS file for Node 12, `<folder>/index-faas.js`, with the page beside it in `page/`.
 * (As an ES module the Tablestore SDK breaks: it relies on sloppy mode.) The build's version is that of the package and a hash of the code, so that the same
 * sources always give the same bytes.
 * @returns the build's version
 */
export async function bundleFunction(folder: string): Promise<string> {
  const result = await build({
    entryPoints: [path.join(root, 'src/index-faas.ts')],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node12',
    format: 'cjs',
    define: { BUILD_VERSION: JSON.stringify(versionPlaceholder), 'process.env.NODE_ENV': '"production"' },
    // The strict mode that tsconfig.json asks for would reach the Tablestore SDK, which assigns undeclared variables.
    tsconfigRaw: {},
    legalComments: 'none',
    write: false,
  });
  const code = result.outputFiles[0]!.text;
  const { version } = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const hash = crypto.createHash('sha256').update(code).digest('hex').slice(0, 12);
  const fullVersion = `${version}+${hash}`;
  await fs.mkdir(folder, { recursive: true });
  await buildPage(path.join(folder, 'page'));
  await fs.writeFile(path.join(folder, 'index-faas.js'), code.split(versionPlaceholder).join(fullVersion));
  return fullVersion;
}
