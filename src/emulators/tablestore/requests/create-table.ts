import { invalid } from '../errors';
import { limits } from '../limits';
import { checkDeclaredName, checkTableName } from '../model/names';
import type { Index, KeyColumn, Table } from '../model/table';
import type { CreateTableRequest } from '../protocol/messages';
import { keyTypeOf } from '../protocol/table-messages';
import { addDefinedColumns, parseDefinedColumns } from './defined-columns';
import { checkIndex, parseIndex } from './index-meta';
import { wrongKeySize } from './primary-key';
import { checkCapacityUnit, defaultOptions, parseStream, parseTableOptions } from './table-options';

/** A table that has no ids yet. */
export interface NewTable extends Omit<Table, 'id' | 'indexes' | 'localTransactions'> {
  readonly indexes: readonly Omit<Index, 'id'>[];
  /** Absent: the request leaves it to the server. */
  readonly localTransactions?: boolean;
}

function parseKeyColumns({ tableMeta: { primaryKey } }: CreateTableRequest): KeyColumn[] {
  if (primaryKey.length < 1 || primaryKey.length > limits.primaryKeyColumns) {
    throw wrongKeySize();
  }
  const columns = primaryKey.map(({ name, type, option }) => {
    checkDeclaredName(name);
    return { name, type: keyTypeOf(type), autoIncrement: option === 1 };
  });
  const automatic = columns.filter((column) => column.autoIncrement);
  if (automatic.length > 1) throw invalid('AUTO_INCREMENT primary key count must <= 1.');
  if (columns[0]?.autoIncrement) throw invalid('PkAutoIncr cannot be set as first pk column');
  if (automatic.some(({ type }) => type !== 'INTEGER')) throw invalid('AUTO_INCREMENT primary key must be integer.');
  return columns;
}

function checkDistinctKey(columns: readonly KeyColumn[]): void {
  const names = columns.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw invalid(`Duplicated primary key name: '${duplicate}'.`);
}

/** @throws OtsError OTSParameterInvalid */
export function validateCreateTable(request: CreateTableRequest): NewTable {
  const { tableMeta, reservedThroughput, streamSpec } = request;
  checkTableName(tableMeta.tableName);
  const primaryKey = parseKeyColumns(request);
  checkDistinctKey(primaryKey);
  const definedColumns = addDefinedColumns(
    { primaryKey, definedColumns: [] },
    parseDefinedColumns(tableMeta.definedColumn),
  );
  const { capacityUnit } = reservedThroughput;
  checkCapacityUnit(capacityUnit);
  const { timeToLive, maxVersions } = request.tableOptions ?? {};
  if (timeToLive === undefined) throw invalid('Time-to-live is missing while creating table.');
  if (maxVersions === undefined) throw invalid('MaxVersions is missing while creating table.');
  const options = parseTableOptions(request.tableOptions ?? {}, defaultOptions);
  const stream = streamSpec && parseStream(streamSpec, tableMeta.tableName);
  const indexes: Omit<Index, 'id'>[] = [];
  for (const meta of [...request.indexMetas, ...tableMeta.indexMeta]) {
    const index = parseIndex(meta);
    checkIndex({ primaryKey, definedColumns, options }, index, indexes);
    indexes.push(index);
  }
  const now = Date.now();
  return {
    name: tableMeta.tableName,
    primaryKey,
    definedColumns,
    options,
    throughput: { read: capacityUnit.read ?? 0, write: capacityUnit.write ?? 0, increasedAt: now },
    ...(stream && { stream }),
    indexes,
    ...(request.enableLocalTxn !== undefined && { localTransactions: request.enableLocalTxn }),
    createdAt: now,
  };
}
