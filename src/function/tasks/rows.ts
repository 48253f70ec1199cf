import type { StoreCall, TablestoreClient } from '../tablestore/client';
import type { Columns, PrimaryKey, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';

/*
 * The table `tasks` holds three kinds of rows: one for each list, one for each task and one for each `Idempotency-Key` in
 * use. In an owner's partition they sort in this order. The names of columns are a contract with rows that are stored already; `request` is the name of two different columns.
 */

/** Sorts before every task id and after the rows of lists. */
export const startOfTasks = '0';

/** Sorts after every task id and before the rows of idempotency keys. */
export const endOfTasks = 'a';

/** Sorts after every row of an owner. */
export const endOfOwner = '~';

/** Sorts before every row of a list. */
export const startOfLists = '!l:';

/** The primary key of a list's row. */
export function listRowKey(owner: string, listId: string): PrimaryKey {
  return { owner, id: `${startOfLists}${listId}` };
}

/** The id of the list whose row this is; undefined for other rows. */
export function listIdOf({ key }: Row): string | undefined {
  return key.id?.startsWith(startOfLists) ? key.id.slice(startOfLists.length) : undefined;
}

/** Whether an owner has a list of this id that is not being deleted. One round trip. */
export async function isList(store: TablestoreClient, call: StoreCall, owner: string, id: string): Promise<boolean> {
  return isListRow(await store.getRow(call, tasksTable, listRowKey(owner, id)));
}

/** Whether a row that was read under a list's key is a list that is not being deleted. */
export function isListRow(row: Row | undefined): boolean {
  return row !== undefined && row.columns.deleting === undefined;
}

/** The column of a task's row that names its last writes: see write-tokens.ts. */
export const writeTokensColumn = 'request';

/** The column that names the last replacement, if it was written without reading the row first: see write-tokens.ts. */
export const replacementColumn = 'replacement';

/** Whether a row opens the calendar feed to a secret. */
export function isCalendarRow({ key }: Row): boolean {
  return key.id === '!f';
}

/** What an `Idempotency-Key` stands for. */
export interface KeyRow {
  /** The id that the key's task has or will have. */
  taskId: string;
  /** Digest of the body that the key came with. */
  fingerprint: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** The primary key of the row of an idempotency key, from a digest of the key. */
export function keyRowKey(owner: string, digest: string): PrimaryKey {
  return { owner, id: `key:${digest}` };
}

export function keyRowColumns({ taskId, fingerprint, createdAt }: KeyRow): Columns {
  return { task: taskId, request: fingerprint, created_at: createdAt };
}

export function keyRowOf({ columns }: Row): KeyRow {
  return {
    taskId: String(columns.task),
    fingerprint: String(columns.request),
    createdAt: Number(columns.created_at),
  };
}
