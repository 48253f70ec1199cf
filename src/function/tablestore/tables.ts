import type { Credentials } from './credentials';
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

/** Tables of the right name that cannot hold this service's rows; its message names every one of them. */
export class UnfitTablesError extends Error {
  override readonly name = 'UnfitTablesError';
}

/** What was done to an instance's tables, by their names. */
export interface TableChanges {
  created: string[];
  /** Tables that kept their rows for ever and forget them now: fun cannot make them otherwise. */
  limited: string[];
}

/**
 * Creates the tables that an instance lacks and waits until they can be used. Existing tables are left as they are, but
 * for the time to live of one that was made without.
 * @returns what was changed
 * @throws UnfitTablesError before anything is created, when a table exists that is unfit
 * @throws StoreError when the instance cannot be reached or refuses
 */
export async function createMissingTables(access: TableAccess, tables: readonly TableSchema[]): Promise<TableChanges> {
  const send = connect(access);
  const { tableNames = [] } = await send<{ tableNames?: string[] }>('listTable', {});
  const isThere = ({ name }: TableSchema) => tableNames.includes(name);
  const unlimited = await refuseUnfit(send, tables.filter(isThere), access.instance);
  const limited = await limit(send, unlimited);
  const created: TableSchema[] = [];
  for (const table of tables.filter((one) => !isThere(one))) {
    try {
      await send('createTable', definitionOf(table));
      created.push(table);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'OTSObjectAlreadyExist') throw error;
    }
  }
  const patience = Date.now() + readyWithinMs;
  for (const table of created) await untilReady(() => send('getRow', anyRowOf(table)), patience);
  return { created: created.map(({ name }) => name), limited };
}

/**
 * Deletes tables with all their rows.
 * @returns the names of the other tables that the instance has
 * @throws StoreError when the instance cannot be reached or refuses
 */
export async function deleteTables(access: TableAccess, tables: readonly TableSchema[]): Promise<string[]> {
  const send = connect(access);
  const { tableNames = [] } = await send<{ tableNames?: string[] }>('listTable', {});
  const isOurs = (tableName: string) => tables.some(({ name }) => name === tableName);
  for (const tableName of tableNames.filter(isOurs)) await send('deleteTable', { tableName });
  return tableNames.filter((name) => !isOurs(name));
}

/** Gives tables their time to live; returns their names. */
async function limit(send: Send, tables: readonly TableSchema[]): Promise<string[]> {
  for (const { name, timeToLive } of tables) {
    await send('updateTable', { tableName: name, tableOptions: { timeToLive, maxVersions: 1 } });
  }
  return tables.map(({ name }) => name);
}

/**
 * Another primary key can never be changed; a table that forgets rows would lose tasks without a word.
 * @returns the tables that keep their rows for ever and should not
 */
async function refuseUnfit(send: Send, tables: readonly TableSchema[], instance: string): Promise<TableSchema[]> {
  const problems: string[] = [];
  const unlimited: TableSchema[] = [];
  for (const table of tables) {
    const { name, primaryKey, timeToLive: wanted = -1 } = table;
    const { tableMeta, tableOptions } = await send<TableDescription>('describeTable', { tableName: name });
    const found = tableMeta.primaryKey
      .map((column) => `${column.name} ${keyTypes[column.type] ?? column.type}`)
      .join(', ');
    const needed = primaryKey.map((column) => `${column} STRING`).join(', ');
    const { timeToLive } = tableOptions;
    if (found !== needed) problems.push(`${name} has the primary key (${found}) in place of (${needed})`);
    else if (timeToLive === -1 && wanted !== -1) unlimited.push(table);
    else if (timeToLive !== wanted) {
      const keeps = wanted === -1 ? 'keep them (-1)' : `keep them for ${wanted} s`;
      problems.push(`${name} forgets its rows after ${timeToLive} s, and must ${keeps}`);
    }
  }
  if (problems.length === 0) return unlimited;
  throw new UnfitTablesError(
    `${instance} has tables that this service cannot use: ${problems.join('; ')}. Nothing was changed. Use an instance of its own, set another time to live, or remove a table that nobody needs.`,
  );
}

interface TableDescription {
  tableMeta: { primaryKey: { name: string; type: number }[] };
  tableOptions: { timeToLive: number };
}

/** PrimaryKeyType of the service's protocol. */
const keyTypes: Readonly<Record<number, string>> = { 1: 'INTEGER', 2: 'STRING', 3: 'BINARY' };

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
        error ? reject(toStoreError(operation, error) ?? error) : resolve(reply as Reply),
      );
    });
}

function definitionOf(table: TableSchema): object {
  return {
    tableMeta: { tableName: table.name, primaryKey: table.primaryKey.map((name) => ({ name, type: 'STRING' })) },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: table.timeToLive ?? -1, maxVersions: 1 },
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
