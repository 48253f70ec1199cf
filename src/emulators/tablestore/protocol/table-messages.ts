import { invalid } from '../errors';
import type { Index, Table } from '../model/table';
import type { KeyType, Value } from '../model/value';
import type { IndexMeta, TableMeta } from './messages';

const keyTypes: Readonly<Record<number, KeyType>> = { 1: 'INTEGER', 2: 'STRING', 3: 'BINARY' };
const columnTypes: Readonly<Record<number, Value['type']>> = {
  1: 'INTEGER',
  2: 'DOUBLE',
  3: 'BOOLEAN',
  4: 'STRING',
  7: 'BINARY',
};

const numberOf = (types: Readonly<Record<number, string>>, type: string): number =>
  Number(Object.entries(types).find(([, name]) => name === type)?.[0]);

/** @throws OtsError OTSParameterInvalid */
export const keyTypeOf = (type: number): KeyType => {
  const name = keyTypes[type];
  if (!name) throw invalid('Invalid column type, only STRING,INTEGER,BINARY is allowed.');
  return name;
};

/** @throws OtsError OTSParameterInvalid */
export const columnTypeOf = (type: number): Value['type'] => {
  const name = columnTypes[type];
  if (!name) throw invalid(`Invalid column type: ${type}.`);
  return name;
};

const describeIndex = (index: Index): IndexMeta => ({
  name: index.name,
  primaryKey: [...index.primaryKey],
  definedColumn: [...index.definedColumns],
  indexUpdateMode: index.global ? 0 : 1,
  indexType: index.global ? 0 : 1,
  indexSyncPhase: 2,
});

export const describeKey = (table: Table): TableMeta['primaryKey'] =>
  table.primaryKey.map(({ name, type, autoIncrement }) => ({
    name,
    type: numberOf(keyTypes, type),
    ...(autoIncrement && { option: 1 }),
  }));

/** What DescribeTable and UpdateTable answer of a table's settings. */
export const describeSettings = ({ options, throughput, stream }: Table): object => ({
  reservedThroughputDetails: {
    capacityUnit: { read: throughput.read, write: throughput.write },
    lastIncreaseTime: seconds(throughput.increasedAt),
    ...(throughput.decreasedAt !== undefined && { lastDecreaseTime: seconds(throughput.decreasedAt) }),
  },
  tableOptions: {
    timeToLive: options.timeToLive,
    maxVersions: options.maxVersions,
    deviationCellVersionInSec: options.deviation,
    allowUpdate: options.allowUpdate,
    updateFullRow: options.updateFullRow,
  },
  streamDetails: stream
    ? {
        enableStream: true,
        streamId: stream.id,
        expirationTime: stream.expirationHours,
        lastEnableTime: stream.enabledAt * 1000,
        columnsToGet: stream.columnsToGet,
      }
    : { enableStream: false },
});

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

export const describeMeta = (table: Table): object => ({
  tableName: table.name,
  primaryKey: describeKey(table),
  definedColumn: table.definedColumns.map(({ name, type }) => ({ name, type: numberOf(columnTypes, type) })),
});

export const describeIndexes = (table: Table): IndexMeta[] => table.indexes.map(describeIndex);
