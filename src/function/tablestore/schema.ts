import { trashDays } from '../../shared/limits';

/** How a column's value is stored. `integer` columns are sent as 64-bit integers; a plain JS number would become a double. */
export type ColumnType = 'string' | 'integer' | 'double';

export interface TableSchema {
  readonly name: string;
  /** Primary key columns, all STRING, in order; the first is the partition key. */
  readonly primaryKey: readonly string[];
  /** Seconds after which the service deletes a row that was not written again; absent: rows stay. */
  readonly timeToLive?: number;
  readonly columns: Readonly<Record<string, ColumnType>>;
}

/**
 * One row a task. In front of its tasks an owner's partition holds one row for each list, whose ids start with `!l:`, and
 * after them one small row for each `Idempotency-Key` in use, whose ids start with `key:`.
 */
export const tasksTable: TableSchema = {
  name: 'tasks',
  primaryKey: ['owner', 'id'],
  columns: {
    title: 'string',
    note: 'string',
    status: 'string',
    order: 'double',
    due: 'string',
    repeat: 'string',
    repeat_from: 'string',
    list: 'string',
    occurrence_of: 'string',
    rolled_on: 'string',
    created_at: 'integer',
    updated_at: 'integer',
    completed_at: 'integer',
    version: 'integer',
    request: 'string',
    replacement: 'string',
    task: 'string',
    origin: 'string',
    name: 'string',
    archived: 'integer',
    deleting: 'string',
  },
};

/**
 * Tasks that were deleted: their rows as they were, each under an id of its own. The service forgets them by itself.
 * A row's id is a ULID of the time of deletion, a colon, and the task's id.
 */
export const trashTable: TableSchema = {
  name: 'trash',
  primaryKey: ['owner', 'id'],
  timeToLive: trashDays * 24 * 60 * 60,
  columns: tasksTable.columns,
};

/**
 * From user name to owner and password hash, with counters of wrong passwords. Rows whose key holds a `:`, which no user
 * name does, are helpers: `owner:<id>` names the account that an owner id belongs to, `unknown:<n>` counts wrong
 * passwords for user names that do not exist.
 */
export const accountsTable: TableSchema = {
  name: 'accounts',
  primaryKey: ['username'],
  columns: {
    owner: 'string',
    name: 'string',
    password: 'string',
    generation: 'integer',
    created_at: 'integer',
    failures: 'integer',
    failed_at: 'integer',
    device_failures: 'integer',
    device_failed_at: 'integer',
    request: 'string',
    account: 'string',
  },
};

/** What the function itself must remember: the session key. */
export const settingsTable: TableSchema = {
  name: 'settings',
  primaryKey: ['name'],
  columns: { value: 'string' },
};

export const tables: readonly TableSchema[] = [tasksTable, trashTable, accountsTable, settingsTable];
