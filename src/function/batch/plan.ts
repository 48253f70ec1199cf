import { utcDateOf } from '../../shared/dates';
import { HttpError, invalidInput } from '../http/problem';
import type { RowChange } from '../tablestore/client';
import type { Columns, PrimaryKey, Row } from '../tablestore/rows';
import { finishOccurrence, openSeriesOf } from '../tasks/series';
import { changeTask, fromRow, newTask, optionalColumns, type Task, type TaskFields, toColumns } from '../tasks/task';
import { ifUnchanged, newToken, withToken } from '../tasks/write-tokens';
import type { Change } from './input';

/** What became of one change: a task, its removal, or a refusal. */
export type Outcome = { status: 200 | 201; task: Task } | { status: 204 } | { status: number; error: HttpError };

/** The writes that make one change. */
export interface Plan {
  /** A row that must be there first: the finished occurrence of a repeating task. */
  before?: RowChange;
  /** The row that goes into the trash first. */
  deleted?: Row;
  /** The write that decides. */
  write: RowChange;
  /** The token by which the row remembers the write; a deletion leaves no row. */
  token?: string;
  /** The outcome when the write is applied. */
  outcome: Outcome;
}

/** What a plan is made from. */
export interface Given {
  owner: string;
  /** The task's row as it was read; undefined when there is none. */
  row: Row | undefined;
  /** Whether a list exists. */
  isList(id: string): boolean;
  /** Reads the fields that a change gives to a task. @throws HttpError 400 */
  fieldsOf(change: Extract<Change, { op: 'update' }>['change'], task: Task): Partial<TaskFields>;
  now: number;
}

/** Decides what a change writes; a change that needs no write has its outcome at once. */
export function planChange(change: Change, given: Given): Plan | Outcome {
  try {
    if (change.op === 'create') return planCreation(change, given);
    if (!given.row) return refused(new HttpError(404, 'There is no such task in your list.'));
    if (Number(given.row.columns.version) !== change.version) return refused(versionDiffers());
    return change.op === 'update' ? planUpdate(change, given.row, given) : planDeletion(given.row);
  } catch (error) {
    if (error instanceof HttpError) return refused(error);
    throw error;
  }
}

export function refused(error: HttpError): Outcome {
  return { status: error.status, error };
}

export function versionDiffers(): HttpError {
  return new HttpError(412, 'The task is not at the version that was expected. Fetch the current version and retry.');
}

/** The outcome of a creation whose id is in use: a repeat finds its task. */
export function outcomeOfTaken(fields: TaskFields, row: Row): Outcome {
  const task = fromRow(row);
  const names = Object.keys(fields) as (keyof TaskFields)[];
  if (names.every((name) => fields[name] === task[name])) return { status: 200, task };
  return refused(new HttpError(409, 'Another task in your list has this id.'));
}

function planCreation({ id, fields }: Extract<Change, { op: 'create' }>, given: Given): Plan | Outcome {
  if (given.row) return outcomeOfTaken(fields, given.row);
  checkList(fields.list, given);
  const task = newTask(id, fields, given.now);
  const token = newToken();
  const columns = toColumns(task, token);
  const write: RowChange = { type: 'put', key: { owner: given.owner, id }, columns, condition: { row: 'missing' } };
  return { write, token, outcome: { status: 201, task } };
}

function planUpdate(
  { change }: Extract<Change, { op: 'update' }>,
  row: Row,
  { owner, now, ...given }: Given,
): Plan | Outcome {
  checkList(change.list, given);
  const task = fromRow(row);
  const fields = given.fieldsOf(change, task);
  const series = fields.status === 'completed' ? openSeriesOf(task, fields) : undefined;
  const { next, finished } = series
    ? finishOccurrence(series, change.completedOn ?? utcDateOf(now), now)
    : { next: changeTask(task, fields, now), finished: undefined };
  if (next === task) return { status: 200, task };
  const token = newToken();
  return {
    ...(finished && { before: insertion({ owner, id: finished.id }, finished) }),
    write: versionChange(row, next, token),
    token,
    outcome: { status: 200, task: next },
  };
}

function planDeletion(row: Row): Plan {
  const condition = { row: 'exists', columns: ifUnchanged(row) } as const;
  return { deleted: row, write: { type: 'delete', key: row.key, condition }, outcome: { status: 204 } };
}

function checkList(list: string | null | undefined, { isList }: Pick<Given, 'isList'>): void {
  if (!list || isList(list)) return;
  throw invalidInput([{ pointer: '/list', detail: 'is none of your lists; null is the Inbox' }]);
}

function insertion(key: PrimaryKey, task: Task): RowChange {
  return { type: 'put', key, columns: toColumns(task, newToken()), condition: { row: 'missing' } };
}

/** Writes the columns that differ, so that a batch stays small whatever its tasks hold. */
function versionChange(row: Row, next: Task, token: string): RowChange {
  const columns = toColumns(next, withToken(row, token));
  const put: Columns = {};
  for (const name of Object.keys(columns)) {
    if (columns[name] !== undefined && columns[name] !== row.columns[name]) put[name] = columns[name];
  }
  const remove = optionalColumns.filter((name) => columns[name] === undefined && row.columns[name] !== undefined);
  return { type: 'update', key: row.key, put, remove, condition: { row: 'exists', columns: ifUnchanged(row) } };
}
