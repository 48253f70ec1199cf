import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import type { TaskRepository } from '../tasks/repository';

/** Rows deleted in one round trip: the service's limit. */
const batched = 200;

/** Deletes tasks that a person chose, whatever they have become since. One that is gone already is deleted. */
export class TaskDeletion {
  constructor(
    private readonly store: TablestoreClient,
    private readonly tasks: TaskRepository,
  ) {}

  /** May be repeated after a failure, and completes what was begun. */
  async remove(call: StoreCall, owner: string, ids: string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += batched) {
      const batch = ids.slice(start, start + batched);
      const errors = await this.store.batchWrite(
        call,
        tasksTable,
        batch.map((id) => ({ type: 'delete', key: { owner, id }, condition: { row: 'any' } })),
      );
      // A row that was refused, as when somebody is writing it, is tried again by itself.
      const left = batch.filter((_, index) => errors[index] !== undefined);
      await Promise.all(left.map((id) => this.tasks.remove(call, owner, id, undefined)));
    }
  }
}
