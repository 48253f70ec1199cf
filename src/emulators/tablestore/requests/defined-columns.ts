import { invalid } from '../errors';
import { limits } from '../limits';
import { checkDeclaredName } from '../model/names';
import type { DefinedColumn, Table } from '../model/table';
import type { DefinedColumnSchema } from '../protocol/messages';
import { columnTypeOf } from '../protocol/table-messages';

/** Predefined columns that may be of any table. @throws OtsError OTSParameterInvalid */
export function parseDefinedColumns(columns: readonly DefinedColumnSchema[]): DefinedColumn[] {
  return columns.map(({ name, type }) => {
    checkDeclaredName(name);
    return { name, type: columnTypeOf(type) };
  });
}

/** The predefined columns of a table with more added to them. @throws OtsError OTSParameterInvalid */
export function addDefinedColumns(
  { primaryKey, definedColumns }: Pick<Table, 'primaryKey' | 'definedColumns'>,
  added: readonly DefinedColumn[],
): DefinedColumn[] {
  const columns = [...definedColumns];
  for (const column of added) {
    if ([...primaryKey, ...columns].some(({ name }) => name === column.name)) {
      throw invalid(`Duplicated attribute column name with primary key column: ${column.name}.`);
    }
    columns.push(column);
  }
  if (columns.length > limits.definedColumns) {
    throw invalid(`The number of defined columns must be in range: [0, ${limits.definedColumns}].`);
  }
  return columns;
}

/** The predefined columns without some, which no index may use. @throws OtsError OTSParameterInvalid */
export function withoutDefinedColumns(table: Table, removed: readonly string[]): DefinedColumn[] {
  for (const name of removed) {
    if (!table.definedColumns.some((column) => column.name === name)) throw invalid(`Column does not exist: ${name}.`);
    const index = table.indexes.find((one) => [...one.primaryKey, ...one.definedColumns].includes(name));
    if (index) throw invalid(`Column ${name} is used by the index ${index.name}.`);
  }
  return table.definedColumns.filter(({ name }) => !removed.includes(name));
}
