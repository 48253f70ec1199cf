import { invalid } from '../errors';
import { limits } from '../limits';
import { checkColumnName } from '../model/names';
import type { Table } from '../model/table';
import { checkAttributeLength, isValue, sizeOf, type Value, variantName } from '../model/value';
import type { Cell, PlainRow } from '../plainbuffer/decode';

/** One change of one attribute column; timestamps are milliseconds, absent for the service's choice. */
export type ColumnChange =
  | { readonly kind: 'put'; readonly name: string; readonly value: Value; readonly timestamp?: number }
  | { readonly kind: 'increment'; readonly name: string; readonly value: Value; readonly timestamp?: number }
  | { readonly kind: 'deleteVersion'; readonly name: string; readonly timestamp: number }
  | { readonly kind: 'deleteAll'; readonly name: string };

const maxTimestamp = (2n ** 63n - 1n) / 1000n;

function parseTimestamp(name: string, timestamp: bigint): number {
  if (timestamp < 0n || timestamp >= maxTimestamp) throw invalid('Timestamp must be in range [0, INT64_MAX/1000).');
  // Milliseconds are kept as doubles, which are exact until the year 287396.
  if (timestamp > Number.MAX_SAFE_INTEGER) throw invalid(`Invalid timestamp. Cell: ${name}.`);
  return Number(timestamp);
}

function parseValue({ name, value }: Cell): Value {
  if (!value) throw invalid(`Invalid cell: ${name}. Reason: missing value`);
  if (!isValue(value)) {
    throw invalid(`${variantName(value.type)} is an invalid type for the attribute column.`);
  }
  if (value.type === 'DOUBLE' && Number.isNaN(value.value)) throw invalid("NaN can't be set to double value.");
  if (value.type === 'DOUBLE' && !Number.isFinite(value.value)) throw invalid("Infinity can't be set to double value.");
  checkAttributeLength(name, value);
  return value;
}

function parseChange(cell: Cell): ColumnChange {
  const { name, operation } = cell;
  checkColumnName(name);
  const timestamp = cell.timestamp === undefined ? undefined : parseTimestamp(name, cell.timestamp);
  if (operation === 'deleteOneVersion' || operation === 'deleteAllVersions') {
    if (cell.value) {
      throw invalid('Column value cannot be given when type is DELETE_ONE_VERSION,DELETE_ALL_VERSION.');
    }
    if (operation === 'deleteAllVersions') {
      if (timestamp !== undefined) throw invalid('Timestamp cannot be given when type is DELETE_ALL_VERSION.');
      return { kind: 'deleteAll', name };
    }
    if (timestamp === undefined) throw invalid('Timestamp must be given when type is DELETE_ONE_VERSION.');
    return { kind: 'deleteVersion', name, timestamp };
  }
  return {
    kind: operation === 'increment' ? 'increment' : 'put',
    name,
    value: parseValue(cell),
    ...(timestamp !== undefined && { timestamp }),
  };
}

/**
 * Parses the changes of a row's attributes.
 * @throws OtsError OTSParameterInvalid for names, values, timestamps, and too many columns
 */
export function parseChanges(row: PlainRow): readonly ColumnChange[] {
  if (row.attributes.length > limits.writtenColumns) {
    throw invalid(
      `The number of attribute columns exceeds the limit, limit count: ${limits.writtenColumns}, column count: ${row.attributes.length}.`,
    );
  }
  return row.attributes.map(parseChange);
}

function checkBoundChange(table: Table, change: ColumnChange): void {
  const { name } = change;
  if (table.primaryKey.some((column) => column.name === name)) {
    throw invalid(`Duplicated attribute column name with primary key column: ${name}.`);
  }
  if (change.kind !== 'put' && change.kind !== 'increment') return;
  const { timestamp, value } = change;
  if (timestamp !== undefined && Math.abs(timestamp - Date.now()) > table.options.deviation * 1000) {
    throw invalid(`Invalid timestamp. Cell: ${name}.`);
  }
  const defined = table.definedColumns.find((column) => column.name === name);
  if (defined && defined.type !== value.type) {
    throw invalid(
      `Invalid column type: ${variantName(value.type)}. The table defines ${name} as ${variantName(defined.type)}.`,
    );
  }
}

/** @throws OtsError OTSParameterInvalid for changes that are not for the table's attributes */
export function bindChanges(table: Table, changes: readonly ColumnChange[]): void {
  for (const change of changes) checkBoundChange(table, change);
}

/** Bytes that changes count for: names and values, of a deletion the name. */
export function changesSize(changes: readonly ColumnChange[], perVersion: number): number {
  return changes.reduce(
    (size, change) =>
      size + Buffer.byteLength(change.name) + ('value' in change ? sizeOf(change.value) + perVersion : 0),
    0,
  );
}
