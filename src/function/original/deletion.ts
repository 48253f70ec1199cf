import { allSettled } from '../../shared/settled';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import type { TaskRepository } from '../tasks/repository';
import { putIntoTrash, trashBatch } from '../tasks/trash-rows';
import { ifUnchanged } from '../tasks/write-tokens';

/** Moves tasks that a person chose into the trash. A task that does not exist counts as deleted. */
export class TaskDeletion {
  readonly #store: TablestoreClient;
  readonly #tasks: TaskRepository;

  constructor(store: TablestoreClient, tasks: TaskRepository) {
    this.#store = store;
    this.#tasks = tasks;
  }

  /** Repeating it after a failure completes it. */
  async remove(call: StoreCall, owner: string, ids: string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += trashBatch) {
      await this.#removeBatch(call, owner, ids.slice(start, start + trashBatch));
    }
  }

  async #removeBatch(call: StoreCall, owner: string, ids: string[]): Promise<void> {
    const found = await this.#store.batchGet(
      call,
      tasksTable,
      ids.map((id) => ({ owner, id })),
    );
    const rows = found.filter((row) => row !== undefined);
    if (rows.length === 0) return;
    await putIntoTrash(this.#store, call, rows);
    const results = await this.#store.batchWrite(
      call,
      tasksTable,
      rows.map((row) => ({ type: 'delete', key: row.key, condition: { row: 'exists', columns: ifUnchanged(row) } })),
    );
    // A task that is changed at the same time is deleted by itself.
    const left = rows.filter((_, index) => results[index] !== 'applied');
    await allSettled(left.map((row) => this.#tasks.remove(call, owner, row.key.id as string, undefined)));
  }
}
