import * as crypto from 'crypto';
import { progressOf } from '../../shared/progress';
import { tagsIn } from '../../shared/tags';
import { ulidOf, ulidPattern } from '../../shared/ulid';
import type { RepeatFrom, Status, WireTask } from '../../shared/wire';
import type { Columns, Row } from '../tablestore/rows';
import { replacementColumn, writeTokensColumn } from './rows';
import type { RecordCodec } from './versioned-rows';

/** A task. Times are epoch milliseconds; `due` is a date `YYYY-MM-DD`. */
export interface Task {
  /** A ULID: 48 bits of time, then 80 random bits, so that ids sort by creation. */
  id: string;
  title: string;
  note: string;
  status: Status;
  completedAt: number | null;
  order: number | null;
  due: string | null;
  /** A rule as `setRule` writes it; only with a due date. */
  repeat: string | null;
  repeatFrom: RepeatFrom;
  /** The id of the list that the task is in; null is the Inbox. */
  list: string | null;
  /** The repeating task of which this one is a finished occurrence. */
  occurrenceOf: string | null;
  /** The date on which a repeating task was last completed and went on to its next occurrence. */
  rolledOn: string | null;
  createdAt: number;
  updatedAt: number;
  /** 1 when created, one more with every change. */
  version: number;
}

/** What a person decides about a task; all else follows. */
export type TaskFields = Pick<Task, 'title' | 'note' | 'status' | 'order' | 'due' | 'repeat' | 'repeatFrom' | 'list'>;

/** A new id that sorts by the given time (epoch milliseconds). */
export function newTaskId(time: number): string {
  return ulidOf(time, crypto.randomBytes(16));
}

/** Whether a text is a task id in its one canonical, upper-case form. */
export function isTaskId(text: string): boolean {
  return ulidPattern.test(text);
}

export function newTask(id: string, fields: TaskFields, now: number): Task {
  return {
    id,
    ...fields,
    occurrenceOf: null,
    rolledOn: null,
    completedAt: fields.status === 'completed' ? now : null,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

/**
 * A task after a change. The time of completion stays while the task stays completed.
 * @returns the very same task when nothing differs
 */
export function changeTask(task: Task, changes: Partial<TaskFields>, now: number): Task {
  const fields = Object.keys(changes) as (keyof TaskFields)[];
  if (fields.every((field) => changes[field] === task[field])) return task;
  return nextVersion(task, { ...task, ...changes }, now);
}

/** A task after all its fields were written, which makes a version also when nothing differs. */
export function replaceTask(task: Task, fields: TaskFields, now: number): Task {
  return nextVersion(task, { ...task, ...fields }, now);
}

function nextVersion(before: Task, changed: Task, now: number): Task {
  const isCompleted = changed.status === 'completed';
  return {
    ...changed,
    completedAt: isCompleted ? (before.completedAt ?? now) : null,
    // An occurrence that is opened again is a task like any other.
    occurrenceOf: isCompleted ? before.occurrenceOf : null,
    updatedAt: now,
    version: before.version + 1,
  };
}

/** The columns that a change may take away; `rolled_on` stays once it is there. */
export const optionalColumns = [
  'order',
  'due',
  'repeat',
  'repeat_from',
  'list',
  'occurrence_of',
  'completed_at',
  replacementColumn,
];

/** The task's columns as stored; absent ones are null. `writeTokens` name its last writes, newest first. */
export function toColumns(task: Task, writeTokens: string): Columns {
  return {
    title: task.title,
    note: task.note,
    status: task.status,
    order: task.order ?? undefined,
    due: task.due ?? undefined,
    repeat: task.repeat ?? undefined,
    repeat_from: task.repeatFrom === 'due' ? undefined : task.repeatFrom,
    list: task.list ?? undefined,
    occurrence_of: task.occurrenceOf ?? undefined,
    rolled_on: task.rolledOn ?? undefined,
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    completed_at: task.completedAt ?? undefined,
    version: task.version,
    [writeTokensColumn]: writeTokens,
  };
}

export function fromRow({ key, columns }: Row): Task {
  return {
    id: key.id as string,
    title: String(columns.title ?? ''),
    note: String(columns.note ?? ''),
    status: (columns.status ?? 'open') as Status,
    completedAt: numberOrNull(columns.completed_at),
    order: numberOrNull(columns.order),
    due: textOrNull(columns.due),
    repeat: textOrNull(columns.repeat),
    repeatFrom: columns.repeat_from === 'completion' ? 'completion' : 'due',
    list: textOrNull(columns.list),
    occurrenceOf: textOrNull(columns.occurrence_of),
    rolledOn: textOrNull(columns.rolled_on),
    createdAt: Number(columns.created_at),
    updatedAt: Number(columns.updated_at),
    version: Number(columns.version),
  };
}

/** How tasks are stored. */
export const taskCodec: RecordCodec<Task> = { fromRow, toColumns, optionalColumns };

/** The task as the API shows it. `base` is what links begin with. */
export function toJson(task: Task, base: string): WireTask {
  const { id, title, note, status, order, due, repeat, repeatFrom, list, occurrenceOf, version } = task;
  return {
    id,
    url: `${base}/api/tasks/${id}`,
    title,
    note,
    status,
    completed: status === 'completed',
    completedAt: task.completedAt === null ? null : timeOf(task.completedAt),
    order,
    due,
    repeat,
    repeatFrom,
    list,
    tags: tagsIn(title, note),
    progress: progressOf(note),
    ...(occurrenceOf !== null && { occurrenceOf }),
    createdAt: timeOf(task.createdAt),
    updatedAt: timeOf(task.updatedAt),
    version,
  };
}

function textOrNull(value: string | number | undefined): string | null {
  return value === undefined ? null : String(value);
}

function numberOrNull(value: string | number | undefined): number | null {
  return value === undefined ? null : Number(value);
}

function timeOf(time: number): string {
  return new Date(time).toISOString();
}
