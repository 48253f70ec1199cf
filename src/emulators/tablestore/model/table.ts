import type { KeyType, Value } from './value';

export interface KeyColumn {
  readonly name: string;
  readonly type: KeyType;
  readonly autoIncrement: boolean;
}

/** A predefined column: an attribute that indexes may use. */
export interface DefinedColumn {
  readonly name: string;
  readonly type: Value['type'];
}

export interface TableOptions {
  /** Seconds; -1 keeps data for ever. */
  readonly timeToLive: number;
  readonly maxVersions: number;
  /** How far, in seconds, an explicit timestamp may be from now. */
  readonly deviation: number;
  readonly allowUpdate: boolean;
  readonly updateFullRow: boolean;
}

/** Reserved capacity units; times are milliseconds since 1970. */
export interface Throughput {
  readonly read: number;
  readonly write: number;
  readonly increasedAt: number;
  readonly decreasedAt?: number;
  /** When UpdateTable last changed it. */
  readonly adjustedAt?: number;
}

export interface Stream {
  readonly id: string;
  readonly expirationHours: number;
  readonly enabledAt: number;
  readonly columnsToGet: readonly string[];
}

/** A secondary index as the client described it. */
export interface Index {
  readonly id: number;
  readonly name: string;
  readonly primaryKey: readonly string[];
  readonly definedColumns: readonly string[];
  readonly global: boolean;
}

export interface Table {
  /** Number of this incarnation; names are used again, ids never. */
  readonly id: number;
  readonly name: string;
  readonly primaryKey: readonly KeyColumn[];
  readonly definedColumns: readonly DefinedColumn[];
  readonly options: TableOptions;
  readonly throughput: Throughput;
  readonly stream?: Stream;
  readonly indexes: readonly Index[];
  readonly localTransactions: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The name of the main table, when this is the table of an index. */
  readonly indexOf?: string;
}

/** The read-only table that an index is read as: its own key columns, then the rest of the main table's. */
export function tableOfIndex(main: Table, index: Index): Table {
  const keyColumn = (name: string): KeyColumn => {
    const column =
      main.primaryKey.find((one) => one.name === name) ?? main.definedColumns.find((one) => one.name === name);
    return { name, type: column?.type as KeyType, autoIncrement: false };
  };
  const rest = main.primaryKey.map((column) => column.name).filter((name) => !index.primaryKey.includes(name));
  return {
    id: index.id,
    name: index.name,
    primaryKey: [...index.primaryKey, ...rest].map(keyColumn),
    definedColumns: main.definedColumns.filter((column) => index.definedColumns.includes(column.name)),
    options: { ...main.options, maxVersions: 1 },
    throughput: { read: 0, write: 0, increasedAt: main.throughput.increasedAt },
    indexes: [],
    localTransactions: false,
    createdAt: main.createdAt,
    indexOf: main.name,
  };
}
