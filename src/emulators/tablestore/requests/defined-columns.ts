import { invalid } from '../errors';
import { limits } from '../limits';
import { checkDeclaredName } from '../model/names';
import type { DefinedColumn, KeyColumn, Table } from '../model/table';
import type { DefinedColumnSchema } from '../protocol/messages';
import { columnTypeOf } from '../protocol/table-messages';

/** All predefined columns of a table that has some and is to get more. @throws OtsError OTSParameterInvalid */
export function parseDefinedColumns(
  primaryKey: readonly KeyColumn[],
  current: readonly DefinedColumn[],
  added: readonly DefinedColumnSchema[],
): DefinedColumn[] {
  const columns = [...current];
  for (const { name, type } of added) {
    checkDeclaredName(name);
    if ([...primaryKey, ...columns].some((column) => column.name === name)) {
      throw invalid(`Duplicated attribute column name with primary key column: ${name}.`);
    }
    columns.push({ name, type: columnTypeOf(type) });
  }
  if (columns.length > limits.definedColumns) {
    throw invalid(`The number of defined columns must be in range: [0, ${limits.definedColumns}].`);
  }
  return columns;
}

/** The predefined columns without some, which no index may need. @throws OtsError OTSParameterInvalid */
export function withoutDefinedColumns(table: Table, removed: readonly string[]): DefinedColumn[] {
  for (const name of removed) {
    if (!table.definedColumns.some((column) => column.name === name)) throw invalid(`Column does not exist: ${name}.`);
    const index = table.indexes.find((one) => [...one.primaryKey, ...one.definedColumns].includes(name));
    if (index) throw invalid(`Column ${name} is used by the index ${index.name}.`);
  }
  return table.definedColumns.filter(({ name }) => !removed.includes(name));
}
