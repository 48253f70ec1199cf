/**
 * The messages of tablestore.proto as decoded: an absent optional field is an absent property, a repeated field is always
 * an array, 64-bit integers are decimal strings.
 */
export interface CapacityUnit {
  read?: number;
  write?: number;
}

export interface Consumed {
  capacityUnit: CapacityUnit;
}

export interface IndexMeta {
  name: string;
  primaryKey: string[];
  definedColumn: string[];
  indexUpdateMode: number;
  indexType: number;
  indexSyncPhase?: number;
}

export interface DefinedColumnSchema {
  name: string;
  type: number;
}

export interface TableMeta {
  tableName: string;
  primaryKey: { name: string; type: number; option?: number }[];
  definedColumn: DefinedColumnSchema[];
  indexMeta: IndexMeta[];
}

export interface TableOptionsMessage {
  timeToLive?: number;
  maxVersions?: number;
  deviationCellVersionInSec?: string;
  allowUpdate?: boolean;
  updateFullRow?: boolean;
}

export interface StreamSpecification {
  enableStream: boolean;
  expirationTime?: number;
  columnsToGet: string[];
}

export interface CreateTableRequest {
  tableMeta: TableMeta;
  reservedThroughput: { capacityUnit: CapacityUnit };
  tableOptions?: TableOptionsMessage;
  streamSpec?: StreamSpecification;
  indexMetas: IndexMeta[];
  enableLocalTxn?: boolean;
}

export interface TableNameRequest {
  tableName: string;
}

export interface UpdateTableRequest {
  tableName: string;
  reservedThroughput?: { capacityUnit: CapacityUnit };
  tableOptions?: TableOptionsMessage;
  streamSpec?: StreamSpecification;
}

export interface CreateIndexRequest {
  mainTableName: string;
  indexMeta: IndexMeta;
  includeBaseData?: boolean;
}

export interface DropIndexRequest {
  mainTableName: string;
  indexName: string;
}

export interface AddDefinedColumnRequest {
  tableName: string;
  columns: DefinedColumnSchema[];
}

export interface DeleteDefinedColumnRequest {
  tableName: string;
  columns: string[];
}

export interface ComputeSplitPointsBySizeRequest {
  tableName: string;
  splitSize: string;
  splitSizeUnitInByte?: string;
}

export interface TimeRangeMessage {
  startTime?: string;
  endTime?: string;
  specificTime?: string;
}

export interface ConditionMessage {
  rowExistence: number;
  columnCondition?: Buffer;
}

export interface ReturnContent {
  returnType?: number;
  returnColumnNames: string[];
}

/** The fields that GetRow, GetRange and a table in BatchGetRow share. */
export interface ReadOptionsMessage {
  columnsToGet: string[];
  timeRange?: TimeRangeMessage;
  maxVersions?: number;
  filter?: Buffer;
  startColumn?: string;
  endColumn?: string;
}

export interface GetRowRequest extends ReadOptionsMessage {
  tableName: string;
  primaryKey: Buffer;
  token?: Buffer;
  transactionId?: string;
}

export interface WriteRequest {
  tableName: string;
  condition: ConditionMessage;
  returnContent?: ReturnContent;
  transactionId?: string;
}

export interface PutRowRequest extends WriteRequest {
  row: Buffer;
}

export interface UpdateRowRequest extends WriteRequest {
  rowChange: Buffer;
}

export interface DeleteRowRequest extends WriteRequest {
  primaryKey: Buffer;
}

export interface GetRangeRequest extends ReadOptionsMessage {
  tableName: string;
  direction: number;
  limit?: number;
  inclusiveStartPrimaryKey: Buffer;
  exclusiveEndPrimaryKey: Buffer;
  token?: Buffer;
  transactionId?: string;
  returnEntirePrimaryKeys?: boolean;
}

export interface TableInBatchGetRow extends ReadOptionsMessage {
  tableName: string;
  primaryKey: Buffer[];
  token: Buffer[];
}

export interface BatchGetRowRequest {
  tables: TableInBatchGetRow[];
}

export interface RowInBatchWriteRow {
  type: number;
  rowChange: Buffer;
  condition: ConditionMessage;
  returnContent?: ReturnContent;
}

export interface BatchWriteRowRequest {
  tables: { tableName: string; rows: RowInBatchWriteRow[] }[];
  transactionId?: string;
  isAtomic?: boolean;
}

export interface RowInBatchResponse {
  isOk: boolean;
  error?: { code: string; message: string };
  consumed?: Consumed;
  row?: Buffer;
}

export interface StartLocalTransactionRequest {
  tableName: string;
  key: Buffer;
}

export interface TransactionRequest {
  transactionId: string;
}

export interface FilterMessage {
  type: number;
  filter: Buffer;
}

export interface SingleColumnValueFilterMessage {
  comparator: number;
  columnName: string;
  columnValue: Buffer;
  filterIfMissing: boolean;
  latestVersionOnly: boolean;
  valueTransRule?: { regex: string; castType?: number };
}

export interface CompositeColumnValueFilterMessage {
  combinator: number;
  subFilters: FilterMessage[];
}

export interface ColumnPaginationFilterMessage {
  offset: number;
  limit: number;
}
