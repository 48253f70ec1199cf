import { relative } from 'node:path';
import { buildFunction, functionFolder } from '../build/function';
import { runCommand } from './command';

const commandLine = {
  usage: 'npm run build -- [options]',
  options: { 'source-maps': { type: 'boolean', help: 'write source maps beside the code' } },
} as const;

/** `npm run build`: everything that the function's package holds, in `dist/function/`. */
runCommand(commandLine, async ({ 'source-maps': sourceMaps = false }) => {
  const version = await buildFunction(functionFolder, { sourceMaps });
  console.log(`built ${relative(process.cwd(), functionFolder)} (version ${version})`);
});
