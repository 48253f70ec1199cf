import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import { endOfTasks, startOfTasks } from './rows';
import { changeTask, fromRow, optionalColumns, replaceTask, type Task, type TaskFields, toColumns } from './task';
import { conflictAttempts, outcomeUnknown, type Refusal, tooManyConflicts, VersionedRows } from './versioned-rows';
import { ifUnchanged, newToken, relationOf } from './write-tokens';

export type { Refusal } from './versioned-rows';

/** Tasks read at once when a whole list is gone through. */
const pageSize = 200;

export interface TaskPage {
  tasks: Task[];
  /** Where the next page begins; absent after the last task. */
  next: string | undefined;
}

/**
 * Tasks in Tablestore, one row each. A new task's condition is that its id is free. Every other write reads the row first
 * and then states that it is unchanged, so that it can be carried out once only, however late. A write whose answer was
 * lost is resolved by reading the row again.
 *
 * @throws StoreError from every method
 */
export class TaskRepository {
  readonly #store: TablestoreClient;
  readonly #rows: VersionedRows<Task>;

  constructor(store: TablestoreClient) {
    this.#store = store;
    this.#rows = new VersionedRows(store, { fromRow, toColumns, optionalColumns });
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
    const row = await this.#store.getRow(call, tasksTable, { owner, id });
    return row && fromRow(row);
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

  /** Replaces a task, also by equal fields. Two round trips. */
  replace(
    call: StoreCall,
    owner: string,
    id: string,
    fields: TaskFields,
    expected: ExpectedVersions,
  ): Promise<Task | Refusal> {
    return this.#rows.change(call, { owner, id }, expected, (task) => replaceTask(task, fields, Date.now()));
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
   * Removes a task. Two round trips. When an answer was lost and the task is gone afterwards, it counts as removed: no row
   * is left that tells who did it.
   */
  async remove(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions | undefined,
  ): Promise<'removed' | Refusal> {
    const key = { owner, id };
    let row = await this.#store.getRow(call, tasksTable, key);
    for (let attempt = 1; attempt <= conflictAttempts; attempt++) {
      if (!row) return 'missing';
      if (!matches(expected, Number(row.columns.version))) return 'version differs';
      const condition = { row: 'exists', columns: ifUnchanged(row) } as const;
      const result = await this.#store.deleteRow(call, tasksTable, key, condition);
      if (result === 'applied') return 'removed';
      const now = await this.#store.getRow(call, tasksTable, key);
      if (result === 'perhaps applied') {
        const relation = now ? relationOf(now, row) : 'another task';
        if (relation === 'another task') return 'removed';
        if (relation === 'unclear') throw outcomeUnknown('DeleteRow');
      }
      row = now;
    }
    throw tooManyConflicts('DeleteRow');
  }
}
