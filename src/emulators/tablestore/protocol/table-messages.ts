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

function numberOf(types: Readonly<Record<number, string>>, type: string): number {
  return Number(Object.entries(types).find(([, name]) => name === type)?.[0]);
}

/** @throws OtsError OTSParameterInvalid */
export function keyTypeOf(type: number): KeyType {
  const name = keyTypes[type];
  if (!name) throw invalid('Invalid column type, only STRING,INTEGER,BINARY is allowed.');
  return name;
}

/** @throws OtsError OTSParameterInvalid */
export function columnTypeOf(type: number): Value['type'] {
  const name = columnTypes[type];
  if (!name) throw invalid(`Invalid column type: ${type}.`);
  return name;
}

function describeIndex(index: Index): IndexMeta {
  return {
    name: index.name,
    primaryKey: [...index.primaryKey],
    definedColumn: [...index.definedColumns],
    indexUpdateMode: index.global ? 0 : 1,
    indexType: index.global ? 0 : 1,
    indexSyncPhase: 2,
  };
}

export function describeKey(table: Table): TableMeta['primaryKey'] {
  return table.primaryKey.map(({ name, type, autoIncrement }) => ({
    name,
    type: numberOf(keyTypes, type),
    ...(autoIncrement && { option: 1 }),
  }));
}

/** A table's settings as DescribeTable and UpdateTable answer them. */
export function describeSettings({ options, throughput, stream }: Table): object {
  return {
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
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

export function describeMeta(table: Table): object {
  return {
    tableName: table.name,
    primaryKey: describeKey(table),
    definedColumn: table.definedColumns.map(({ name, type }) => ({ name, type: numberOf(columnTypes, type) })),
  };
}

export function describeIndexes(table: Table): IndexMeta[] {
  return table.indexes.map(describeIndex);
}
