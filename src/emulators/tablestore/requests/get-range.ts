import { invalid } from '../errors';
import type { Table } from '../model/table';
import { decodeRow } from '../plainbuffer/decode';
import type { GetRangeRequest } from '../protocol/messages';
import { parseReadOptions, type ReadOptions } from '../reading/read-options';
import type { KeyRange } from '../storage/engine';
import { encodeKey } from '../storage/key';
import { refuseToken } from './get-row';
import { bindKey, parseRangeKey } from './primary-key';

export interface RangeRead {
  /** In order of the store's keys, also when it is read backward. */
  readonly range: KeyRange;
  /** The first key column of both ends. */
  readonly partition: readonly [{ readonly type: string }, { readonly type: string }];
  readonly limit: number;
  readonly options: ReadOptions;
  /** Key columns to return; absent: all. */
  readonly keyColumns?: ReadonlySet<string>;
}

/** The smallest byte string after `key`, for bounds of which the service includes the other end. */
function after(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export function validateGetRange(table: Table, request: GetRangeRequest): RangeRead {
  refuseToken(request.token);
  const { direction, limit } = request;
  if (direction !== 0 && direction !== 1) throw invalid(`Invalid direction: ${direction}.`);
  if (limit !== undefined && limit <= 0) throw invalid('The limit must be greater than 0.');
  const options = parseReadOptions(request);
  const first = bindKey(table, parseRangeKey(decodeRow(request.inclusiveStartPrimaryKey)));
  const last = bindKey(table, parseRangeKey(decodeRow(request.exclusiveEndPrimaryKey)));
  const start = encodeKey(table.id, first);
  const end = encodeKey(table.id, last);
  const backward = direction === 1;
  if (!backward && start.compare(end) >= 0) throw invalid('Begin key must less than end key in FORWARD');
  if (backward && start.compare(end) <= 0) throw invalid('Begin key must more than end key in BACKWARD');
  const partial = request.returnEntirePrimaryKeys === false && options.columnsToGet;
  return {
    range: backward ? { start: after(end), end: after(start), backward } : { start, end },
    partition: [first[0] as { type: string }, last[0] as { type: string }],
    limit: limit ?? Number.MAX_SAFE_INTEGER,
    options,
    ...(partial && { keyColumns: partial }),
  };
}
