import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-error';
import { freshnessProblems } from '../deploy/is-package-current';
import { templateProblems } from '../deploy/template';
import { readDeployTemplate } from '../deploy/template-schema';
import { packageFile } from '../package/build';
import { root } from '../root';
import { type Access, AccessError, readAccess, readRegion } from './access';
import { deployedTarget } from './package';
import { type Plan, PlanError, planOf } from './plan';

/**
 * Reads the template and the settings; `checkPackage` compares the package with the sources, too.
 * @throws CommandError that names everything that is wrong
 */
export async function prepare({ checkPackage }: { checkPackage: boolean }): Promise<{ plan: Plan; access: Access }> {
  const source = await readFile(join(root, 'template.yml'), 'utf8').catch(() => {
    throw new CommandError('There is no template.yml.');
  });
  const problems = templateProblems(source, root, packageFile, { needsDomain: false });
  const attempt = async <Result>(read: () => Result | Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof AccessError || error instanceof PlanError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const region = await attempt(() => readRegion(process.env));
  const plan = await attempt(() => planOf(readDeployTemplate(source).template, region ?? ''));
  const access = await attempt(() => readAccess(region ?? '', process.env));
  if (checkPackage) problems.push(...(await freshnessProblems(deployedTarget)));
  if (problems.length > 0 || !plan || !access) {
    throw new CommandError(`Nothing was deployed:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
  return { plan, access };
}
