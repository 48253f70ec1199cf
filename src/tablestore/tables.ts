import type { Credentials } from '../http/invocation';
import { isTransient, StoreError, toStoreError } from './errors';
import type { TableSchema } from './schema';
import { loadSdk } from './sdk';

export interface TableAccess {
  endpoint: string;
  instance: string;
  credentials: Credentials;
}

/** How long a new table may take until it can be used, in milliseconds; the service says up to a minute. */
const readyWithinMs = 90_000;
const readyPauseMs = 500;

/**
 * Creates the tables that an instance lacks and waits until they can be used. Existing tables are left as they are.
 * @returns the names of those created
 * @throws StoreError when the instance cannot be reached or refuses
 */
export async function createMissingTables(access: TableAccess, tables: readonly TableSchema[]): Promise<string[]> {
  const send = connect(access);
  const { tableNames = [] } = await send<{ tableNames?: string[] }>('listTable', {});
  const created: TableSchema[] = [];
  for (const table of tables) {
    if (tableNames.includes(table.name)) continue;
    try {
      await send('createTable', definitionOf(table));
      created.push(table);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'OTSObjectAlreadyExist') throw error;
    }
  }
  const patience = Date.now() + readyWithinMs;
  for (const table of created) await untilReady(() => send('getRow', anyRowOf(table)), patience);
  return created.map(({ name }) => name);
}

/**
 * Finds tables that exist with another primary key than the schema's, which no later change can mend.
 * @throws StoreError
 */
export async function findForeignTables(access: TableAccess, tables: readonly TableSchema[]): Promise<string[]> {
  const send = connect(access);
  const foreign: string[] = [];
  for (const { name, primaryKey } of tables) {
    const { tableMeta } = await send<TableDescription>('describeTable', { tableName: name });
    const columns = tableMeta.primaryKey.map((column) => column.name);
    if (columns.join() !== primaryKey.join()) foreign.push(`${name} (${columns.join(', ')})`);
  }
  return foreign;
}

interface TableDescription {
  tableMeta: { primaryKey: { name: string }[] };
}

type Send = <Reply>(operation: string, params: object) => Promise<Reply>;

function connect(access: TableAccess): Send {
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
  return <Reply>(operation: string, params: object) =>
    new Promise<Reply>((resolve, reject) => {
      client.makeRequest(operation, params, (error, reply) =>
        error ? reject(toStoreError(operation, error)) : resolve(reply as Reply),
      );
    });
}

function definitionOf(table: TableSchema): object {
  return {
    tableMeta: { tableName: table.name, primaryKey: table.primaryKey.map((name) => ({ name, type: 'STRING' })) },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
  };
}

/** Asks for a row that is not there. */
function anyRowOf({ name, primaryKey }: TableSchema): object {
  return { tableName: name, primaryKey: primaryKey.map((column) => ({ [column]: '-' })), maxVersions: 1 };
}

/** A new table can be described at once, but its rows can be read only once it is loaded. */
async function untilReady(readRow: () => Promise<unknown>, patience: number): Promise<void> {
  for (;;) {
    try {
      await readRow();
      return;
    } catch (error) {
      const passes = error instanceof StoreError && (isTransient(error) || error.code === 'OTSObjectNotExist');
      if (!passes || Date.now() > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, readyPauseMs));
    }
  }
}
