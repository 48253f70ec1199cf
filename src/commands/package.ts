import { relative } from 'node:path';
import { buildPackage, packageTargets } from '../build/package/build';
import { describePackage } from '../build/package/pack';
import { runCommand } from './command';

const commandLine = {
  usage: 'npm run package -- [options]',
  options: { 'source-maps': { type: 'boolean', help: 'add source maps' } },
} as const;

/** `npm run package`: the function's packages for Node 12 and Node 20 in `dist/`, the same bytes from the same sources. */
runCommand(commandLine, async ({ 'source-maps': sourceMaps = false }) => {
  for (const target of Object.values(packageTargets)) {
    console.log(describePackage(await buildPackage({ target, sourceMaps })));
    console.log(`packed ${relative(process.cwd(), target.file)} for ${target.runtime}`);
  }
});
