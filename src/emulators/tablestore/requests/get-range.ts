import { invalid } from '../errors';
import { checkTableName } from '../model/names';
import type { Table } from '../model/table';
import type { KeyBound } from '../model/value';
import { decodeRow } from '../plainbuffer/decode';
import type { GetRangeRequest } from '../protocol/messages';
import { parseReadOptions, type ReadOptions } from '../reading/read-options';
import type { KeyRange } from '../storage/engine';
import { encodeKey } from '../storage/key';
import { refuseToken } from './get-row';
import { bindKey, parseRangeKey, type SentKey } from './primary-key';

/** A range that may be of any table. */
export interface SentRange {
  readonly first: SentKey<KeyBound>;
  readonly last: SentKey<KeyBound>;
  readonly backward: boolean;
  readonly limit: number;
  readonly options: ReadOptions;
  /** Key columns to return; absent: all. */
  readonly keyColumns?: ReadonlySet<string>;
}

/** A range of one table. */
export interface TableRange {
  /** In order of the store's keys, also when it is read backward. */
  readonly range: KeyRange;
  /** The first key column of both ends. */
  readonly partition: readonly [{ readonly type: string }, { readonly type: string }];
}

/** The smallest byte string after `key`, for bounds of which the service includes the other end. */
function after(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}

/** @throws OtsError OTSParameterInvalid */
export function parseGetRange(request: GetRangeRequest): SentRange {
  checkTableName(request.tableName);
  refuseToken(request.token);
  const { direction, limit } = request;
  if (direction !== 0 && direction !== 1) throw invalid(`Invalid direction: ${direction}.`);
  if (limit !== undefined && limit <= 0) throw invalid('The limit must be greater than 0.');
  const options = parseReadOptions(request);
  const partial = request.returnEntirePrimaryKeys === false && options.columnsToGet;
  return {
    first: parseRangeKey(decodeRow(request.inclusiveStartPrimaryKey)),
    last: parseRangeKey(decodeRow(request.exclusiveEndPrimaryKey)),
    backward: direction === 1,
    limit: limit ?? Number.MAX_SAFE_INTEGER,
    options,
    ...(partial && { keyColumns: partial }),
  };
}

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid when the range is empty */
export function bindRange(table: Table, { backward, ...sent }: SentRange): TableRange {
  const first = bindKey(table, sent.first);
  const last = bindKey(table, sent.last);
  const start = encodeKey(table.id, first);
  const end = encodeKey(table.id, last);
  if (!backward && start.compare(end) >= 0) throw invalid('Begin key must less than end key in FORWARD');
  if (backward && start.compare(end) <= 0) throw invalid('Begin key must more than end key in BACKWARD');
  return {
    range: backward ? { start: after(end), end: after(start), backward } : { start, end },
    partition: [first[0] as { type: string }, last[0] as { type: string }],
  };
}
