import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunction } from '../../src/build/bundle';
import { buildFunction } from '../../src/build/function';
import { packFunction } from '../../src/build/package/pack';
import { filledOnce } from './run/once';

/** The package as it would be deployed. */
export interface BuiltPackage {
  file: string;
  version: string;
}

let built: Promise<string> | undefined;
/** The runtimes that packages are built for. */
export type PackageRuntime = 'nodejs12' | 'nodejs20';

const packed = new Map<PackageRuntime, Promise<BuiltPackage>>();

/** The folder of the built function: one for a whole run of the tests. */
export function functionFolder(): Promise<string> {
  built ??= filledOnce('function', bundleFunction);
  return built;
}

/** The package, built as for a deployment: one for a whole run of the tests. */
export function builtPackage(runtime: PackageRuntime = 'nodejs12'): Promise<BuiltPackage> {
  const known = packed.get(runtime);
  if (known) return known;
  const made = filledOnce(`package-${runtime}`, (folder) => pack(folder, runtime)).then(async (folder) => ({
    file: join(folder, 'function.zip'),
    version: await readFile(join(folder, 'version'), 'utf8'),
  }));
  packed.set(runtime, made);
  return made;
}

async function pack(folder: string, runtime: PackageRuntime): Promise<void> {
  const build = join(folder, 'build');
  const version = await buildFunction(build, { runtime });
  const { zip } = await packFunction(build);
  await rm(build, { recursive: true });
  await writeFile(join(folder, 'function.zip'), zip);
  await writeFile(join(folder, 'version'), version);
}
