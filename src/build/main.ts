import * as fs from 'fs/promises';
import * as path from 'path';
import { bundleFunction, root } from './bundle';

/** `npm run build`: everything that the function's package holds, in `dist/function/`. */
async function main(): Promise<void> {
  const folder = path.join(root, 'dist/function');
  await fs.rm(folder, { recursive: true, force: true });
  const version = await bundleFunction(folder);
  console.log(`built ${path.relative(process.cwd(), folder)} (version ${version})`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
