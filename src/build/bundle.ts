import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { readTemplate } from '../emulators/function-compute/template';
import { leaveOut } from './bundle-stubs';
import { writeCodeCache } from './code-cache';
import { evaluateBodySchemas } from './evaluate-body-schemas';
import { buildPage } from './page';
import { root } from './root';

export interface BundleOptions {
  /** The runtime whose Node.js makes the code cache; by default the one that `template.yml` names. */
  runtime?: string;
  sourceMaps?: boolean;
  /** A test's changes to the sources. */
  plugins?: Plugin[];
}

/**
 * Bundles the function for Node 12. `<folder>/index-faas.js`, which the platform requires, and `server.js`, which serves
 * plain HTTP, run `function.js`, which holds everything, with its code cache. The page is beside them in `page/`. The
 * build's version is that of the package and a hash of the code, so that the same sources always give the same bytes.
 * @returns the build's version
 */
export async function bundleFunction(
  folder: string,
  { runtime = templateRuntime(), sourceMaps = false, plugins = [] }: BundleOptions = {},
): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  // As long as the version that replaces it, so that the positions in a source map stay right.
  const placeholder = `${version}+@@@@@@@@@@@@`;
  const bundled = { ...(await bundleCode(placeholder, sourceMaps, plugins)), ...(await bundleEntries()) };
  const hash = createHash('sha256').update(bundled['function.js']!).digest('hex').slice(0, 12);
  const fullVersion = `${version}+${hash}`;
  await mkdir(folder, { recursive: true });
  await buildPage(path.join(folder, 'page'));
  for (const [name, text] of Object.entries(bundled)) {
    await writeFile(path.join(folder, name), text.split(placeholder).join(fullVersion));
  }
  await writeCodeCache(folder, runtime);
  return fullVersion;
}

function templateRuntime(): string {
  return readTemplate(path.join(root, 'template.yml')).functions[0]!.runtime;
}

const common = {
  absWorkingDir: root,
  // Nothing is written there: it makes the paths in source maps independent of the build's folder.
  outdir: path.join(root, 'dist/function'),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node12',
  format: 'cjs',
  // The strict mode that tsconfig.json asks for would reach the Tablestore SDK, which assigns undeclared variables. For the
  // same reason the bundle is CommonJS.
  tsconfigRaw: {},
  legalComments: 'none',
  // The loader reads the code as Latin-1, which is faster than decoding UTF-8.
  charset: 'ascii',
  write: false,
} satisfies BuildOptions;

async function bundleCode(version: string, sourceMaps: boolean, plugins: Plugin[]): Promise<Record<string, string>> {
  return textsOf((await buildCode(version, sourceMaps, plugins)).outputFiles);
}

/** How many bytes of the function's code come from each source file, by its path. */
export async function sharesOfCode(): Promise<Record<string, number>> {
  const { metafile } = await buildCode('', false);
  const [output] = Object.values(metafile.outputs);
  return Object.fromEntries(Object.entries(output!.inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput]));
}

/** Names are kept: with a code cache their length costs nothing, and the log's stack traces stay readable. */
async function buildCode(version: string, sourceMaps: boolean, plugins: Plugin[] = []) {
  const { plugin, check } = leaveOut();
  const result = await build({
    ...common,
    entryPoints: { function: path.join(root, 'src/function/function.ts') },
    define: { BUILD_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    banner: { js: '(function (exports, require, module, __filename, __dirname, CODE_CACHE) {' },
    footer: { js: '})' },
    plugins: [...plugins, plugin, evaluateBodySchemas],
    sourcemap: sourceMaps && 'linked',
    metafile: true,
  });
  check();
  return result;
}

async function bundleEntries(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: {
      'index-faas': path.join(root, 'src/function/index-faas.ts'),
      server: path.join(root, 'src/function/server.ts'),
    },
  });
  return textsOf(outputFiles);
}

/** The text of each file by its name. */
function textsOf(files: { path: string; text: string }[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [path.basename(file.path), file.text]));
}
