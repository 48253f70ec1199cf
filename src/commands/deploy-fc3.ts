import { relative } from 'node:path';
import { CommandError } from '../build/command-error';
import { connect } from '../build/deploy-fc3/clients';
import { cnameTarget, explain, nextSteps } from '../build/deploy-fc3/messages';
import { deployedTarget } from '../build/deploy-fc3/package';
import { prepare } from '../build/deploy-fc3/prepare';
import { apply, describe, remove, StepRefused, survey } from '../build/deploy-fc3/run';
import type { Discoveries } from '../build/deploy-fc3/step';
import { stepsOf } from '../build/deploy-fc3/steps';
import { buildPackage } from '../build/package/build';
import { root } from '../build/root';
import { UnfitTablesError } from '../function/tablestore/tables';
import { runCommand, UsageError } from './command';

const commandLine = {
  usage: 'npm run deploy:fc3 -- [options]',
  options: {
    check: { type: 'boolean', help: 'check everything, also the package in dist/, without network' },
    plan: { type: 'boolean', help: 'print what would be created or changed, and change nothing' },
    remove: { type: 'boolean', help: 'remove everything but the Tablestore instance and its tables' },
    'with-data': { type: 'boolean', help: 'with --remove: remove them, too, with all tasks and accounts' },
  },
} as const;

/** `npm run deploy:fc3`: builds, packs, prints the plan, and makes Function Compute 3.0 what template.yml says. */
runCommand(commandLine, async (input) => {
  const { check = false, plan: planOnly = false, remove: removing = false, 'with-data': withData = false } = input;
  if (withData && !removing) throw new UsageError('--with-data belongs to --remove.');
  if ([check, planOnly, removing].filter(Boolean).length > 1) {
    throw new UsageError('Only one of --check, --plan and --remove can be given.');
  }
  const { plan, access } = await prepare({ checkPackage: check });
  if (check) return console.log('ready to deploy');
  const built = removing ? undefined : await buildPackage({ target: deployedTarget });
  const discoveries: Discoveries = {};
  const clients = await connect(access);
  const steps = stepsOf({ plan, access, clients, zip: built?.zip ?? Buffer.of(), withData, discoveries });
  try {
    if (!built) return await remove(steps, console.log);
    console.log(`${relative(root, deployedTarget.file)} (SHA-256 ${built.sha256}) to ${plan.region}:`);
    const seen = await survey(steps);
    console.log(describe(seen));
    if (planOnly) return;
    const changes = await apply(seen, console.log);
    console.log(changes === 0 ? 'Everything is as planned; nothing was changed.' : 'Deployed.');
    console.log(nextSteps(plan, discoveries));
  } catch (error) {
    if (error instanceof UnfitTablesError) throw new CommandError(error.message);
    if (error instanceof StepRefused) throw new CommandError(explain(error, cnameTarget(plan, discoveries), access));
    throw error;
  }
});
