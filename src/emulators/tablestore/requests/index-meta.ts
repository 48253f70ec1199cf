import { invalid } from '../errors';
import { limits } from '../limits';
import { checkTableName } from '../model/names';
import type { Index, Table, TableOptions } from '../model/table';
import type { IndexMeta } from '../protocol/messages';

type Description = Omit<Index, 'id'>;
type Main = Pick<Table, 'primaryKey' | 'definedColumns' | 'options'>;

function checkKey(main: Main, name: string): void {
  if (main.primaryKey.some((column) => column.name === name)) return;
  const column = main.definedColumns.find((one) => one.name === name);
  if (!column) throw invalid(`Column does not exist: ${name}.`);
  if (column.type === 'DOUBLE' || column.type === 'BOOLEAN') {
    throw invalid(`${column.type} is an invalid type for the primary key.`);
  }
}

/** Columns that expire one by one would leave index entries behind. @throws OtsError OTSParameterInvalid */
export function checkIndexedOptions({ timeToLive, allowUpdate, updateFullRow }: TableOptions): void {
  if (timeToLive === -1 || !allowUpdate || updateFullRow) return;
  throw invalid("Don't support allow update operation on table with index and ttl.");
}

/** An index that may be of any table. @throws OtsError OTSParameterInvalid */
export function parseIndex(meta: IndexMeta): Description {
  const { name, primaryKey, definedColumn, indexType, indexUpdateMode } = meta;
  checkTableName(name);
  if (indexType !== 0 && indexType !== 1) throw invalid(`Invalid index type: ${indexType}.`);
  if (indexUpdateMode !== indexType) {
    throw invalid('A global index must be IUM_ASYNC_INDEX, a local index IUM_SYNC_INDEX.');
  }
  if (primaryKey.length < 1 || primaryKey.length > limits.indexKeyColumns) {
    throw invalid(`The number of primary key columns must be in range: [1, ${limits.indexKeyColumns}].`);
  }
  if (definedColumn.length > limits.definedColumns) {
    throw invalid(`The number of attribute columns must be in range: [0, ${limits.definedColumns}] in index.`);
  }
  const duplicate = [...primaryKey, ...definedColumn].find((one, index, all) => all.indexOf(one) !== index);
  if (duplicate !== undefined) throw invalid(`Duplicated primary key name: '${duplicate}'.`);
  return { name, primaryKey, definedColumns: definedColumn, global: indexType === 0 };
}

/** Checks that a table that has `others` already can have the index. @throws OtsError OTSParameterInvalid */
export function checkIndex(main: Main, index: Description, others: readonly Description[]): void {
  if (others.length >= limits.globalIndexes) {
    throw invalid(`Number of index per table exceeds the quota:${limits.globalIndexes}.`);
  }
  if (main.options.maxVersions > 1) throw invalid('A table with max versions > 1 cannot have an index.');
  checkIndexedOptions(main.options);
  for (const column of index.primaryKey) checkKey(main, column);
  if (!index.global && index.primaryKey[0] !== main.primaryKey[0]?.name) {
    throw invalid('The first primary key column of a local index must be that of the table.');
  }
  for (const column of index.definedColumns) {
    if (!main.definedColumns.some((one) => one.name === column)) throw invalid(`Column does not exist: ${column}.`);
  }
}
