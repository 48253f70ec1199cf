import { join } from 'node:path';
import { readTemplate } from '../../emulators/function-compute/template';
import { defaultDomainPath, defaultDomainPathOf } from '../../shared/function-compute';
import { CommandError } from '../command-error';
import { root } from '../root';

/** A deployed function: its origin, and the path below which the platform serves it. */
export interface Target {
  origin: string;
  /** `/2016-08-15/proxy/<service>/<function>` on an account's default domain; empty elsewhere. */
  prefix: string;
}

/**
 * Reads a function's address. An account's endpoint without a path, `https://<account>.<region>.fc.aliyuncs.com`, stands for
 * the function that template.yml describes.
 * @throws CommandError
 */
export function readTarget(address: string | undefined): Target {
  if (!address) throw new CommandError('Which function? npm run browse -- https://….fcapp.run');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new CommandError(`${address} is not an http or https address.`);
  const [prefix] = defaultDomainPath.exec(url.pathname) ?? [];
  if (prefix) return { origin: url.origin, prefix };
  if (url.pathname !== '/') {
    throw new CommandError(`${address}: the path must be empty, or /2016-08-15/proxy/<service>/<function>.`);
  }
  const isAccountEndpoint = /\.fc\.aliyuncs\.com$/.test(url.hostname);
  return { origin: url.origin, prefix: isAccountEndpoint ? prefixOfTemplate() : '' };
}

function prefixOfTemplate(): string {
  const { functions } = readTemplate(join(root, 'template.yml'));
  const web = functions.find(({ methods }) => methods);
  if (!web) throw new CommandError('template.yml describes no function with an HTTP trigger; give the whole address.');
  return defaultDomainPathOf(web.service, web.name);
}
