import { attemptOnce, Connection, type StoreCall } from './connection';
import type { Credentials } from './credentials';
import { conditionCheckFail, isTransient, MissingTableError, missingObject, rowError, StoreError } from './errors';
import type { Operation, Read, Write } from './operations';
import type { Columns, ColumnTest, Condition, PrimaryKey, Row, RowCodec } from './rows';
import type { TableSchema } from './schema';
import type { SdkRow } from './sdk';

export { mayHaveWritten, type OperationRecord, type StoreCall } from './connection';

export interface TablestoreSettings {
  /** `http(s)://host[:port]`; may depend on the region that the platform names. */
  endpoint(region: string | undefined): string;
  instance: string;
  credentials: Credentials | undefined;
}

export interface RangeQuery {
  /** The partition that is read. */
  partition: string;
  /** First second-column key that may be returned; from the start of the partition when absent. */
  from?: string;
  /** The first second-column key that may not be returned. */
  until: string;
  /**
   * Reads from the end of the range to its start: `from` is then where to begin and defaults to `until`, which must not be
   * a row's key, because the service includes where it begins.
   */
  backward?: true;
  /** With `backward`, the key at which reading ends, excluded; the start of the partition when absent. */
  downTo?: string;
  /** Rows scanned at most; the service counts before it filters. */
  limit: number;
  filter?: ColumnTest[];
  /** Attribute columns wanted; all when absent. A row that lacks all of them is not returned. */
  columns?: string[];
}

export interface Range {
  rows: Row[];
  /** The second-column key at which reading can go on; absent when the range was read to its end. */
  next: string | undefined;
}

/** A change of one row within a batch. */
export type RowChange =
  | { type: 'put'; key: PrimaryKey; columns: Columns; condition: Condition }
  | { type: 'update'; key: PrimaryKey; put: Columns; remove?: string[]; condition: Condition }
  | { type: 'delete'; key: PrimaryKey; condition: Condition };

/**
 * What became of a conditional write:
 * - `applied`
 * - `refused`: its condition was false, and it wrote nothing
 * - `perhaps applied`: its condition is false by now, perhaps because an earlier attempt was applied whose answer was lost.
 *   Whichever it was, it is over: the row tells
 */
export type WriteResult = 'applied' | 'refused' | 'perhaps applied';

/**
 * What became of a write that must not be repeated blindly, because its condition may be true again after it was applied:
 * `answer lost` leaves open whether it was applied, or will be.
 */
export type OnceResult = 'applied' | 'refused' | 'answer lost';

/** What became of one row of a batch: as WriteResult, or why it could not be written. */
export type RowResult = Exclude<WriteResult, 'refused'> | StoreError;

const attempts = 4;
const firstPauseMs = 40;
const connectionFailures: ReadonlySet<string> = new Set(['NetworkingError', 'Timeout']);

/**
 * Tablestore's row operations with what the official SDK lacks: deadlines, retries of writes where they are safe, typed
 * results and errors, and credentials that change from call to call. It holds connections only, so that it may live as
 * long as its process or be lost with it.
 *
 * @throws StoreError from every method
 */
export class TablestoreClient {
  #connection: Connection | undefined;

  constructor(private readonly settings: TablestoreSettings) {}

  async getRow(call: StoreCall, table: TableSchema, key: PrimaryKey): Promise<Row | undefined> {
    const { codec } = this.#connect(call);
    const reply = await this.#read<{ row?: SdkRow }>(call, 'GetRow', table, {
      tableName: table.name,
      primaryKey: codec.key(table, key),
      maxVersions: 1,
    });
    return codec.row(reply.row);
  }

  /** Writes a whole row. */
  putRow(
    call: StoreCall,
    table: TableSchema,
    key: PrimaryKey,
    columns: Columns,
    condition: Condition,
  ): Promise<WriteResult> {
    const { codec } = this.#connect(call);
    return this.#write(call, 'PutRow', table, condition, {
      primaryKey: codec.key(table, key),
      attributeColumns: codec.columns(table, columns),
    });
  }

  /** Changes some columns of a row. */
  updateRow(
    call: StoreCall,
    table: TableSchema,
    key: PrimaryKey,
    change: { put: Columns; remove?: string[] },
    condition: Condition,
  ): Promise<WriteResult> {
    const { codec } = this.#connect(call);
    return this.#write(call, 'UpdateRow', table, condition, {
      primaryKey: codec.key(table, key),
      updateOfAttributeColumns: updatesOf(codec, table, change),
    });
  }

  /**
   * Changes some columns of a row, on a condition that may be true again later.
   * @param change.read integer columns whose values are wanted back. They are incremented by nothing, because the service
   * returns only columns that the same request increments
   * @returns those values, when the change was applied
   */
  async updateRowOnce(
    call: StoreCall,
    table: TableSchema,
    key: PrimaryKey,
    change: { put: Columns; remove?: string[]; read: string[] },
    condition: Condition,
  ): Promise<Columns | Exclude<OnceResult, 'applied'>> {
    const { codec, sdk } = this.#connect(call);
    const increments = change.read.map((column) => ({ [column]: codec.value(table, column, 0) }));
    const sent = await this.#sendOnce<{ row?: SdkRow }>(call, 'UpdateRow', table, condition, {
      primaryKey: codec.key(table, key),
      updateOfAttributeColumns: [...updatesOf(codec, table, change), { INCREMENT: increments }],
      returnContent: { returnType: sdk.ReturnType.AfterModify, returnColumns: change.read },
    });
    return typeof sent === 'string' ? sent : codec.attributes(sent.reply.row);
  }

  /** Deletes a row, on a condition that may be true again later. */
  async deleteRowOnce(call: StoreCall, table: TableSchema, key: PrimaryKey, condition: Condition): Promise<OnceResult> {
    const { codec } = this.#connect(call);
    const sent = await this.#sendOnce(call, 'DeleteRow', table, condition, { primaryKey: codec.key(table, key) });
    return typeof sent === 'string' ? sent : 'applied';
  }

  deleteRow(call: StoreCall, table: TableSchema, key: PrimaryKey, condition: Condition): Promise<WriteResult> {
    const { codec } = this.#connect(call);
    return this.#write(call, 'DeleteRow', table, condition, { primaryKey: codec.key(table, key) });
  }

  /** Reads up to 100 rows by their keys, in the order of the keys; undefined stands for a row that does not exist. */
  async batchGet(call: StoreCall, table: TableSchema, keys: PrimaryKey[]): Promise<(Row | undefined)[]> {
    const { codec } = this.#connect(call);
    const primaryKey = keys.map((key) => codec.key(table, key));
    const reply = await this.#read<{ tables: (SdkRow & RowReply)[][] }>(call, 'BatchGetRow', table, {
      tables: [{ tableName: table.name, primaryKey, maxVersions: 1 }],
    });
    const rows = reply.tables[0] ?? [];
    if (rows.length !== keys.length) {
      throw new StoreError('BatchGetRow', 'BadReply', 'unknown', `${rows.length} rows for ${keys.length} keys`);
    }
    return rows.map((row) => {
      if (row.isOk) return codec.row(row);
      throw new StoreError('BatchGetRow', row.errorCode ?? 'BadReply', 'rejected', row.errorMessage ?? 'row failed');
    });
  }

  /** Reads rows of one partition in the order of their keys, or in its reverse. A page may be empty and yet have a `next`. */
  async getRange(call: StoreCall, table: TableSchema, query: RangeQuery): Promise<Range> {
    const { codec, sdk } = this.#connect(call);
    const [partition, sort] = table.primaryKey as [string, string];
    const first: PrimaryKey = { [partition]: query.partition };
    if (query.from !== undefined) first[sort] = query.from;
    const until: PrimaryKey = { [partition]: query.partition, [sort]: query.until };
    const last: PrimaryKey = { [partition]: query.partition };
    if (query.downTo !== undefined) last[sort] = query.downTo;
    const bounds = query.backward
      ? { start: { ...until, ...first }, end: last, direction: sdk.Direction.BACKWARD }
      : { start: first, end: until, direction: sdk.Direction.FORWARD };
    const reply = await this.#read<{ rows: SdkRow[]; nextStartPrimaryKey: SdkRow['primaryKey'] }>(
      call,
      'GetRange',
      table,
      {
        tableName: table.name,
        direction: bounds.direction,
        inclusiveStartPrimaryKey: codec.bound(table, bounds.start),
        exclusiveEndPrimaryKey: codec.bound(table, bounds.end),
        limit: query.limit,
        maxVersions: 1,
        columnFilter: query.filter && codec.filter(table, query.filter),
        columnsToGet: query.columns,
      },
    );
    const next = reply.nextStartPrimaryKey?.find(({ name }) => name === sort);
    return {
      rows: reply.rows.map((row) => codec.row(row)).filter((row): row is Row => row !== undefined),
      next: next && String(next.value),
    };
  }

  /**
   * Changes up to 200 rows in one round trip, each on its own.
   * @returns what became of each row, in order
   * @throws StoreError when the whole request failed; rows may have been changed then
   */
  async batchWrite(call: StoreCall, table: TableSchema, changes: RowChange[]): Promise<RowResult[]> {
    const { codec } = this.#connect(call);
    const rows = changes.map((change) => {
      const primaryKey = codec.key(table, change.key);
      const condition = codec.condition(table, change.condition);
      if (change.type === 'delete') return { type: 'DELETE', primaryKey, condition };
      if (change.type === 'put') {
        return { type: 'PUT', primaryKey, condition, attributeColumns: codec.columns(table, change.columns) };
      }
      return { type: 'UPDATE', primaryKey, condition, attributeColumns: updatesOf(codec, table, change) };
    });
    const repeatable = changes.every(({ condition }) => condition.row !== 'any');
    const sent = await this.#send<BatchReply>(call, 'BatchWriteRow', table, repeatable, {
      tables: [{ tableName: table.name, rows }],
    });
    return replyOf('BatchWriteRow', sent).tables.map((row) => {
      if (row.isOk) return 'applied';
      // An earlier attempt of the batch may have changed the row.
      if (row.errorCode === conditionCheckFail) return 'perhaps applied';
      if (row.errorCode === missingObject) throw new MissingTableError('BatchWriteRow', table.name);
      return rowError('BatchWriteRow', row.errorCode, row.errorMessage);
    });
  }

  #connect(call: StoreCall): Connection {
    const credentials = call.credentials ?? this.settings.credentials;
    if (!credentials) throw new StoreError('connect', 'NoCredentials', 'rejected', 'no access key was given');
    const endpoint = this.settings.endpoint(call.region);
    if (this.#connection?.config.endpoint !== endpoint) {
      this.#connection = new Connection(endpoint, this.settings.instance, credentials);
    }
    this.#connection.useCredentials(credentials);
    return this.#connection;
  }

  async #read<Reply>(call: StoreCall, operation: Read, table: TableSchema, params: object): Promise<Reply> {
    return replyOf(operation, await this.#send<Reply>(call, operation, table, true, params));
  }

  async #write(
    call: StoreCall,
    operation: Write,
    table: TableSchema,
    condition: Condition,
    params: object,
  ): Promise<WriteResult> {
    const { codec } = this.#connect(call);
    const sent = await this.#send(call, operation, table, condition.row !== 'any', {
      tableName: table.name,
      condition: codec.condition(table, condition),
      ...params,
    });
    return typeof sent === 'string' ? sent : 'applied';
  }

  /** Sends a write, again only after a refusal that may pass. */
  async #sendOnce<Reply>(
    call: StoreCall,
    operation: Write,
    table: TableSchema,
    condition: Condition,
    params: object,
  ): Promise<{ reply: Reply } | Exclude<OnceResult, 'applied'>> {
    const { codec } = this.#connect(call);
    const request = { tableName: table.name, condition: codec.condition(table, condition), ...params };
    try {
      const sent = await this.#send<Reply>(call, operation, table, false, request);
      return sent === 'perhaps applied' ? 'answer lost' : sent;
    } catch (error) {
      if (error instanceof StoreError && error.outcome === 'unknown') return 'answer lost';
      throw error;
    }
  }

  /**
   * Sends an operation, again after a failure that may pass.
   * @param repeatable whether it may be sent again after its answer was lost: reads, and writes whose condition is false
   * once they are applied
   * @returns the reply, or what is known of a write whose condition was false
   */
  async #send<Reply>(
    call: StoreCall,
    operation: Operation,
    table: TableSchema,
    repeatable: boolean,
    params: object,
  ): Promise<Sent<Reply>> {
    const { client, sockets } = this.#connect(call);
    let answerLost = false;
    for (let attempt = 1; ; attempt++) {
      sockets.dropStale();
      try {
        return { reply: await attemptOnce<Reply>(call, client, { operation, table: table.name, attempt }, params) };
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (error.code === missingObject) throw new MissingTableError(operation, table.name);
        if (error.code === conditionCheckFail) return answerLost ? 'perhaps applied' : 'refused';
        if (error.outcome === 'unknown') answerLost = true;
        const mayRepeat = repeatable || error.outcome === 'rejected';
        const pause = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
        if (!mayRepeat || !isTransient(error) || attempt === attempts || Date.now() + pause >= call.deadline)
          throw error;
        if (connectionFailures.has(error.code)) sockets.dropIdle();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}

type Sent<Reply> = { reply: Reply } | Exclude<WriteResult, 'applied'>;

/** The reply to an operation without a condition of its own. */
function replyOf<Reply>(operation: Operation, sent: Sent<Reply>): Reply {
  if (typeof sent !== 'string') return sent.reply;
  throw new StoreError(operation, conditionCheckFail, 'unknown', 'a condition was false where none was sent');
}

function updatesOf(
  codec: RowCodec,
  table: TableSchema,
  { put, remove }: { put: Columns; remove?: string[] },
): object[] {
  const updates: object[] = [{ PUT: codec.columns(table, put) }];
  if (remove?.length) updates.push({ DELETE_ALL: remove });
  return updates;
}

interface RowReply {
  isOk: boolean;
  errorCode: string | null;
  errorMessage: string | null;
}

interface BatchReply {
  tables: RowReply[];
}
