import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFunction, functionFolder } from '../function';
import { root } from '../root';
import { type FunctionPackage, packFunction } from './pack';

/** One of the packages: the same code with the code cache of one runtime's V8. */
export interface PackageTarget {
  runtime: string;
  /** Where the package's files are built. */
  folder: string;
  /** The package. */
  file: string;
}

/** The package that `CodeUri` of template.yml names. */
export const packageFile = join(root, 'dist/function.zip');

export const packageTargets = {
  nodejs12: { runtime: 'nodejs12', folder: functionFolder, file: packageFile },
  nodejs20: {
    runtime: 'nodejs20',
    folder: `${functionFolder}-nodejs20`,
    file: packageFile.replace('.zip', '-nodejs20.zip'),
  },
} satisfies Record<string, PackageTarget>;

/**
 * Builds the function for a target, packs it and writes the package.
 * @throws CommandError; then there is no package
 */
export async function buildPackage(
  options: { target?: PackageTarget; sourceMaps?: boolean } = {},
): Promise<FunctionPackage> {
  const { target = packageTargets.nodejs12, sourceMaps = false } = options;
  await rm(target.file, { force: true });
  await buildFunction(target.folder, { runtime: target.runtime, sourceMaps });
  const built = await packFunction(target.folder, { sourceMaps });
  await writeFile(target.file, built.zip);
  return built;
}
