import type { Credentials } from '../../function/tablestore/credentials';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where one API is reached. */
export interface Endpoint {
  protocol: 'http' | 'https';
  /** `name[:port]`; undefined: the SDK knows the region's one. */
  host: string | undefined;
}

/** How the four services are reached, and with which keys. */
export interface Access {
  region: string;
  credentials: Credentials;
  functions: Endpoint;
  tablestore: Endpoint;
  ram: Endpoint;
  logs: Endpoint;
  /** Address of an instance's tables. */
  tablesUrl(instance: string): string;
}

/** Settings of an account that cannot be used; its message says what to do. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}

/** The region to deploy to. @throws AccessError */
export function readRegion({ REGION, ALIBABA_CLOUD_REGION_ID }: Environment): string {
  const region = REGION || ALIBABA_CLOUD_REGION_ID;
  if (!region) throw new AccessError('no region: set REGION, for example to cn-hangzhou');
  if (!/^[a-z]+(-[a-z0-9]+)+$/.test(region)) throw new AccessError(`REGION is no region: ${region}`);
  return region;
}

/**
 * Finds keys and endpoints. The endpoints' variables are for tests and private networks; without them the region's public
 * addresses are used.
 * @throws AccessError
 */
export async function readAccess(region: string, environment: Environment): Promise<Access> {
  const { FC3_ENDPOINT, OTS_ENDPOINT, RAM_ENDPOINT, SLS_ENDPOINT, TABLESTORE_ENDPOINT } = environment;
  return {
    region,
    credentials: await readCredentials(environment),
    functions: endpoint('FC3_ENDPOINT', FC3_ENDPOINT, `fcv3.${region}.aliyuncs.com`),
    tablestore: endpoint('OTS_ENDPOINT', OTS_ENDPOINT),
    ram: endpoint('RAM_ENDPOINT', RAM_ENDPOINT, 'ram.aliyuncs.com'),
    logs: endpoint('SLS_ENDPOINT', SLS_ENDPOINT, `${region}.log.aliyuncs.com`),
    tablesUrl: (instance) => TABLESTORE_ENDPOINT || `https://${instance}.${region}.ots.aliyuncs.com`,
  };
}

function endpoint(name: string, value: string | undefined, usual?: string): Endpoint {
  if (!value) return { protocol: 'https', host: usual };
  const [, protocol, host] = /^(https?):\/\/([^/]+)\/?$/.exec(value) ?? [];
  if (host === undefined) throw new AccessError(`${name} must be http(s)://host[:port]`);
  return { protocol: protocol === 'http' ? 'http' : 'https', host };
}

/** The keys that fun's variables name, else what the official chain finds: variables, files in the home folder, a role. */
async function readCredentials(environment: Environment): Promise<Credentials> {
  const { ACCESS_KEY_ID, ACCESS_KEY_SECRET, SECURITY_TOKEN } = environment;
  if (ACCESS_KEY_ID && ACCESS_KEY_SECRET) return credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, SECURITY_TOKEN);
  const sdk = await import('@alicloud/credentials');
  const found = await new sdk.default().getCredential().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AccessError(
      `no access key: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run aliyun configure (${reason})`,
    );
  });
  return credentials(found.accessKeyId ?? '', found.accessKeySecret ?? '', found.securityToken);
}

function credentials(accessKeyId: string, accessKeySecret: string, securityToken: string | undefined): Credentials {
  return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
}
