import * as path from 'path';
import { endWithMessage, readFlags } from './command';
import { buildPackage, packageFile } from './package/build';
import { describePackage } from './package/pack';

/** `npm run package`: the function's build in `dist/function.zip`, the same bytes from the same sources. */
async function main(): Promise<void> {
  const { sourceMaps } = readFlags(process.argv.slice(2), { sourceMaps: '--source-maps' });
  console.log(describePackage(await buildPackage({ sourceMaps })));
  console.log(`packed ${path.relative(process.cwd(), packageFile)}`);
}

main().catch(endWithMessage);
