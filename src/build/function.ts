import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BundleOptions, bundleFunction } from './bundle';
import { root } from './root';

/** Where `npm run build` puts what the function's package holds. */
export const functionFolder = join(root, 'dist/function');

/**
 * Builds everything that the function's package holds into a folder, which is emptied first.
 * @returns the build's version
 */
export async function buildFunction(folder: string, options: BundleOptions = {}): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  return bundleFunction(folder, options);
}
