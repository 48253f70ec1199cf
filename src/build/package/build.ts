import * as fs from 'fs/promises';
import * as path from 'path';
import { buildFunction, functionFolder } from '../function';
import { root } from '../root';
import { type FunctionPackage, packFunction } from './pack';

/** The package: what `CodeUri` of template.yml names. */
export const packageFile = path.join(root, 'dist/function.zip');

/** Builds the function, packs it and writes the package. Raises CommandError; then there is no package. */
export async function buildPackage(options: { sourceMaps?: boolean } = {}): Promise<FunctionPackage> {
  await fs.rm(packageFile, { force: true });
  await buildFunction(functionFolder, options);
  const built = await packFunction(functionFolder, options);
  await fs.writeFile(packageFile, built.zip);
  return built;
}
