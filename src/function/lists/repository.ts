import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import { listRowKey, startOfLists, startOfTasks } from '../tasks/rows';
import { outcomeUnknown, type Refusal, VersionedRows } from '../tasks/versioned-rows';
import { ifUnchanged } from '../tasks/write-tokens';
import {
  changeList,
  type DeletionMode,
  fromRow,
  type List,
  type ListFields,
  optionalColumns,
  replaceList,
  toColumns,
} from './list';

/**
 * Lists in Tablestore, one row each, in front of their owner's tasks. A list that is being deleted is missing for everybody
 * but its deletion.
 *
 * @throws StoreError from every method
 */
export class ListRepository {
  readonly #store: TablestoreClient;
  readonly #rows: VersionedRows<List>;

  constructor(store: TablestoreClient) {
    this.#store = store;
    this.#rows = new VersionedRows(store, { fromRow, toColumns, optionalColumns });
  }

  /** All lists in creation order. There are few: one round trip. */
  async all(call: StoreCall, owner: string): Promise<List[]> {
    const lists: List[] = [];
    let from: string | undefined = startOfLists;
    while (from !== undefined) {
      const query = { partition: owner, from, until: startOfTasks, limit: 1000 };
      const range = await this.#store.getRange(call, tasksTable, query);
      lists.push(...range.rows.map(fromRow).filter(isThere));
      from = range.next;
    }
    return lists;
  }

  async get(call: StoreCall, owner: string, id: string): Promise<List | undefined> {
    const list = await this.#read(call, owner, id);
    return list && isThere(list) ? list : undefined;
  }

  /** Adds a list under its id. False when the id is taken. */
  insert(call: StoreCall, owner: string, list: List): Promise<boolean> {
    return this.#rows.insert(call, listRowKey(owner, list.id), list);
  }

  /** Changes some fields of a list, if they differ. Two round trips. */
  change(
    call: StoreCall,
    owner: string,
    id: string,
    changes: Partial<ListFields>,
    expected: ExpectedVersions | undefined,
  ): Promise<List | Refusal> {
    return this.#write(call, owner, id, expected, (list) => changeList(list, changes, Date.now()));
  }

  /** Replaces a list, also by equal fields. Two round trips. */
  replace(
    call: StoreCall,
    owner: string,
    id: string,
    fields: ListFields,
    expected: ExpectedVersions,
  ): Promise<List | Refusal> {
    return this.#write(call, owner, id, expected, (list) => replaceList(list, fields, Date.now()));
  }

  /** How the tasks are dealt with of a list whose deletion was begun and not ended. */
  async deletionOf(call: StoreCall, owner: string, id: string): Promise<DeletionMode | undefined> {
    return (await this.#read(call, owner, id))?.deleting ?? undefined;
  }

  /** Marks a list as being deleted. From then on it is gone for everybody. */
  beginDeletion(
    call: StoreCall,
    owner: string,
    id: string,
    mode: DeletionMode,
    expected: ExpectedVersions | undefined,
  ): Promise<List | Refusal> {
    return this.#write(call, owner, id, expected, (list) => changeList(list, { deleting: mode }, Date.now()));
  }

  /** Removes the row of a list whose tasks have been dealt with. */
  async endDeletion(call: StoreCall, owner: string, id: string): Promise<void> {
    const key = listRowKey(owner, id);
    const row = await this.#store.getRow(call, tasksTable, key);
    if (!row || isThere(fromRow(row))) return;
    const condition = { row: 'exists', columns: ifUnchanged(row) } as const;
    const result = await this.#store.deleteRow(call, tasksTable, key, condition);
    if (result === 'perhaps applied' && (await this.#read(call, owner, id))) throw outcomeUnknown('DeleteRow');
  }

  async #read(call: StoreCall, owner: string, id: string): Promise<List | undefined> {
    const row = await this.#store.getRow(call, tasksTable, listRowKey(owner, id));
    return row && fromRow(row);
  }

  async #write(
    call: StoreCall,
    owner: string,
    id: string,
    expected: ExpectedVersions | undefined,
    next: (list: List) => List,
  ): Promise<List | Refusal> {
    let refusal: Refusal | undefined;
    const written = await this.#rows.change(call, listRowKey(owner, id), undefined, (list) => {
      refusal = !isThere(list) ? 'missing' : matches(expected, list.version) ? undefined : 'version differs';
      return refusal ? list : next(list);
    });
    return refusal ?? written;
  }
}

function isThere(list: List): boolean {
  return list.deleting === null;
}
