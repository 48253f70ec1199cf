import { invalid, invalidKey } from '../errors';
import { limits } from '../limits';
import type { Key } from '../model/row';
import type { KeyColumn, Table } from '../model/table';
import { isKeyValue, type KeyBound, type KeyMarker, type KeyValue, variantName } from '../model/value';
import type { Cell, PlainRow } from '../plainbuffer/decode';
import type { CellValue } from '../plainbuffer/variant';

const checkShape = (table: Table, cells: readonly Cell[]): void => {
  const columns = table.primaryKey;
  if (cells.length !== columns.length) {
    throw invalidKey(`Validate PK size fail. Input: ${cells.length}, Meta: ${columns.length}.`);
  }
  cells.forEach((cell, index) => {
    const column = columns[index] as KeyColumn;
    if (cell.name !== column.name)
      throw invalidKey(`Validate PK name fail. Input: ${cell.name}, Meta: ${column.name}.`);
    if (cell.timestamp !== undefined) throw invalid(`Timestamp cannot be given for primary key name: ${cell.name}.`);
    if (cell.operation) throw invalid(`OpType cannot be given for primary key name: ${cell.name}.`);
  });
};

const givenValue = (cell: Cell): CellValue => {
  if (!cell.value) throw invalid(`No value is given for primary key name: ${cell.name}.`);
  return cell.value;
};

const checkValue = (column: KeyColumn, value: CellValue): KeyValue => {
  if (!isKeyValue(value) || value.type !== column.type) {
    throw invalidKey(`Validate PK type fail. Input: ${variantName(value.type)}, Meta: ${variantName(column.type)}.`);
  }
  if (value.type !== 'INTEGER' && value.value.length > limits.keyValueLength) {
    throw invalid(
      `The length of primary key column: '${column.name}' exceeds the MaxLength:${limits.keyValueLength} with CurrentLength:${value.value.length}.`,
    );
  }
  return value;
};

const parse = <Parsed>(
  table: Table,
  row: PlainRow,
  each: (column: KeyColumn, value: CellValue) => Parsed,
): readonly Parsed[] => {
  checkShape(table, row.primaryKey);
  return row.primaryKey.map((cell, index) => each(table.primaryKey[index] as KeyColumn, givenValue(cell)));
};

const checkReadShape = (row: PlainRow): void => {
  if (row.attributes.length > 0) throw invalid('Attribute column cannot be given while reading data.');
  if (row.deleteMarker) throw invalid('Delete marker cannot be given.');
};

/** The key of a row to read. @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export const parseReadKey = (table: Table, row: PlainRow): Key => {
  checkReadShape(row);
  return parse(table, row, (column, value) => {
    if (value.type === 'AUTO_INCREMENT') throw invalid("PKAutoIncr can't be used for read operations.");
    return checkValue(column, value);
  });
};

/** One end of a range. @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export const parseRangeKey = (table: Table, row: PlainRow): readonly KeyBound[] => {
  checkReadShape(row);
  return parse<KeyBound>(table, row, (column, value) => {
    if (value.type === 'AUTO_INCREMENT') throw invalid("PKAutoIncr can't be used for read operations.");
    return value.type === 'INF_MIN' || value.type === 'INF_MAX' ? value : checkValue(column, value);
  });
};

/** The key of a row to write, in which one column may be left to the service. */
export type WriteKey = readonly (KeyValue | (KeyMarker & { readonly type: 'AUTO_INCREMENT' }))[];

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export const parseWriteKey = (table: Table, row: PlainRow): WriteKey =>
  parse<WriteKey[number]>(table, row, (column, value) => {
    if (value.type === 'AUTO_INCREMENT' && column.autoIncrement) return { type: 'AUTO_INCREMENT' };
    return checkValue(column, value);
  });

/** Whether the service is to choose a value in the key. */
export const isGenerated = (key: WriteKey): boolean => key.some(({ type }) => type === 'AUTO_INCREMENT');
