import * as path from 'path';
import { buildPackage, packageFile } from '../build/package/build';
import { describePackage } from '../build/package/pack';
import { endWithMessage, readFlags } from './command';

/** `npm run package`: the function's build in `dist/function.zip`, the same bytes from the same sources. */
async function main(): Promise<void> {
  const { sourceMaps } = readFlags(process.argv.slice(2), { sourceMaps: '--source-maps' });
  console.log(describePackage(await buildPackage({ sourceMaps })));
  console.log(`packed ${path.relative(process.cwd(), packageFile)}`);
}

main().catch(endWithMessage);
