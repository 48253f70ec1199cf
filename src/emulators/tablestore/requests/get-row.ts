import { invalid } from '../errors';
import { checkTableName } from '../model/names';
import type { KeyValue } from '../model/value';
import { decodeRow } from '../plainbuffer/decode';
import type { GetRowRequest } from '../protocol/messages';
import { parseReadOptions, type ReadOptions } from '../reading/read-options';
import { parseReadKey, type SentKey } from './primary-key';

/** @throws OtsError OTSParameterInvalid */
export function parseGetRow(request: GetRowRequest): { key: SentKey<KeyValue>; options: ReadOptions } {
  checkTableName(request.tableName);
  refuseToken(request.token);
  return { key: parseReadKey(decodeRow(request.primaryKey)), options: parseReadOptions(request) };
}

/** Refuses a breakpoint inside a row: no reply of the service or of this server contains one. */
export function refuseToken(token: Buffer | undefined): void {
  if (token && token.length > 0) throw invalid('Tokens are not supported by the local server.');
}
