import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../build/command-error';
import { readAccount } from '../build/deploy/account';
import { runFun } from '../build/deploy/fun';
import { freshnessProblems } from '../build/deploy/is-package-current';
import { afterFailure, nextSteps } from '../build/deploy/next-steps';
import { leftoverProblems } from '../build/deploy/stale-fun-files';
import { templateProblems } from '../build/deploy/template';
import { readDeployTemplate } from '../build/deploy/template-schema';
import { buildPackage, packageFile } from '../build/package/build';
import { describePackage } from '../build/package/pack';
import { root } from '../build/root';
import { runCommand } from './command';

const commandLine = {
  usage: 'npm run deploy -- [options]',
  options: { check: { type: 'boolean', help: 'check everything, also the package in dist/, and upload nothing' } },
} as const;

const templateFile = join(root, 'template.yml');

/**
 * `npm run deploy`: builds, packs, checks, then lets fun deploy. With `--check` nothing is built into `dist` or uploaded:
 * the package that is there is checked, as one should before a plain `fun deploy`.
 */
runCommand(commandLine, async ({ check = false }) => {
  const source = await readFile(templateFile, 'utf8').catch(() => {
    throw new CommandError('There is no template.yml; fun would deploy nothing and report success.');
  });
  const { account, problems } = readAccount(process.env);
  problems.push(...templateProblems(source, root, packageFile), ...leftoverProblems(root));
  if (check) problems.push(...(await freshnessProblems()));
  else if (problems.length === 0) console.log(describePackage(await buildPackage()));
  problems.push(...(await validationProblems()));
  if (problems.length > 0) {
    throw new CommandError(`Nothing was deployed:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
  if (check) return console.log('ready to deploy');

  console.log(`deploying to account ${account.accountId}, region ${account.region}`);
  const { exitCode } = await runFun(['deploy', '-y'], { terminal: true });
  const { template } = readDeployTemplate(source);
  if (exitCode !== 0) throw new CommandError(afterFailure(template, account));
  console.log(nextSteps(template, account));
});

async function validationProblems(): Promise<string[]> {
  const { exitCode, output } = await runFun(['validate']);
  return exitCode === 0 ? [] : [`fun validate refuses template.yml:\n${output}`];
}
