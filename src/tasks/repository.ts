import * as crypto from 'crypto';
import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { ConditionFailed, StoreError } from '../tablestore/errors';
import type { Condition, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { changeTask, fromRow, newTask, type Task, type TaskFields, toColumns } from './task';

/** Sorts after every task id and before the rows of idempotency keys. */
export const endOfTasks = 'a';

/** How often a change without `If-Match` that met another one is tried again. */
const conflictAttempts = 20;

export interface TaskPage {
  tasks: Task[];
  /** Where the next page begins; absent after the last task. */
  next: string | undefined;
}

/** Why a task was not changed. */
export type Refusal = 'missing' | 'version differs';

/**
 * Tasks in Tablestore, one row each. Every write states its condition where it is written, and a write whose answer was
 * lost is resolved by reading the row: each version carries the tokens of the calls that wrote it and its predecessors.
 * All methods raise StoreError.
 */
export class TaskRepository {
  constructor(private readonly store: TablestoreClient) {}

  /** One page in creation order; one round trip. `completed` filters; a filtered page may be empty and still have a next one. */
  async list(
    call: StoreCall,
    owner: string,
    page: { from?: string | undefined; limit: number; completed?: boolean | undefined },
  ): Promise<TaskPage> {
    const range = await this.store.getRange(call, tasksTable, {
      partition: owner,
      until: endOfTasks,
      // One more than wanted tells whether there is a next page.
      limit: page.limit + 1,
      ...(page.from !== undefined && { from: page.from }),
      ...(page.completed !== undefined && {
        filter: [{ column: 'status', is: page.completed ? 'equal' : 'not equal', value: 'completed' }],
      }),
    });
    const tasks = range.rows.map(fromRow);
    const beyond = tasks[page.limit];
    return { tasks: tasks.slice(0, page.limit), next: beyond ? beyond.id : range.next };
  }

  async get(call: StoreCall, owner: string, id: string): Promise<Task | undefined> {
    const row = await this.store.getRow(call, tasksTable, { owner, id });
    return row && fromRow(row);
  }

  /** Adds a task under its id. One round trip; false when the id is taken. */
  async insert(call: StoreCall, owner: string, task: Task): Promise<boolean> {
    const token = newToken();
    const key = { owner, id: task.id };
    try {
      await this.store.putRow(call, tasksTable, key, toColumns(task, token), { row: 'missing' });
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (!error.afterUnknownAttempt) return false;
      const row = await this.store.getRow(call, tasksTable, key);
      if (!row) throw outcomeUnknown('putRow');
      return wroteBy(row, token);
    }
  }

  /**
   * Replaces a task that is at an expected version. One round trip when one version is expected, two when a task that
   * stays completed keeps its time of completion.
   */
  async replace(
    call: StoreCall,
    owner: string,
    id: string,
    fields: TaskFields,
    expected: ExpectedVersions,
  ): Promise<Task | Refusal> {
    for (let attempt = 1; ; attempt++) {
      const version = await this.versionAmong(call, owner, id, expected);
      if (typeof version === 'string') return version;
      const result = await this.replaceAt(call, owner, id, fields, version);
      if (result !== 'version differs' || expected !== 'any' || attempt === conflictAttempts) return result;
    }
  }

  private async replaceAt(
    call: StoreCall,
    owner: string,
    id: string,
    fields: TaskFields,
    version: number,
  ): Promise<Task | Refusal> {
    const now = Date.now();
    const token = newToken();
    const next = { ...newTask(id, fields, now), version: version + 1 };
    const { created_at: _, ...put } = toColumns(next, token);
    const remove = ['order', 'due', 'completed_at'].filter((column) => put[column] === undefined);
    const key = { owner, id };
    const atVersion = { column: 'version', is: 'equal', value: version } as const;

    if (fields.status !== 'completed') {
      const write = { put, remove, read: ['created_at'] };
      return this.writeReplacement(call, key, next, write, { row: 'exists', columns: [atVersion] }, token);
    }
    const completing = { column: 'status', is: 'not equal', value: 'completed' } as const;
    const first = await this.writeReplacement(
      call,
      key,
      next,
      { put, remove, read: ['created_at'] },
      { row: 'exists', columns: [atVersion, completing] },
      token,
    );
    if (typeof first !== 'string') return first;
    const { completed_at: __, ...kept } = put;
    return this.writeReplacement(
      call,
      key,
      next,
      { put: kept, remove, read: ['created_at', 'completed_at'] },
      { row: 'exists', columns: [atVersion] },
      token,
    );
  }

  private async writeReplacement(
    call: StoreCall,
    key: { owner: string; id: string },
    next: Task,
    write: Parameters<TablestoreClient['updateRow']>[3],
    condition: Condition,
    token: string,
  ): Promise<Task | Refusal> {
    try {
      const read = await this.store.updateRow(call, tasksTable, key, write, condition);
      const completedAt = read.completed_at === undefined ? next.completedAt : Number(read.completed_at);
      return { ...next, createdAt: Number(read.created_at), completedAt };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (!error.afterUnknownAttempt) return 'version differs';
      const row = await this.resolve(call, key, next.version, token);
      return row
        ? { ...next, createdAt: fromRow(row).createdAt, completedAt: completionOf(next, row) }
        : 'version differs';
    }
  }

  /**
   * Changes some fields: reads, then writes on condition that the version is still the one that was read. Two round
   * trips. Without expected versions a change that met another one is repeated on what the other left.
   */
  async change(
    call: StoreCall,
    owner: string,
    id: string,
    change: (task: Task) => Partial<TaskFields>,
    expected: ExpectedVersions | undefined,
  ): Promise<Task | Refusal> {
    for (let attempt = 1; ; attempt++) {
      const row = await this.store.getRow(call, tasksTable, { owner, id });
      if (!row) return 'missing';
      const task = fromRow(row);
      if (!matches(expected, task.version)) return 'version differs';
      const changed = changeTask(task, change(task), Date.now());
      if (changed === task || (await this.writeChange(call, owner, changed, row))) return changed;
      if (expected !== undefined && expected !== 'any') return 'version differs';
      if (attempt === conflictAttempts || Date.now() >= call.deadline) {
        throw new StoreError('updateRow', 'TooManyConflicts', 'rejected', 'others changed the task each time');
      }
    }
  }

  /** False when another change came first. */
  private async writeChange(call: StoreCall, owner: string, changed: Task, before: Row): Promise<boolean> {
    const token = newToken();
    const key = { owner, id: changed.id };
    const put = toColumns(changed, withToken(before, token));
    const remove = ['order', 'due', 'completed_at'].filter((column) => put[column] === undefined);
    try {
      await this.store.updateRow(
        call,
        tasksTable,
        key,
        { put, remove },
        {
          row: 'exists',
          columns: [{ column: 'version', is: 'equal', value: changed.version - 1 }],
        },
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return error.afterUnknownAttempt && (await this.resolve(call, key, changed.version, token)) !== undefined;
    }
  }

  /** Removes a task; one round trip with one expected version or with none. */
  async remove(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions | undefined,
  ): Promise<'removed' | Refusal> {
    const anyVersion = expected === undefined || expected === 'any';
    const version = anyVersion ? undefined : await this.versionAmong(call, owner, id, expected);
    if (typeof version === 'string') return version;
    const columns = version === undefined ? undefined : [{ column: 'version', is: 'equal', value: version } as const];
    try {
      await this.store.deleteRow(call, tasksTable, { owner, id }, { row: 'exists', ...(columns && { columns }) });
      return 'removed';
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (!error.afterUnknownAttempt && !columns) return 'missing';
      const row = await this.store.getRow(call, tasksTable, { owner, id });
      if (row) return 'version differs';
      return error.afterUnknownAttempt ? 'removed' : 'missing';
    }
  }

  /** The one version to condition on: the expected one or, where several would do, the current one. */
  private async versionAmong(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions,
  ): Promise<number | Refusal> {
    const [only, ...others] = expected === 'any' ? [] : expected;
    if (only !== undefined && others.length === 0) return only;
    const task = await this.get(call, owner, id);
    if (!task) return 'missing';
    return matches(expected, task.version) ? task.version : 'version differs';
  }

  /**
   * Finds out whether a write whose answer was lost made `version`. Its condition is false by now, so it cannot be applied
   * any more; what the row shows is final.
   * @returns the row as it is now, perhaps changed again since, when the write was applied
   * @throws StoreError of unknown outcome when the row no longer tells
   */
  private async resolve(
    call: StoreCall,
    key: { owner: string; id: string },
    version: number,
    token: string,
  ): Promise<Row | undefined> {
    const row = await this.store.getRow(call, tasksTable, key);
    if (row && wroteBy(row, token)) return row;
    if (row && Number(row.columns.version) <= version) return undefined;
    throw outcomeUnknown('updateRow');
  }
}

/** When the version that was written counts as completed: the row knows, unless it was changed again. */
function completionOf(written: Task, row: Row): number | null {
  const now = fromRow(row);
  return now.version === written.version ? now.completedAt : written.completedAt;
}

const tokensKept = 4;

/** Names one write, so that it can be recognised in the row. */
function newToken(): string {
  return crypto.randomBytes(9).toString('base64');
}

/** The tokens of the last few writes, newest first. */
function withToken(before: Row, token: string): string {
  return [token, ...tokensOf(before).slice(0, tokensKept - 1)].join(' ');
}

function wroteBy(row: Row, token: string): boolean {
  return tokensOf(row).includes(token);
}

function tokensOf(row: Row): string[] {
  return String(row.columns.request ?? '').split(' ');
}

function outcomeUnknown(operation: string): StoreError {
  return new StoreError(
    operation,
    'OutcomeUnknown',
    'unknown',
    'the row no longer tells whether the write was applied',
  );
}
