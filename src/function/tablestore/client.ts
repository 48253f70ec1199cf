import { attemptOnce, Connection, type StoreCall } from './connection';
import type { Credentials } from './credentials';
import { ConditionFailed, conditionCheckFail, isTransient, rowError, StoreError } from './errors';
import type { Operation } from './operations';
import type { Columns, ColumnTest, Condition, PrimaryKey, Row } from './rows';
import type { TableSchema } from './schema';
import type { SdkRow } from './sdk';

export type { OperationRecord, StoreCall } from './connection';

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

const attempts = 4;
const firstPauseMs = 40;
const connectionFailures: ReadonlySet<string> = new Set(['NetworkingError', 'Timeout']);

/**
 * Tablestore's row operations with what the official SDK lacks: deadlines, retries of writes where they are safe, typed
 * errors, and credentials that change from call to call. All methods raise StoreError; conditional writes ConditionFailed.
 *
 * Holds connections only, so that it may live as long as its process or be lost with it.
 */
export class TablestoreClient {
  private connection: Connection | undefined;

  constructor(private readonly settings: TablestoreSettings) {}

  async getRow(call: StoreCall, table: TableSchema, key: PrimaryKey): Promise<Row | undefined> {
    const { codec } = this.connect(call);
    const reply = await this.send<{ row?: SdkRow }>(call, 'GetRow', table, 'read', {
      tableName: table.name,
      primaryKey: codec.key(table, key),
      maxVersions: 1,
    });
    return codec.row(reply.row);
  }

  /** Writes a whole row. */
  async putRow(
    call: StoreCall,
    table: TableSchema,
    key: PrimaryKey,
    columns: Columns,
    condition: Condition,
  ): Promise<void> {
    const { codec } = this.connect(call);
    await this.send(call, 'PutRow', table, condition, {
      tableName: table.name,
      primaryKey: codec.key(table, key),
      attributeColumns: codec.columns(table, columns),
      condition: codec.condition(table, condition),
    });
  }

  /**
   * Changes some columns of a row.
   *
   * `read` names integer columns whose values are wanted back: they are incremented by nothing, because the service
   * returns only columns that the same request incremented. One round trip then both writes and reads.
   */
  async updateRow(
    call: StoreCall,
    table: TableSchema,
    key: PrimaryKey,
    change: { put: Columns; remove?: string[]; read?: string[] },
    condition: Condition,
  ): Promise<Columns> {
    const { codec, sdk } = this.connect(call);
    const updates: object[] = [{ PUT: codec.columns(table, change.put) }];
    if (change.remove?.length) updates.push({ DELETE_ALL: change.remove });
    const params: Record<string, unknown> = {
      tableName: table.name,
      primaryKey: codec.key(table, key),
      updateOfAttributeColumns: updates,
      condition: codec.condition(table, condition),
    };
    if (change.read) {
      updates.push({ INCREMENT: change.read.map((column) => ({ [column]: codec.value(table, column, 0) })) });
      params.returnContent = { returnType: sdk.ReturnType.AfterModify, returnColumns: change.read };
    }
    const reply = await this.send<{ row?: SdkRow }>(call, 'UpdateRow', table, condition, params);
    return codec.attributes(reply.row);
  }

  async deleteRow(call: StoreCall, table: TableSchema, key: PrimaryKey, condition: Condition): Promise<void> {
    const { codec } = this.connect(call);
    await this.send(call, 'DeleteRow', table, condition, {
      tableName: table.name,
      primaryKey: codec.key(table, key),
      condition: codec.condition(table, condition),
    });
  }

  /** Reads up to 100 rows by their keys, in the order of the keys; undefined stands for a row that does not exist. */
  async batchGet(call: StoreCall, table: TableSchema, keys: PrimaryKey[]): Promise<(Row | undefined)[]> {
    const { codec } = this.connect(call);
    const primaryKey = keys.map((key) => codec.key(table, key));
    const reply = await this.send<{ tables: (SdkRow & RowResult)[][] }>(call, 'BatchGetRow', table, 'read', {
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
    const { codec, sdk } = this.connect(call);
    const [partition, sort] = table.primaryKey as [string, string];
    const first: PrimaryKey = { [partition]: query.partition };
    if (query.from !== undefined) first[sort] = query.from;
    const until: PrimaryKey = { [partition]: query.partition, [sort]: query.until };
    const bounds = query.backward
      ? { start: { ...until, ...first }, end: { [partition]: query.partition }, direction: sdk.Direction.BACKWARD }
      : { start: first, end: until, direction: sdk.Direction.FORWARD };
    const reply = await this.send<{ rows: SdkRow[]; nextStartPrimaryKey: SdkRow['primaryKey'] }>(
      call,
      'GetRange',
      table,
      'read',
      {
        tableName: table.name,
        direction: bounds.direction,
        inclusiveStartPrimaryKey: codec.bound(table, bounds.start, 'INF_MIN'),
        exclusiveEndPrimaryKey: codec.bound(table, bounds.end, 'INF_MIN'),
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
   * Changes up to 200 rows in one round trip, each on its own: the result has, in order, undefined for a row that was
   * changed and its error for one that was not. A false condition may mean that an attempt whose answer was lost changed
   * the row. Raises only when the whole request failed.
   */
  async batchWrite(call: StoreCall, table: TableSchema, changes: RowChange[]): Promise<(StoreError | undefined)[]> {
    const { codec } = this.connect(call);
    const rows = changes.map((change) => {
      const primaryKey = codec.key(table, change.key);
      const condition = codec.condition(table, change.condition);
      if (change.type === 'delete') return { type: 'DELETE', primaryKey, condition };
      if (change.type === 'put') {
        return { type: 'PUT', primaryKey, condition, attributeColumns: codec.columns(table, change.columns) };
      }
      const updates: object[] = [{ PUT: codec.columns(table, change.put) }];
      if (change.remove?.length) updates.push({ DELETE_ALL: change.remove });
      return { type: 'UPDATE', primaryKey, condition, attributeColumns: updates };
    });
    const repeatable = changes.every(({ condition }) => isGuarded(condition));
    const reply = await this.send<BatchReply>(call, 'BatchWriteRow', table, repeatable ? 'guarded' : 'once', {
      tables: [{ tableName: table.name, rows }],
    });
    return reply.tables.map((row) => {
      if (row.isOk) return undefined;
      if (row.errorCode === conditionCheckFail) return new ConditionFailed('BatchWriteRow', true);
      return rowError('BatchWriteRow', row.errorCode, row.errorMessage);
    });
  }

  private connect(call: StoreCall): Connection {
    const credentials = call.credentials ?? this.settings.credentials;
    if (!credentials) throw new StoreError('connect', 'NoCredentials', 'rejected', 'no access key was given');
    const endpoint = this.settings.endpoint(call.region);
    if (this.connection?.config.endpoint !== endpoint) {
      this.connection = new Connection(endpoint, this.settings.instance, credentials);
    }
    this.connection.useCredentials(credentials);
    return this.connection;
  }

  /**
   * Sends an operation, again after a failure that may pass: reads always, writes when the store said that nothing was
   * written or when their condition keeps a second application from doing harm.
   */
  private async send<Reply>(
    call: StoreCall,
    operation: Operation,
    table: TableSchema,
    kind: Kind | Condition,
    params: object,
  ): Promise<Reply> {
    const { client, sockets } = this.connect(call);
    let afterUnknownAttempt = false;
    for (let attempt = 1; ; attempt++) {
      sockets.dropStale();
      try {
        return await attemptOnce<Reply>(call, client, { operation, table: table.name, attempt }, params);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (error.code === conditionCheckFail) throw new ConditionFailed(operation, afterUnknownAttempt);
        if (error.outcome === 'unknown') afterUnknownAttempt = true;
        const repeatable = kind === 'read' || error.outcome === 'rejected' || isGuarded(kind);
        const pause = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
        if (!repeatable || !isTransient(error) || attempt === attempts || Date.now() + pause >= call.deadline) {
          throw error.withOutcome(afterUnknownAttempt && kind !== 'read' ? 'unknown' : 'rejected');
        }
        if (connectionFailures.has(error.code)) sockets.dropIdle();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}

/** What an operation does when it is carried out twice: nothing, nothing more than once, or harm. */
type Kind = 'read' | 'guarded' | 'once';

/** A write whose condition becomes false once it is applied. */
function isGuarded(kind: Kind | Condition): boolean {
  return kind === 'guarded' || (typeof kind === 'object' && kind.row !== 'any' && !kind.mayRecur);
}

interface RowResult {
  isOk: boolean;
  errorCode: string | null;
  errorMessage: string | null;
}

interface BatchReply {
  tables: RowResult[];
}
