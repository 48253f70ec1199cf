import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import type { Columns, ColumnTest, Condition, Row } from '../tablestore/rows';
import { tasksTable, trashTable } from '../tablestore/schema';
import { endOfTasks, replacementColumn, startOfTasks, writeTokensColumn } from './rows';
import {
  changeTask,
  fromRow,
  newTask,
  optionalColumns,
  replaceTask,
  type Task,
  type TaskFields,
  taskCodec,
  toColumns,
} from './task';
import { newTrashKey } from './trash-rows';
import { conflictAttempts, outcomeUnknown, type Refusal, tooManyConflicts, VersionedRows } from './versioned-rows';
import { hasToken, ifUnchanged, newToken, relationOf } from './write-tokens';

export type { Refusal } from './versioned-rows';

/** Tasks read at once when a whole list is gone through. */
const pageSize = 200;

export interface TaskPage {
  tasks: Task[];
  /** Where the next page begins; absent after the last task. */
  next: string | undefined;
}

/**
 * Tasks in Tablestore, one row each. A new task's condition is that its id is free. A change reads the row first and then
 * states that it is unchanged, so that it can be carried out once only, however late. Two writes go without reading, for
 * one round trip: a replacement of one version, and a permanent deletion. A write whose answer was lost is resolved by
 * reading the row again.
 *
 * @throws StoreError from every method
 */
export class TaskRepository {
  readonly #store: TablestoreClient;
  readonly #rows: VersionedRows<Task>;

  constructor(store: TablestoreClient) {
    this.#store = store;
    this.#rows = new VersionedRows(store, taskCodec);
  }

  /** One page in creation order; one round trip. `completed` filters; a filtered page may be empty and still have a next one. */
  async list(
    call: StoreCall,
    owner: string,
    page: { from?: string | undefined; limit: number; completed?: boolean | undefined },
  ): Promise<TaskPage> {
    const range = await this.#store.getRange(call, tasksTable, {
      partition: owner,
      from: page.from ?? startOfTasks,
      until: endOfTasks,
      // One more than wanted tells whether there is a next page.
      limit: page.limit + 1,
      ...(page.completed !== undefined && {
        filter: [{ column: 'status', is: page.completed ? 'equal' : 'not equal', value: 'completed' }],
      }),
    });
    const tasks = range.rows.map(fromRow);
    const beyond = tasks[page.limit];
    return { tasks: tasks.slice(0, page.limit), next: beyond ? beyond.id : range.next };
  }

  /** The whole list, or its tasks from an id on, page by page. */
  async *pages(call: StoreCall, owner: string, from?: string): AsyncGenerator<Task[], void> {
    let next = from;
    do {
      const page = await this.list(call, owner, { from: next, limit: pageSize });
      yield page.tasks;
      next = page.next;
    } while (next !== undefined);
  }

  async get(call: StoreCall, owner: string, id: string): Promise<Task | undefined> {
    const row = await this.#store.getRow(call, tasksTable, { owner, id });
    return row && fromRow(row);
  }

  /** The tasks of some ids that exist, in the order of the ids; one round trip for up to 100. */
  async getSome(call: StoreCall, owner: string, ids: readonly string[]): Promise<Task[]> {
    const keys = Array.from(new Set(ids), (id) => ({ owner, id }));
    const rows = await this.#store.batchGet(call, tasksTable, keys);
    return rows.filter((row): row is Row => row !== undefined).map(fromRow);
  }

  /**
   * Adds a task under its id. One round trip; false when the id is taken.
   * @throws StoreError also when the answer was lost and the row does not tell who made it
   */
  insert(call: StoreCall, owner: string, task: Task): Promise<boolean> {
    return this.#rows.insert(call, { owner, id: task.id }, task);
  }

  /** Adds a task under its id, or finds the one that is there already. */
  async insertOrFind(call: StoreCall, owner: string, task: Task): Promise<Task> {
    const key = { owner, id: task.id };
    const result = await this.#store.putRow(call, tasksTable, key, toColumns(task, newToken()), { row: 'missing' });
    if (result === 'applied') return task;
    const row = await this.#store.getRow(call, tasksTable, key);
    if (!row) throw outcomeUnknown('PutRow');
    return fromRow(row);
  }

  /**
   * Replaces a task, also by equal fields. One round trip when one version is expected; two otherwise, and by a completed
   * task, which keeps its time of completion.
   */
  replace(
    call: StoreCall,
    owner: string,
    id: string,
    fields: TaskFields,
    expected: ExpectedVersions,
  ): Promise<Task | Refusal> {
    const version = onlyVersion(expected);
    if (version !== undefined && fields.status !== 'completed') {
      return this.#replaceVersion(call, { owner, id }, fields, version);
    }
    return this.#rows.change(call, { owner, id }, expected, (task) => replaceTask(task, fields, Date.now()));
  }

  /** Replaces a task at a version without reading it first. */
  async #replaceVersion(call: StoreCall, key: TaskKey, fields: TaskFields, version: number): Promise<Task | Refusal> {
    const token = newToken();
    const next = { ...newTask(key.id, fields, Date.now()), version: version + 1 };
    const { created_at: _, [writeTokensColumn]: __, ...columns } = toColumns(next, '');
    const put: Columns = { ...columns, [replacementColumn]: token };
    const change = { put, remove: optionalColumns.filter((column) => put[column] === undefined), read: ['created_at'] };
    const condition: Condition = { row: 'exists', columns: [versionIs(version)] };
    const result = await this.#store.updateRowOnce(call, tasksTable, key, change, condition);
    if (result === 'refused') return 'version differs';
    if (result === 'answer lost') return this.#replaceAgain(call, key, fields, next, token);
    return { ...next, createdAt: Number(result.created_at) };
  }

  /**
   * Finds out what became of a replacement whose answer was lost. While the row is still at the version that was expected,
   * it is replaced as it was read, after which the first attempt cannot be applied any more.
   */
  async #replaceAgain(
    call: StoreCall,
    key: TaskKey,
    fields: TaskFields,
    next: Task,
    token: string,
  ): Promise<Task | Refusal> {
    for (let attempt = 1; attempt <= conflictAttempts; attempt++) {
      const row = await this.#store.getRow(call, tasksTable, key);
      if (!row) break;
      const task = fromRow(row);
      if (hasToken(row, token)) return { ...next, createdAt: task.createdAt };
      if (task.version === next.version) return 'version differs';
      // A later version may have forgotten the token, an earlier one is another task's.
      if (task.version !== next.version - 1) break;
      const written = replaceTask(task, fields, Date.now());
      if (await this.#rows.writeVersion(call, key, written, row)) return written;
    }
    throw outcomeUnknown('UpdateRow');
  }

  /** Changes some fields of a task, if they differ. Two round trips. */
  change(
    call: StoreCall,
    owner: string,
    id: string,
    change: (task: Task) => Partial<TaskFields>,
    expected: ExpectedVersions | undefined,
  ): Promise<Task | Refusal> {
    return this.#rows.change(call, { owner, id }, expected, (task) => changeTask(task, change(task), Date.now()));
  }

  /**
   * Removes a task at once and for good. One round trip. When an answer was lost and the task is gone afterwards, it counts
   * as removed: no row is left that tells who did it.
   */
  async removePermanently(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions | undefined,
  ): Promise<'removed' | Refusal> {
    const version = onlyVersion(expected);
    if (expected !== undefined && version === undefined) return this.#removeRead(call, { owner, id }, expected);
    const columns = version === undefined ? {} : { columns: [versionIs(version)] };
    const result = await this.#store.deleteRowOnce(call, tasksTable, { owner, id }, { row: 'exists', ...columns });
    if (result === 'applied') return 'removed';
    if (result === 'refused' && version === undefined) return 'missing';
    const removed = await this.#removeRead(call, { owner, id }, expected);
    return removed === 'missing' && result === 'answer lost' ? 'removed' : removed;
  }

  /** Moves a task into the trash. Three round trips: the trash has it before the list loses it. */
  remove(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions | undefined,
  ): Promise<'removed' | Refusal> {
    return this.#removeRead(call, { owner, id }, expected, (row) => this.#intoTrash(call, row));
  }

  /**
   * Reads a task and removes it, again when another write came between. When an answer was lost and the task is gone
   * afterwards, it counts as removed: no row is left that tells who did it.
   * @param before done before each attempt; it returns how to take that back
   */
  async #removeRead(
    call: StoreCall,
    key: TaskKey,
    expected: ExpectedVersions | undefined,
    before?: (row: Row) => Promise<() => Promise<unknown>>,
  ): Promise<'removed' | Refusal> {
    let row = await this.#store.getRow(call, tasksTable, key);
    for (let attempt = 1; attempt <= conflictAttempts; attempt++) {
      if (!row) return 'missing';
      if (!matches(expected, Number(row.columns.version))) return 'version differs';
      const takeBack = await before?.(row);
      const condition = { row: 'exists', columns: ifUnchanged(row) } as const;
      const result = await this.#store.deleteRow(call, tasksTable, key, condition);
      if (result === 'applied') return 'removed';
      const now = await this.#store.getRow(call, tasksTable, key);
      if (result === 'perhaps applied') {
        const relation = now ? relationOf(now, row) : 'another task';
        if (relation === 'another task') return 'removed';
        if (relation === 'unclear') throw outcomeUnknown('DeleteRow');
      }
      await takeBack?.();
      row = now;
    }
    throw tooManyConflicts('DeleteRow');
  }

  /** Puts a row into the trash; returns how to take it out again. */
  async #intoTrash(call: StoreCall, row: Row): Promise<() => Promise<unknown>> {
    const key = newTrashKey(row.key);
    await this.#store.putRow(call, trashTable, key, row.columns, { row: 'missing' });
    return () => this.#store.deleteRow(call, trashTable, key, { row: 'exists' });
  }
}

type TaskKey = { owner: string; id: string };

/** The version that is expected, when it is one. */
function onlyVersion(expected: ExpectedVersions | undefined): number | undefined {
  return expected !== undefined && expected !== 'any' && expected.length === 1 ? expected[0] : undefined;
}

function versionIs(version: number): ColumnTest {
  return { column: 'version', is: 'equal', value: version };
}
