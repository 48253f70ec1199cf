import { invalid, OtsError } from '../errors';
import { limits } from '../limits';
import { checkTableName } from '../model/names';
import type { Table, Throughput } from '../model/table';
import type { CapacityUnit, UpdateTableRequest } from '../protocol/messages';
import { checkIndexedOptions } from './index-meta';
import { checkCapacityUnit, defaultOptions, parseStream, parseTableOptions } from './table-options';

function checkThroughput(unit: CapacityUnit): void {
  if (unit.read === undefined && unit.write === undefined) {
    throw invalid(
      'Invalid Capacity Unit for UpdateTable: Either read(undefined) or write(undefined) should be non-negative.',
    );
  }
  checkCapacityUnit(unit);
}

/** @throws OtsError OTSTooFrequentReservedThroughputAdjustment */
function adjust(current: Throughput, unit: CapacityUnit): Throughput {
  const read = unit.read ?? current.read;
  const write = unit.write ?? current.write;
  if (read === current.read && write === current.write) return current;
  const now = Date.now();
  if (current.adjustedAt !== undefined && now - current.adjustedAt < limits.capacityAdjustmentMs) {
    throw new OtsError('OTSTooFrequentReservedThroughputAdjustment', 'Capacity unit adjustment is too frequent.');
  }
  const isIncrease = read > current.read || write > current.write;
  const isDecrease = read < current.read || write < current.write;
  return {
    ...current,
    read,
    write,
    adjustedAt: now,
    ...(isIncrease && { increasedAt: now }),
    ...(isDecrease && { decreasedAt: now }),
  };
}

/** Checks a request that may be for any table. @throws OtsError OTSParameterInvalid */
export function checkUpdateTable({
  tableName,
  tableOptions,
  reservedThroughput,
  streamSpec,
}: UpdateTableRequest): void {
  checkTableName(tableName);
  if (!tableOptions && !reservedThroughput && !streamSpec) {
    throw invalid('No parameter is specified in UpdateTable.');
  }
  if (tableOptions && Object.keys(tableOptions).length === 0) {
    throw invalid('No parameter is specified in table options.');
  }
  if (tableOptions?.updateFullRow !== undefined) {
    throw invalid('The table options of UpdateTable cannot contain updateFullRow.');
  }
  if (tableOptions) parseTableOptions(tableOptions, defaultOptions);
  if (reservedThroughput) checkThroughput(reservedThroughput.capacityUnit);
  if (streamSpec) parseStream(streamSpec, tableName);
}

/** The table with the changes that a checked request asks for. @throws OtsError OTSParameterInvalid and others */
export function updatedTable(table: Table, request: UpdateTableRequest): Table {
  const { tableOptions, reservedThroughput, streamSpec } = request;
  const options = parseTableOptions(tableOptions ?? {}, table.options);
  if (tableOptions && table.indexes.length > 0) {
    if (options.maxVersions > 1) throw invalid('A table with an index cannot have max versions > 1.');
    checkIndexedOptions(options);
  }
  const { stream: before, ...rest } = table;
  const stream = streamSpec ? parseStream(streamSpec, table.name, before) : before;
  return {
    ...rest,
    options,
    throughput: reservedThroughput ? adjust(table.throughput, reservedThroughput.capacityUnit) : table.throughput,
    ...(stream && { stream }),
  };
}
