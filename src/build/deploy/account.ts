import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The account that fun will deploy to. */
export interface Account {
  accountId: string;
  region: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the account settings where fun looks for them: the environment, else what `fun config` wrote to
 * `~/.fcli/config.yaml`. (A `.env` may not set them; see leftovers.ts.)
 */
export function readAccount(environment: Environment): { account: Account; problems: string[] } {
  const file = readConfigFile(join(environment.HOME || homedir(), '.fcli/config.yaml'));
  const [, accountId, region] = /^https?:\/\/([^.]+)\.([^.]+)\./.exec(file.endpoint ?? '') ?? [];
  const account = {
    accountId: environment.ACCOUNT_ID || accountId || '',
    region: environment.REGION || environment.DEFAULT_REGION || region || '',
  };
  const missing = Object.entries({
    ACCOUNT_ID: account.accountId,
    REGION: account.region,
    ACCESS_KEY_ID: environment.ACCESS_KEY_ID || file.access_key_id,
    ACCESS_KEY_SECRET: environment.ACCESS_KEY_SECRET || file.access_key_secret,
  }).flatMap(([name, value]) => (value ? [] : [name]));
  const problems =
    missing.length > 0
      ? [
          `no account settings: set ${missing.join(', ')} in the environment, or run: node node_modules/@alicloud/fun/bin/fun.js config`,
        ]
      : [];
  return { account, problems };
}

function readConfigFile(file: string): Record<string, string | undefined> {
  if (!existsSync(file)) return {};
  const content: unknown = parse(readFileSync(file, 'utf8'));
  return typeof content === 'object' && content !== null ? (content as Record<string, string>) : {};
}
