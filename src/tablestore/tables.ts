import type { Credentials } from '../http/invocation';
import { StoreError, toStoreError } from './errors';
import type { TableSchema } from './schema';
import { loadSdk } from './sdk';

export interface TableAccess {
  endpoint: string;
  instance: string;
  credentials: Credentials;
}

/** How long a new table may take until it can be used, in milliseconds; the service says up to a minute. */
const readyWithinMs = 90_000;

/**
 * Creates the tables that an instance lacks and waits until they can be used. Existing tables are left as they are.
 * @returns the names of those created
 * @throws StoreError when the instance cannot be reached or refuses
 */
export async function createMissingTables(access: TableAccess, tables: readonly TableSchema[]): Promise<string[]> {
  const sdk = loadSdk();
  const client = new sdk.Client({
    accessKeyId: access.credentials.accessKeyId,
    secretAccessKey: access.credentials.accessKeySecret,
    securityToken: access.credentials.securityToken,
    endpoint: access.endpoint,
    instancename: access.instance,
    maxRetries: 3,
    httpOptions: { agent: undefined, timeout: 10_000 },
  });
  const send = <Reply>(operation: string, params: object) =>
    new Promise<Reply>((resolve, reject) => {
      client.makeRequest(operation, params, (error, reply) =>
        error ? reject(toStoreError(operation, error)) : resolve(reply as Reply),
      );
    });

  const { tableNames = [] } = await send<{ tableNames?: string[] }>('listTable', {});
  const created: string[] = [];
  for (const table of tables) {
    if (tableNames.includes(table.name)) continue;
    try {
      await send('createTable', definitionOf(table));
      created.push(table.name);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'OTSObjectAlreadyExist') throw error;
    }
  }
  const patience = Date.now() + readyWithinMs;
  for (const name of created) await untilReady(() => send('describeTable', { tableName: name }), patience);
  return created;
}

function definitionOf(table: TableSchema): object {
  return {
    tableMeta: { tableName: table.name, primaryKey: table.primaryKey.map((name) => ({ name, type: 'STRING' })) },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
  };
}

async function untilReady(describe: () => Promise<unknown>, patience: number): Promise<void> {
  for (;;) {
    try {
      await describe();
      return;
    } catch (error) {
      if (Date.now() > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
