import type { TableSchema } from './schema';
import type { Sdk, SdkFilter, SdkLong, SdkRow } from './sdk';

export type ColumnValue = string | number;

/** A row's attribute columns by name; a column that the row lacks is absent. Integers are exact up to 2^53. */
export type Columns = Record<string, ColumnValue | undefined>;

export type PrimaryKey = Record<string, string>;

export interface Row {
  key: PrimaryKey;
  columns: Columns;
}

/** What must hold of a row for a write to happen. */
export interface Condition {
  row: 'exists' | 'missing' | 'any';
  columns?: ColumnTest[];
}

/** One column compared with a value, in the type that the schema gives the column; false when the row lacks the column. */
export interface ColumnTest {
  column: string;
  is: 'equal' | 'not equal';
  value: ColumnValue;
}

/** Turns rows and conditions of this project into the SDK's and back. */
export class RowCodec {
  constructor(private readonly sdk: Sdk) {}

  key(table: TableSchema, key: PrimaryKey): object[] {
    return table.primaryKey.map((name) => {
      const value = key[name];
      if (value === undefined) throw new TypeError(`The primary key column ${name} of ${table.name} is missing`);
      return { [name]: value };
    });
  }

  /** One end of a range; the service wants every column of the key, so absent ones sort before every value. */
  bound(table: TableSchema, key: PrimaryKey): object[] {
    return table.primaryKey.map((name) => ({ [name]: key[name] ?? this.sdk.INF_MIN }));
  }

  columns(table: TableSchema, columns: Columns): object[] {
    const cells: object[] = [];
    for (const name of Object.keys(columns)) {
      const value = columns[name];
      if (value !== undefined) cells.push({ [name]: this.value(table, name, value) });
    }
    return cells;
  }

  value(table: TableSchema, column: string, value: ColumnValue): string | number | SdkLong {
    const type = table.columns[column];
    if (type === undefined) throw new TypeError(`The table ${table.name} has no column ${column}`);
    return type === 'integer' ? this.sdk.Long.fromNumber(Number(value)) : value;
  }

  condition(table: TableSchema, condition: Condition): object {
    const { IGNORE, EXPECT_EXIST, EXPECT_NOT_EXIST } = this.sdk.RowExistenceExpectation;
    const existence = { any: IGNORE, exists: EXPECT_EXIST, missing: EXPECT_NOT_EXIST }[condition.row];
    return new this.sdk.Condition(existence, condition.columns ? this.filter(table, condition.columns) : null);
  }

  /** A filter that passes rows for which every test holds. */
  filter(table: TableSchema, tests: ColumnTest[]): SdkFilter {
    const filters = tests.map((test) => this.#test(table, test));
    if (filters.length === 1) return filters[0] as SdkFilter;
    const all = new this.sdk.CompositeCondition(this.sdk.LogicalOperator.AND);
    for (const filter of filters) all.addSubCondition(filter);
    return all;
  }

  #test(table: TableSchema, { column, is, value }: ColumnTest): SdkFilter {
    const { EQUAL, NOT_EQUAL } = this.sdk.ComparatorType;
    const comparator = is === 'equal' ? EQUAL : NOT_EQUAL;
    return new this.sdk.SingleColumnCondition(column, this.value(table, column, value), comparator, false, true);
  }

  /** The SDK gives `{}`, or a row of nulls, for a row that does not exist. */
  row(row: SdkRow | undefined): Row | undefined {
    if (!row?.primaryKey) return undefined;
    const key: PrimaryKey = {};
    for (const { name, value } of row.primaryKey) key[name] = String(value);
    return { key, columns: this.attributes(row) };
  }

  attributes(row: SdkRow | undefined): Columns {
    const columns: Columns = {};
    for (const { columnName, columnValue } of row?.attributes ?? []) {
      columns[columnName] =
        typeof columnValue === 'object' ? (columnValue as SdkLong).toNumber() : (columnValue as ColumnValue);
    }
    return columns;
  }
}
