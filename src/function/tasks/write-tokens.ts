import * as crypto from 'crypto';
import type { Columns, ColumnTest, Row } from '../tablestore/rows';

/*
 * What a task's row tells of the writes that made it: the column `version` counts them, the column `request` has the tokens of
 * the last few. They are how a write finds out, when its answer was lost, whether it was applied.
 */

/**
 * What holds of a task's row until somebody changes it. The last writer is named beside the version, so that an attempt
 * which the store carries out late cannot meet another task that was made under the same id and came to the same version.
 */
export function unchangedSince({ columns: { version, request } }: Row): ColumnTest[] {
  return [versionIs(Number(version)), { column: 'request', is: 'equal', value: String(request) }];
}

/** The condition that a task is at a version. */
export function versionIs(version: number): ColumnTest {
  return { column: 'version', is: 'equal', value: version };
}

/** Whether a task was made before a moment (epoch milliseconds), so that it is the one which stood there then. */
export function wasThere(row: Row, moment: number): boolean {
  return Number(row.columns.created_at) < moment;
}

/** Columns that a task may lack, of those that a write leaves out. */
export function unsetColumns(put: Columns): string[] {
  return ['order', 'due', 'completed_at'].filter((column) => put[column] === undefined);
}

const tokensKept = 4;

/** Names one write, so that it can be recognised in the row. */
export function newToken(): string {
  return crypto.randomBytes(9).toString('base64');
}

/** The tokens of the last few writes, newest first. */
export function withToken(before: Row, token: string): string {
  return [token, ...tokensOf(before).slice(0, tokensKept - 1)].join(' ');
}

/** Whether a write is among those that a row remembers. */
export function wroteBy(row: Row, token: string): boolean {
  return tokensOf(row).includes(token);
}

/** The writes that a row remembers, newest first. */
export function tokensOf(row: Row): string[] {
  return String(row.columns.request ?? '').split(' ');
}
