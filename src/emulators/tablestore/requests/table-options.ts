import { invalid } from '../errors';
import { limits } from '../limits';
import type { Stream, TableOptions } from '../model/table';
import type { CapacityUnit, StreamSpecification, TableOptionsMessage } from '../protocol/messages';

export const defaultOptions: TableOptions = {
  timeToLive: -1,
  maxVersions: 1,
  deviation: 86_400,
  allowUpdate: true,
  updateFullRow: false,
};

const maxDeviation = (2n ** 63n - 1n) / 1_000_000n;

/** The current options with those that a request sets. @throws OtsError OTSParameterInvalid */
export function parseTableOptions(message: TableOptionsMessage, current: TableOptions): TableOptions {
  const { timeToLive, maxVersions, deviationCellVersionInSec, allowUpdate, updateFullRow } = message;
  if (timeToLive !== undefined && (timeToLive === 0 || timeToLive < -1)) {
    throw invalid('TimeToLive cannot be 0 or less than -1.');
  }
  if (maxVersions !== undefined && maxVersions <= 0) {
    throw invalid('The maximum versions cannot be less than or equal to 0');
  }
  const deviation = deviationCellVersionInSec === undefined ? undefined : BigInt(deviationCellVersionInSec);
  if (deviation !== undefined && (deviation < 0n || deviation > maxDeviation)) {
    throw invalid('The maximum deviation must be in range [0, INT64_MAX/1000000].');
  }
  return {
    timeToLive: timeToLive ?? current.timeToLive,
    maxVersions: maxVersions ?? current.maxVersions,
    deviation: deviation === undefined ? current.deviation : Number(deviation),
    allowUpdate: allowUpdate ?? current.allowUpdate,
    updateFullRow: updateFullRow ?? current.updateFullRow,
  };
}

/** @throws OtsError OTSParameterInvalid */
export function checkCapacityUnit({ read, write }: CapacityUnit): void {
  for (const value of [read, write]) {
    if (value === undefined) continue;
    if (value < 0) throw invalid(`Invalid Capacity Unit: ${value}. Capacity Unit must be nonnegative.`);
    if (value > limits.reservedCapacity) {
      throw invalid(`Invalid Capacity Unit: ${value}. Capacity Unit must not exceed ${limits.reservedCapacity}.`);
    }
  }
}

/** The stream that a request asks for, none when it switches streams off. @throws OtsError OTSParameterInvalid */
export function parseStream(spec: StreamSpecification, tableName: string, current?: Stream): Stream | undefined {
  if (!spec.enableStream) return undefined;
  const expirationHours = spec.expirationTime ?? 24;
  if (expirationHours < 1 || expirationHours > 168) {
    throw invalid(`Invalid stream expiration time: ${expirationHours}. It must be in range [1, 168] hours.`);
  }
  const enabledAt = current?.enabledAt ?? Date.now();
  const id = current?.id ?? `${tableName}_${enabledAt * 1000}`;
  return { id, expirationHours, enabledAt, columnsToGet: spec.columnsToGet };
}
