import { randomBytes } from 'node:crypto';
import {
  type LocalTablestore,
  startTablestore,
  type TablestoreOptions,
} from '../../../src/emulators/tablestore/server';

/** What the tests use of the official SDK, which is the client of every test that it can serve. */
interface Sdk {
  Client: new (config: object) => Record<string, (params: object) => Promise<Reply>>;
  Long: { fromNumber(value: number): Integer; fromString(value: string): Integer };
  Condition: new (existence: number, columns: object | null) => object;
  SingleColumnCondition: new (...args: unknown[]) => object;
  CompositeCondition: new (combinator: number) => { addSubCondition(condition: object): void };
  ColumnPaginationFilter: new (limit: number, offset: number) => object;
  ComparatorType: Record<'EQUAL' | 'NOT_EQUAL' | 'GREATER_THAN' | 'GREATER_EQUAL' | 'LESS_THAN' | 'LESS_EQUAL', number>;
  LogicalOperator: Record<'NOT' | 'AND' | 'OR', number>;
  INF_MIN: object;
  INF_MAX: object;
  PK_AUTO_INCR: object;
}

export interface Integer {
  toNumber(): number;
  toString(): string;
}

export interface SdkRow {
  primaryKey?: { name: string; value: unknown }[] | null;
  attributes?: { columnName: string; columnValue: unknown; timestamp: Integer }[] | null;
}

export interface RowResult extends SdkRow {
  isOk: boolean;
  errorCode: string | null;
  errorMessage: string | null;
  capacityUnit: { read: number; write: number };
}

/** Replies of all operations in one type: a test knows which fields its operation answers. */
export interface Reply {
  consumed: { capacityUnit: { read: number; write: number } };
  row: SdkRow;
  rows: SdkRow[];
  nextStartPrimaryKey: { name: string; value: unknown }[] | null;
  tables: (RowResult | RowResult[])[];
  tableNames: string[];
  transactionId: string;
  RequestId: string;
  [field: string]: unknown;
}

export const sdk = require('tablestore') as Sdk;

export function long(value: number | string): Integer {
  return typeof value === 'number' ? sdk.Long.fromNumber(value) : sdk.Long.fromString(value);
}

export const ignore = new sdk.Condition(0, null);
export const mustExist = new sdk.Condition(1, null);
export const mustNotExist = new sdk.Condition(2, null);

/** Set by the jest project that runs tests against a real Tablestore; see service.cjs. */
const isService = (globalThis as { tablestoreService?: boolean }).tablestoreService === true;

function environment(name: string): string {
  return process.env[`TABLESTORE_TEST_${name}`] ?? '';
}

export const credentials = isService
  ? {
      instance: environment('INSTANCE'),
      accessKeyId: environment('ACCESS_KEY_ID'),
      accessKeySecret: environment('ACCESS_KEY_SECRET'),
    }
  : { instance: 'local', accessKeyId: 'AK', accessKeySecret: 'SK' };

export type Client = (operation: string, params?: object) => Promise<Reply>;

/** A client without retries; operations are named as in the SDK. */
export function connect(url: string, config: object = {}): Client {
  const client = new sdk.Client({
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.accessKeySecret,
    instancename: credentials.instance,
    endpoint: url,
    maxRetries: 0,
    ...config,
  });
  return (operation, params = {}) => (client[operation] as (params: object) => Promise<Reply>).call(client, params);
}

export interface Running {
  readonly server: LocalTablestore;
  readonly call: Client;
}

/** The real service in the place of a server: closing it deletes the tables that the tests have made. */
function useService(): Running {
  const call = connect(environment('ENDPOINT'));
  const local = (): never => {
    throw new Error('only a local server has this');
  };
  const close = async (): Promise<void> => {
    for (const tableName of serviceTables.splice(0)) {
      await call('deleteTable', { tableName }).catch(() => undefined);
    }
  };
  return {
    call,
    server: { url: environment('ENDPOINT'), counters: local, close } as unknown as LocalTablestore,
  };
}

const serviceTables: string[] = [];

/** A new table of the service is not ready at once. */
async function untilReady(call: Client, tableName: string, primaryKey: KeySchema): Promise<void> {
  const values = { STRING: 'a', INTEGER: long(0), BINARY: Buffer.from('a') };
  const key = primaryKey.map(({ name, type }) => ({ [name]: values[type] }));
  for (;;) {
    const outcome = await call('getRow', { tableName, primaryKey: key }).then(
      () => 'ready',
      (error: Error) => error.message,
    );
    if (!outcome.includes('OTSTableNotReady')) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** A server in memory with a client; without options, the real service where that is what is tested. */
export async function start(options?: Partial<TablestoreOptions>): Promise<Running> {
  if (isService && !options) return useService();
  const server = await startTablestore({ ...credentials, ...options });
  return { server, call: connect(server.url) };
}

export interface Refusal {
  status: unknown;
  code: string | undefined;
  message: string;
}

/** The error that an operation is answered with. The SDK loses the code: it is read from the text of the body. */
export async function refusal(promise: Promise<unknown>): Promise<Refusal> {
  const error = await promise.then(
    () => undefined,
    (reason: Error & { code: unknown }) => reason,
  );
  if (!error) throw new Error('the operation succeeded');
  const text = error.message.replace(/ requestId:.*$/s, '');
  const code = /OTS[A-Za-z]+/.exec(text)?.[0];
  // After the code come the message's tag and length; a length of 128 or more takes two bytes and is no longer text.
  const rest = code ? text.slice(text.indexOf(code) + code.length) : text;
  return { status: error.code, code, message: rest.slice(rest.charCodeAt(1) > 0x7f ? 3 : 2) };
}

export function invalidParameter(message: string): Refusal {
  return { status: 400, code: 'OTSParameterInvalid', message };
}

export function uniqueName(prefix = 't'): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

export type KeySchema = { name: string; type: 'STRING' | 'INTEGER' | 'BINARY'; option?: 'AUTO_INCREMENT' }[];

/** Makes a table of its own for a test; returns its name. */
export async function createTable(
  call: Client,
  primaryKey: KeySchema = [{ name: 'id', type: 'STRING' }],
  tableOptions: object = {},
  more: { definedColumn?: object[]; indexMetas?: object[]; tableName?: string } = {},
): Promise<string> {
  const { definedColumn, indexMetas, tableName = uniqueName() } = more;
  await call('createTable', {
    tableMeta: { tableName, primaryKey, ...(definedColumn && { definedColumn }) },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1, ...tableOptions },
    ...(indexMetas && { indexMetas }),
  });
  if (isService) {
    serviceTables.push(tableName);
    await untilReady(call, tableName, primaryKey);
  }
  return tableName;
}

/** Attributes as an object; integers as decimal text, so that a double cannot pass for one. */
export function attributes(row: SdkRow | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (row?.attributes ?? []).map(({ columnName, columnValue }) => [columnName, plain(columnValue)]),
  );
}

/** The values of a row's key. */
export function keyValues(row: { primaryKey?: SdkRow['primaryKey'] } | undefined): unknown[] {
  return (row?.primaryKey ?? []).map(({ value }) => plain(value));
}

function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'toNumber' in value ? `${String(value)}n` : value;
}
