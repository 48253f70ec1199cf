import { invalid } from '../errors';
import { limits } from '../limits';
import { checkColumnName } from '../model/names';
import type { ReadOptionsMessage, TimeRangeMessage } from '../protocol/messages';
import { type Filter, type Pagination, parseFilter } from './filter';

/** Which versions of which columns a read returns, and of which rows. */
export interface ReadOptions {
  /** Absent: all columns. */
  readonly columnsToGet?: ReadonlySet<string>;
  /** Names from here (included) … */
  readonly startColumn?: string;
  /** … to here (not included). */
  readonly endColumn?: string;
  readonly maxVersions: number;
  /** Milliseconds, `from` included, `to` not. */
  readonly time?: { readonly from: number; readonly to: number };
  readonly test?: Filter;
  readonly pagination?: Pagination;
}

function parseTime({ startTime, endTime, specificTime }: TimeRangeMessage): { from: number; to: number } {
  if (specificTime !== undefined) {
    if (startTime !== undefined || endTime !== undefined) {
      throw invalid('Specific tiemstamp and time range cannot be given at the same time.');
    }
    if (Number(specificTime) < 0) throw invalid('Specific timestamp cannot be less than 0.');
    return { from: Number(specificTime), to: Number(specificTime) + 1 };
  }
  if (startTime === undefined || endTime === undefined) {
    throw invalid('Start and end time must be given at the same time.');
  }
  if (Number(startTime) < 0 || BigInt(endTime) <= BigInt(startTime)) {
    throw invalid(`Invalid time range: [${startTime}, ${endTime}).`);
  }
  return { from: Number(startTime), to: Number(endTime) };
}

function checkColumns(columns: readonly string[]): void {
  if (columns.length > limits.columnsToGet) {
    throw invalid(
      `The number of columns from the request exceeds the limit, limit count: ${limits.columnsToGet}, column count: ${columns.length}.`,
    );
  }
  for (const name of columns) checkColumnName(name);
}

/**
 * Parses the options that all reads share.
 * @throws OtsError OTSParameterInvalid; `noVersions` is the message for a read that asks for no versions
 */
export function parseReadOptions(
  message: ReadOptionsMessage,
  noVersions = 'No version condition is specified.',
): ReadOptions {
  const { columnsToGet, timeRange, maxVersions, filter, startColumn, endColumn } = message;
  checkColumns(columnsToGet);
  const parsed = filter && filter.length > 0 ? parseFilter(filter) : {};
  const hasTime = timeRange && Object.keys(timeRange).length > 0;
  if (maxVersions === undefined && !hasTime) throw invalid(noVersions);
  if (maxVersions !== undefined && maxVersions <= 0) {
    throw invalid(`Invalid max versions: ${maxVersions}. Reason: Max versions must be positive.`);
  }
  if (maxVersions !== undefined && timeRange?.specificTime !== undefined) {
    throw invalid('Specific tiemstamp and max versions cannot be given at the same time.');
  }
  return {
    maxVersions: maxVersions ?? Number.MAX_SAFE_INTEGER,
    ...(columnsToGet.length > 0 && { columnsToGet: new Set(columnsToGet) }),
    ...(startColumn !== undefined && { startColumn }),
    ...(endColumn !== undefined && { endColumn }),
    ...(hasTime && { time: parseTime(timeRange) }),
    ...parsed,
  };
}
