import { inOrder, type List, type ServerLists } from '../tasks/list';
import { type Change, isApplied, newList } from './change';

/** The lists with the pending changes applied, in their order. */
function listsWith(changes: readonly Change[], server: ServerLists): List[] {
  const lists = new Map(server.values().map((list) => [list.id, list]));
  for (const change of changes.filter(isApplied)) {
    if (change.kind === 'create-list' && !lists.has(change.id)) {
      lists.set(change.id, newList(change));
    }
    const list = change.kind === 'edit-list' && lists.get(change.id);
    if (list) lists.set(list.id, { ...list, ...change.fields });
    if (change.kind === 'remove-list') lists.delete(change.list.id);
  }
  return inOrder(Array.from(lists.values()));
}

/** Derives the lists that are shown. The array stays the same until one of them changes. */
export class ListView {
  #lists: readonly List[] = [];
  #madeOf: { revision: number; changes: readonly Change[] } | undefined;

  lists(server: ServerLists, changes: readonly Change[]): readonly List[] {
    const { revision } = server;
    if (this.#madeOf?.revision !== revision || this.#madeOf.changes !== changes) {
      const lists = listsWith(changes, server);
      this.#madeOf = { revision, changes };
      if (JSON.stringify(lists) !== JSON.stringify(this.#lists)) this.#lists = lists;
    }
    return this.#lists;
  }
}
