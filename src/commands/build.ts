import * as path from 'path';
import { buildFunction, functionFolder } from '../build/function';
import { endWithMessage, readFlags } from './command';

/** `npm run build`: everything that the function's package holds, in `dist/function/`. */
async function main(): Promise<void> {
  const { sourceMaps } = readFlags(process.argv.slice(2), { sourceMaps: '--source-maps' });
  const version = await buildFunction(functionFolder, { sourceMaps });
  console.log(`built ${path.relative(process.cwd(), functionFolder)} (version ${version})`);
}

main().catch(endWithMessage);
