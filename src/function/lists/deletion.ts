import type { ExpectedVersions } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { BulkTasks } from '../tasks/bulk';
import type { Refusal } from '../tasks/versioned-rows';
import type { DeletionMode } from './list';
import type { ListRepository } from './repository';

/**
 * Deletes a list with or without its tasks. Marking the list's row decides; its tasks follow, and the row goes last, so that
 * repeating an interrupted deletion completes it as it was begun.
 */
export class ListDeletion {
  readonly #lists: ListRepository;
  readonly #tasks: BulkTasks;

  constructor(store: TablestoreClient, lists: ListRepository) {
    this.#lists = lists;
    this.#tasks = new BulkTasks(store);
  }

  /**
   * @param mode what becomes of the tasks; without it a list that has tasks stays
   * @throws StoreError, also when there are too many tasks for one call: repeating it goes on
   */
  async remove(
    call: StoreCall,
    owner: string,
    id: string,
    mode: DeletionMode | undefined,
    expected: ExpectedVersions | undefined,
  ): Promise<'removed' | 'has tasks' | Refusal> {
    let begun = await this.#lists.deletionOf(call, owner, id);
    if (begun === undefined) {
      if (mode === undefined && (await this.#tasks.hasTasksIn(call, owner, id))) {
        return (await this.#lists.get(call, owner, id)) ? 'has tasks' : 'missing';
      }
      begun = mode ?? 'inbox';
      const marked = await this.#lists.beginDeletion(call, owner, id, begun, expected);
      if (typeof marked === 'string') return marked;
    }
    if (begun === 'trash') await this.#tasks.removeAllIn(call, owner, id);
    else await this.#tasks.moveToInbox(call, owner, id);
    await this.#lists.endDeletion(call, owner, id);
    return 'removed';
  }
}
