import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What fun prefers to `template.yml` when it finds it; `fun package` and `fun build` leave them behind. */
const shadows = ['template.packaged.yml', '.fun/build'];

/** Names that fun takes from a `.env` in the current folder before it looks at the environment. */
const accountVariables = [
  'ACCOUNT_ID',
  'REGION',
  'DEFAULT_REGION',
  'ACCESS_KEY_ID',
  'ACCESS_KEY_SECRET',
  'SECURITY_TOKEN',
  'TIMEOUT',
  'RETRIES',
  'FC_ENDPOINT',
];

/** Says which files in a folder would make fun deploy something else, or elsewhere, than the template and the settings say. */
export function leftoverProblems(folder: string): string[] {
  const stale = shadows
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => `${name} would be deployed in place of template.yml: remove it (rm -r ${name})`);
  const dotenv = join(folder, '.env');
  const set = existsSync(dotenv) ? namesIn(readFileSync(dotenv, 'utf8')) : [];
  const overriding = accountVariables.filter((name) => set.includes(name));
  if (overriding.length === 0) return stale;
  return [
    ...stale,
    `.env sets ${overriding.join(', ')}, which fun would prefer to the environment: take them out of it`,
  ];
}

function namesIn(dotenv: string): string[] {
  return [...dotenv.matchAll(/^\s*(?:export\s+)?(\w+)\s*[=:]/gm)].map(([, name]) => name!);
}
