import { relative } from 'node:path';
import { buildPackage, packageFile } from '../build/package/build';
import { describePackage } from '../build/package/pack';
import { runCommand } from './command';

const commandLine = {
  usage: 'npm run package -- [options]',
  options: { 'source-maps': { type: 'boolean', help: 'add source maps' } },
} as const;

/** `npm run package`: the function's build in `dist/function.zip`, the same bytes from the same sources. */
runCommand(commandLine, async ({ 'source-maps': sourceMaps = false }) => {
  console.log(describePackage(await buildPackage({ sourceMaps })));
  console.log(`packed ${relative(process.cwd(), packageFile)}`);
});
