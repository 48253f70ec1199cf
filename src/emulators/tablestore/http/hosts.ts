import type { IncomingMessage } from 'node:http';
import { hostName, isLoopbackName } from '../../../shared/loopback';
import { OtsError } from '../errors';

/** @throws OtsError OTSAuthFailed for a request to a host name that the server does not answer to */
export type HostCheck = (request: IncomingMessage) => void;

/** Lets requests pass whose Host is a loopback name or one of `names`. */
export function createHostCheck(names: readonly string[]): HostCheck {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  return ({ headers: { host = '' } }) => {
    const name = hostName(host);
    if (isLoopbackName(name) || allowed.has(name)) return;
    throw new OtsError('OTSAuthFailed', `The host ${JSON.stringify(host)} is not served: allow it with --allow-host.`);
  };
}
