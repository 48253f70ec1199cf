import type Functions from '@alicloud/fc20230330';
import type Ram from '@alicloud/ram20150501';
import type Logs from '@alicloud/sls20201230';
import type Tablestore from '@alicloud/tablestore20201209';
import type { Access, Endpoint } from './access';

/** The official SDKs' clients. */
export interface Clients {
  functions: Functions;
  tablestore: Tablestore;
  ram: Ram;
  logs: Logs;
}

const connectTimeoutMs = 10_000;
/** The package is sent in one request. */
const readTimeoutMs = 60_000;

/** Loads the SDKs, which take half a second, and makes their clients. */
export async function connect(access: Access): Promise<Clients> {
  const [{ $OpenApiUtil }, functions, tablestore, ram, logs] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@alicloud/fc20230330'),
    import('@alicloud/tablestore20201209'),
    import('@alicloud/ram20150501'),
    import('@alicloud/sls20201230'),
  ]);
  const config = ({ protocol, host }: Endpoint) =>
    new $OpenApiUtil.Config({
      ...access.credentials,
      regionId: access.region,
      protocol,
      ...(host && { endpoint: host }),
      connectTimeout: connectTimeoutMs,
      readTimeout: readTimeoutMs,
    });
  return {
    functions: new functions.default(config(access.functions)),
    tablestore: new tablestore.default(config(access.tablestore)),
    ram: new ram.default(config(access.ram)),
    logs: new logs.default(config(access.logs)),
  };
}
