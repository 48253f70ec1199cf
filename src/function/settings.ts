import { createHash } from 'crypto';
import { isAbsolute } from 'path';
import { type ForwardingHeader, forwardingHeaders } from './http/url';
import type { Credentials } from './tablestore/credentials';

/** Everything that can be set from outside, checked. */
export interface Settings {
  tablestoreEndpoint: string | undefined;
  tablestoreInstance: string;
  /** Keys that sign sessions: the first signs, all verify. Empty: one is made once and kept in Tablestore. */
  sessionSecrets: string[];
  /** Name of the session's cookie, without the prefix `__Host-`. */
  sessionCookie: string;
  /** Headers of a proxy that say by which scheme and host it was called. */
  forwardedHeaders: readonly ForwardingHeader[];
  credentials: Credentials | undefined;
  /** Folder of a built front end that is served in place of the page. */
  originalPageFolder: string | undefined;
  /** The port of `server.js`. */
  serverPort: number;
}

interface Variable {
  name: string;
  meaning: string;
  default: string;
  /** Says what is wrong with a value; undefined when nothing is. */
  problem?(value: string): string | undefined;
}

/** Function Compute's default for custom runtimes. */
const defaultPort = '9000';

/** The one table of environment variables that the function reads. */
export const variables = [
  {
    name: 'TABLESTORE_INSTANCE',
    meaning: 'name of the Tablestore instance',
    default: '',
    problem: (value) => (value === '' ? 'must name the Tablestore instance' : undefined),
  },
  {
    name: 'TABLESTORE_ENDPOINT',
    meaning: 'scheme://host[:port] of Tablestore; by default the instance’s address inside the region’s network',
    default: '',
    problem: (value) =>
      value === '' || /^https?:\/\/[^/]+\/?$/.test(value) ? undefined : 'must be http(s)://host[:port]',
  },
  {
    name: 'SESSION_SECRET',
    meaning:
      'keys that sign sessions, separated by commas: the first signs, all verify; by default one is made and kept in Tablestore',
    default: '',
    problem: (value) =>
      value !== '' && value.split(',').some((secret) => secret.trim().length < 16)
        ? 'must hold at least 16 characters in each of its comma-separated keys'
        : undefined,
  },
  {
    name: 'SESSION_COOKIE',
    meaning: 'name of the session’s cookie; by default `session-` and a hash that tells services on one host apart',
    default: '',
    problem: (value) =>
      value === '' || /^[\w-]{1,64}$/.test(value) ? undefined : 'must be 1 to 64 letters, digits, - and _',
  },
  {
    name: 'FORWARDED_HEADERS',
    meaning: 'headers of a proxy that say which scheme and host were called, separated by commas, or none',
    default: forwardingHeaders.join(','),
    problem: (value) =>
      forwardedHeadersOf(value).every((name) => isForwardingHeader(name))
        ? undefined
        : `must be none, or some of ${forwardingHeaders.join(', ')}`,
  },
  {
    name: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
    meaning: 'access key, used when the platform hands over no keys of the service role',
    default: '',
  },
  { name: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', meaning: 'secret of that access key', default: '' },
  { name: 'ALIBABA_CLOUD_SECURITY_TOKEN', meaning: 'token of that access key when it is temporary', default: '' },
  {
    name: 'ORIGINAL_PAGE_DIR',
    meaning: 'folder of the original’s built front end, served at / in place of the page',
    default: '',
    problem: (value) => (value === '' || isAbsolute(value) ? undefined : 'must be an absolute path'),
  },
  {
    name: 'FC_SERVER_PORT',
    meaning: 'port of `server.js`; it wins over `PORT`',
    default: '',
    problem: portProblem,
  },
  { name: 'PORT', meaning: 'port of `server.js`', default: defaultPort, problem: portProblem },
] as const satisfies readonly Variable[];

type Name = (typeof variables)[number]['name'];

/** Environment variables that cannot be used; its message names every one of them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings from environment variables.
 * @throws SettingsError that names every missing or wrong variable
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const values = {} as Record<Name, string>;
  const problems: string[] = [];
  for (const variable of variables as readonly (Variable & { name: Name })[]) {
    const value = environment[variable.name]?.trim() ?? variable.default;
    const problem = variable.problem?.(value);
    if (problem) problems.push(`${variable.name} ${problem}`);
    values[variable.name] = value;
  }
  if (problems.length > 0) throw new SettingsError(`The settings are wrong: ${problems.join('; ')}.`);
  return {
    tablestoreEndpoint: values.TABLESTORE_ENDPOINT.replace(/\/$/, '') || undefined,
    tablestoreInstance: values.TABLESTORE_INSTANCE,
    sessionSecrets: values.SESSION_SECRET.split(',')
      .map((secret) => secret.trim())
      .filter((secret) => secret !== ''),
    sessionCookie: values.SESSION_COOKIE || defaultCookie(values),
    forwardedHeaders: forwardedHeadersOf(values.FORWARDED_HEADERS).filter(isForwardingHeader),
    credentials: credentialsFrom(values),
    originalPageFolder: values.ORIGINAL_PAGE_DIR || undefined,
    serverPort: Number(values.FC_SERVER_PORT || values.PORT || defaultPort),
  };
}

function forwardedHeadersOf(value: string): string[] {
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'none');
}

function isForwardingHeader(name: string): name is ForwardingHeader {
  return forwardingHeaders.some((known) => known === name);
}

/**
 * Services that share no data must not share a cookie where they share a host, such as two ports of one machine. A
 * Tablestore instance is known by its name alone, unless its address is not the service's own.
 */
function defaultCookie({ TABLESTORE_ENDPOINT: endpoint, TABLESTORE_INSTANCE: instance }: Record<Name, string>): string {
  const isOwnAddress = endpoint === '' || endpoint.includes(`//${instance}.`);
  const identity = isOwnAddress ? instance : `${instance} at ${endpoint}`;
  return `session-${createHash('sha256').update(identity).digest('hex').slice(0, 8)}`;
}

function portProblem(value: string): string | undefined {
  return value === '' || (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) ? undefined : 'must be a port';
}

function credentialsFrom(values: Record<Name, string>): Credentials | undefined {
  const accessKeyId = values.ALIBABA_CLOUD_ACCESS_KEY_ID;
  const accessKeySecret = values.ALIBABA_CLOUD_ACCESS_KEY_SECRET;
  const securityToken = values.ALIBABA_CLOUD_SECURITY_TOKEN;
  if (!accessKeyId || !accessKeySecret) return undefined;
  return securityToken ? { accessKeyId, accessKeySecret, securityToken } : { accessKeyId, accessKeySecret };
}

/** Tablestore's address: the one that is set, else the instance's address inside the region's network. */
export function tablestoreEndpoint(settings: Settings, region: string | undefined): string {
  if (settings.tablestoreEndpoint) return settings.tablestoreEndpoint;
  if (!region) throw new SettingsError('TABLESTORE_ENDPOINT is not set, and no region is known to derive it from.');
  return `https://${settings.tablestoreInstance}.${region}.vpc.tablestore.aliyuncs.com`;
}
