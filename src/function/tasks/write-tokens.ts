import * as crypto from 'crypto';
import type { ColumnTest, Row } from '../tablestore/rows';
import { replacementColumn, writeTokensColumn } from './rows';

/*
 * A task's row remembers the writes that made it: the column `version` counts them, the column of write tokens names the
 * last few. By these tokens a write whose answer was lost finds out whether it was applied, and a late write cannot meet
 * another task that was made under the same id and has come to the same version.
 *
 * A replacement that does not read the row first cannot add to the list of tokens. It leaves the list and writes its token
 * into a column of its own; the next write that reads the row moves it into the list.
 */

/** Tests that hold until somebody changes or replaces the row. */
export function ifUnchanged({ columns }: Row): ColumnTest[] {
  const unchanged = (column: string): ColumnTest[] => {
    const value = columns[column];
    return value === undefined ? [] : [{ column, is: 'equal', value }];
  };
  return [...unchanged('version'), ...unchanged(writeTokensColumn)];
}

/** Whether a row is as it was when it was read before. */
export function isUnchanged(row: Row, before: Row): boolean {
  return ifUnchanged(before).every(({ column, value }) => row.columns[column] === value);
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

/** Whether a row remembers a write. */
export function hasToken(row: Row, token: string): boolean {
  return tokensOf(row).includes(token);
}

/** How a row stands to one that was read before under the same key. */
export type Relation = 'same task' | 'another task' | 'unclear';

/** Compares by tokens. They tell nothing when so many writes lie between that none is remembered by both. */
export function relationOf(row: Row, before: Row): Relation {
  if (tokensOf(before).some((token) => hasToken(row, token))) return 'same task';
  const writesBetween = Number(row.columns.version) - Number(before.columns.version);
  return writesBetween < tokensKept ? 'another task' : 'unclear';
}

/**
 * Whether a row shows that a write, made on a row that was read before, was not applied. Tokens leave the list in the order
 * in which they came: a list with a token from before the write would have the write's, too.
 */
export function lacksWrite(row: Row, before: Row): boolean {
  return listOf(row).includes(listOf(before)[0] as string);
}

export function newestToken(row: Row): string {
  return tokensOf(row)[0] as string;
}

/** The writes that a row remembers, newest first. */
export function tokensOf(row: Row): string[] {
  const replacement = row.columns[replacementColumn];
  return replacement === undefined ? listOf(row) : [String(replacement), ...listOf(row)];
}

function listOf({ columns }: Row): string[] {
  return String(columns[writeTokensColumn] ?? '').split(' ');
}
