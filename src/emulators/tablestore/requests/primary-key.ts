import { invalid, invalidKey, type OtsError } from '../errors';
import { limits } from '../limits';
import type { KeyColumn, Table } from '../model/table';
import { isKeyValue, isValue, type KeyBound, type KeyMarker, type KeyValue, variantName } from '../model/value';
import type { Cell, PlainRow } from '../plainbuffer/decode';
import type { CellValue } from '../plainbuffer/variant';

/** A key as a client sends it, with valid values. Whether it fits a table is not checked yet. */
export type SentKey<Value extends CellValue> = readonly { readonly name: string; readonly value: Value }[];

/** A value of a key to write; one column may leave it to the service. */
export type WriteKeyValue = KeyValue | (KeyMarker & { readonly type: 'AUTO_INCREMENT' });

/** The key of a row to write. */
export type WriteKey = readonly WriteKeyValue[];

function givenValue(cell: Cell): CellValue {
  if (cell.name === '') throw invalid('No name is given for primary key.');
  if (cell.timestamp !== undefined) throw invalid(`Timestamp cannot be given for primary key name: ${cell.name}.`);
  if (cell.operation) throw invalid(`OpType cannot be given for primary key name: ${cell.name}.`);
  if (!cell.value) throw invalid(`No value is given for primary key name: ${cell.name}.`);
  return cell.value;
}

function keyValue(name: string, value: CellValue): KeyValue {
  if (!isKeyValue(value)) throw invalid(`${variantName(value.type)} is an invalid type for the primary key.`);
  if (value.type !== 'INTEGER' && value.value.length > limits.keyValueLength) {
    throw invalid(
      `The length of primary key column: '${name}' exceeds the MaxLength:${limits.keyValueLength} with CurrentLength:${value.value.length}.`,
    );
  }
  return value;
}

/** The refusal of a key that no table can have. */
export function wrongKeySize(): OtsError {
  return invalid(`The number of primary key columns must be in range: [1, ${limits.primaryKeyColumns}].`);
}

function parse<Value extends CellValue>(
  row: PlainRow,
  each: (name: string, value: CellValue) => Value,
): SentKey<Value> {
  if (row.primaryKey.length > limits.primaryKeyColumns) throw wrongKeySize();
  return row.primaryKey.map((cell) => ({ name: cell.name, value: each(cell.name, givenValue(cell)) }));
}

function parseToRead<Value extends CellValue>(
  row: PlainRow,
  each: (name: string, value: CellValue) => Value,
): SentKey<Value> {
  if (row.attributes.length > 0) throw invalid('Attribute column cannot be given while reading data.');
  if (row.deleteMarker) throw invalid('Delete marker cannot be given.');
  return parse(row, (name, value) => {
    if (value.type === 'AUTO_INCREMENT') throw invalid("PKAutoIncr can't be used for read operations.");
    return each(name, value);
  });
}

/** The key of a row to read. @throws OtsError OTSParameterInvalid */
export function parseReadKey(row: PlainRow): SentKey<KeyValue> {
  return parseToRead(row, keyValue);
}

/** One end of a range. @throws OtsError OTSParameterInvalid */
export function parseRangeKey(row: PlainRow): SentKey<KeyBound> {
  return parseToRead<KeyBound>(row, (name, value) =>
    value.type === 'INF_MIN' || value.type === 'INF_MAX' ? value : keyValue(name, value),
  );
}

/** The key of a row to write. @throws OtsError OTSParameterInvalid */
export function parseWriteKey(row: PlainRow): SentKey<WriteKeyValue> {
  return parse<WriteKeyValue>(row, (name, value) =>
    value.type === 'AUTO_INCREMENT' ? { type: 'AUTO_INCREMENT' } : keyValue(name, value),
  );
}

function matchesType(column: KeyColumn, value: CellValue): boolean {
  if (isValue(value)) return value.type === column.type;
  return value.type === 'AUTO_INCREMENT' ? column.autoIncrement : true;
}

/** The values of a key that fits the table. @throws OtsError OTSInvalidPK */
export function bindKey<Value extends CellValue>(table: Table, key: SentKey<Value>): readonly Value[] {
  const columns = table.primaryKey;
  if (key.length !== columns.length) {
    throw invalidKey(`Validate PK size fail. Input: ${key.length}, Meta: ${columns.length}.`);
  }
  return key.map(({ name, value }, index) => {
    const column = columns[index] as KeyColumn;
    if (name !== column.name) throw invalidKey(`Validate PK name fail. Input: ${name}, Meta: ${column.name}.`);
    if (!matchesType(column, value)) {
      throw invalidKey(`Validate PK type fail. Input: ${variantName(value.type)}, Meta: ${variantName(column.type)}.`);
    }
    return value;
  });
}

/** Whether the service generates a value of the key. */
export function isGenerated(key: WriteKey): boolean {
  return key.some(({ type }) => type === 'AUTO_INCREMENT');
}
