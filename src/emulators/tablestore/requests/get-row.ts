import { invalid } from '../errors';
import type { Key } from '../model/row';
import type { Table } from '../model/table';
import { decodeRow } from '../plainbuffer/decode';
import type { GetRowRequest } from '../protocol/messages';
import { parseReadOptions, type ReadOptions } from '../reading/read-options';
import { bindKey, parseReadKey } from './primary-key';

/** @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export function validateGetRow(table: Table, request: GetRowRequest): { key: Key; options: ReadOptions } {
  refuseToken(request.token);
  return { key: bindKey(table, parseReadKey(decodeRow(request.primaryKey))), options: parseReadOptions(request) };
}

/** Breakpoints inside a row: no reply of the service or of this server ever contains one to come back with. */
export function refuseToken(token: Buffer | undefined): void {
  if (token && token.length > 0) throw invalid('Tokens are not supported by the local server.');
}
