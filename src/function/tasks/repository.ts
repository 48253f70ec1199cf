import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { ConditionFailed, StoreError } from '../tablestore/errors';
import type { ColumnTest, Condition, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { changeTask, fromRow, newTask, type Task, type TaskFields, toColumns } from './task';
import { newToken, unchangedSince, unsetColumns, versionIs, wasThere, withToken, wroteBy } from './write-tokens';

/** Sorts after every task id and before the rows of idempotency keys. */
export const endOfTasks = 'a';

/** Sorts after every row of an owner. */
export const endOfOwner = '~';

/** Tasks read at once when a whole list is gone through. */
const pageSize = 200;

/** How often a change without `If-Match` that met another one is tried again. */
const conflictAttempts = 20;

/** How often a removal whose answer was lost is tried. */
const removalAttempts = 4;

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

  /** The whole list, page by page. */
  async *pages(call: StoreCall, owner: string): AsyncGenerator<Task[], void> {
    let from: string | undefined;
    do {
      const page = await this.list(call, owner, { from, limit: pageSize });
      yield page.tasks;
      from = page.next;
    } while (from !== undefined);
  }

  async get(call: StoreCall, owner: string, id: string): Promise<Task | undefined> {
    const row = await this.store.getRow(call, tasksTable, { owner, id });
    return row && fromRow(row);
  }

  /**
   * Adds a task under its id. One round trip; false when the id is taken.
   * @throws StoreError of unknown outcome also when the answer was lost and the row no longer tells who made it
   */
  async insert(call: StoreCall, owner: string, task: Task): Promise<boolean> {
    const token = newToken();
    const key = { owner, id: task.id };
    try {
      await this.store.putRow(call, tasksTable, key, toColumns(task, token), { row: 'missing' });
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (!error.afterUnknownAttempt) return false;
      const row = await this.readAgain(call, key, 'PutRow');
      // A foreign row may stand there because ours was deleted and the id used anew.
      if (!row || !wroteBy(row, token)) throw outcomeUnknown('PutRow');
      return true;
    }
  }

  /** Adds a task under its id, or finds the one that is there already. */
  async insertOrFind(call: StoreCall, owner: string, task: Task): Promise<Task> {
    const key = { owner, id: task.id };
    try {
      await this.store.putRow(call, tasksTable, key, toColumns(task, newToken()), { row: 'missing' });
      return task;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const row = await this.readAgain(call, key, 'PutRow');
      if (!row) throw outcomeUnknown('PutRow');
      return fromRow(row);
    }
  }

  /**
   * Replaces a task that is at an expected version. One round trip when one version is expected; another for a completed
   * task, which keeps its time of completion while it stays completed.
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
    if (fields.status === 'completed') return this.replaceCompleted(call, owner, id, fields, version);
    const token = newToken();
    const next = { ...newTask(id, fields, Date.now()), version: version + 1 };
    const { created_at: _, ...put } = toColumns(next, token);
    const key = { owner, id };
    const write = { put, remove: unsetColumns(put), read: ['created_at'] };
    const columns = [versionIs(version)];
    try {
      const read = await this.store.updateRow(call, tasksTable, key, write, { row: 'exists', columns, mayRecur: true });
      return { ...next, createdAt: Number(read.created_at) };
    } catch (error) {
      if (error instanceof ConditionFailed) return 'version differs';
      if (!(error instanceof StoreError) || error.outcome === 'rejected') throw error;
      const row = await this.readAgain(call, key, 'UpdateRow');
      if (row && wroteBy(row, token)) return { ...next, createdAt: fromRow(row).createdAt };
      if (!row || !wasThere(row, next.updatedAt) || Number(row.columns.version) !== version) throw error;
      const repeated = { ...next, createdAt: fromRow(row).createdAt };
      if (await this.writeChange(call, owner, repeated, row)) return repeated;
      // The attempt whose answer was lost may have been carried out only after the row was read.
      return (await this.wasWritten(call, key, repeated, token)) ? repeated : 'version differs';
    }
  }

  private async replaceCompleted(
    call: StoreCall,
    owner: string,
    id: string,
    fields: TaskFields,
    version: number,
  ): Promise<Task | Refusal> {
    const row = await this.store.getRow(call, tasksTable, { owner, id });
    if (!row) return 'version differs';
    const before = fromRow(row);
    if (before.version !== version) return 'version differs';
    const now = Date.now();
    const completedAt = before.completedAt ?? now;
    const next = { ...before, ...fields, completedAt, updatedAt: now, version: version + 1 };
    return (await this.writeChange(call, owner, next, row)) ? next : 'version differs';
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
        throw new StoreError('UpdateRow', 'TooManyConflicts', 'rejected', 'others changed the task each time');
      }
    }
  }

  /** Writes the next version of a row that was read. False when another change came first. */
  private async writeChange(call: StoreCall, owner: string, changed: Task, before: Row): Promise<boolean> {
    const token = newToken();
    const key = { owner, id: changed.id };
    const put = toColumns(changed, withToken(before, token));
    try {
      await this.store.updateRow(
        call,
        tasksTable,
        key,
        { put, remove: unsetColumns(put) },
        { row: 'exists', columns: unchangedSince(before) },
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return error.afterUnknownAttempt && (await this.wasWritten(call, key, changed, token));
    }
  }

  /**
   * Finds out whether a change whose answer was lost made its version. Its condition is false by now, so it cannot be
   * applied any more; what the row shows is final.
   * @throws StoreError of unknown outcome when the row no longer tells
   */
  private async wasWritten(
    call: StoreCall,
    key: { owner: string; id: string },
    changed: Task,
    token: string,
  ): Promise<boolean> {
    const row = await this.readAgain(call, key, 'UpdateRow');
    if (row && wroteBy(row, token)) return true;
    const sameTask = row && fromRow(row).createdAt === changed.createdAt;
    if (sameTask && Number(row.columns.version) <= changed.version) return false;
    throw outcomeUnknown('UpdateRow');
  }

  /** Reads the row of a write whose answer was lost; when that fails too, the outcome stays unknown. */
  private async readAgain(
    call: StoreCall,
    key: { owner: string; id: string },
    operation: string,
  ): Promise<Row | undefined> {
    try {
      return await this.store.getRow(call, tasksTable, key);
    } catch (error) {
      throw error instanceof StoreError ? outcomeUnknown(operation, error.message) : error;
    }
  }

  /**
   * Removes a task; one round trip with one expected version or with none. When an answer was lost and the task is gone
   * afterwards, it counts as removed, whoever did it: there is no row that could tell.
   */
  async remove(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions | undefined,
  ): Promise<'removed' | Refusal> {
    const began = Date.now();
    const anyVersion = expected === undefined || expected === 'any';
    const version = anyVersion ? undefined : await this.versionAmong(call, owner, id, expected);
    if (typeof version === 'string') return version;
    const key = { owner, id };
    let columns: ColumnTest[] | undefined = version === undefined ? undefined : [versionIs(version)];
    let lost = false;
    for (let attempt = 1; ; attempt++) {
      try {
        const condition: Condition = { row: 'exists', ...(columns && { columns }), mayRecur: true };
        await this.store.deleteRow(call, tasksTable, key, condition);
        return 'removed';
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (error.outcome === 'unknown') lost = true;
        else if (!(error instanceof ConditionFailed)) throw error.withOutcome(lost ? 'unknown' : 'rejected');
        else if (!columns) return 'missing';
        const row = await this.readAgain(call, key, 'DeleteRow');
        if (!row) return lost ? 'removed' : 'missing';
        // Another task under the id of the one that was removed.
        if (lost && !wasThere(row, began)) return 'removed';
        if (version !== undefined && Number(row.columns.version) !== version) return 'version differs';
        if (attempt === removalAttempts || Date.now() >= call.deadline) throw error.withOutcome('unknown');
        columns = unchangedSince(row);
      }
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
}

function outcomeUnknown(
  operation: string,
  detail = 'the row no longer tells whether the write was applied',
): StoreError {
  return new StoreError(operation, 'OutcomeUnknown', 'unknown', detail);
}
