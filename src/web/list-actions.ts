import { listNameLimit } from '../shared/limits';
import { cut, trimmed } from '../shared/text';
import type { Message } from './message';
import type { Store } from './store';
import type { RemoveList } from './sync/change';
import type { List, ListFields } from './tasks/list';
import { move, positionOf } from './tasks/position';

/** Adds a list after the others. Returns its id; undefined for a blank name. */
export function addList(store: Store, text: string): string | undefined {
  const name = nameOf(text);
  if (!name) return undefined;
  const id = store.newId();
  store.act({ kind: 'create-list', id, fields: { name } }, { kind: 'list-added', title: name });
  return id;
}

/** Takes over an edited name; a blank one changes nothing. */
export function renameList(store: Store, id: string, text: string): void {
  const name = nameOf(text);
  if (name && name !== listOf(store, id)?.name) edit(store, id, { name }, { kind: 'saved', title: name });
}

/** Archives a list, or takes it back from there. */
export function archiveList(store: Store, id: string, archived: boolean): void {
  const title = listOf(store, id)?.name ?? '';
  edit(store, id, { archived }, { kind: archived ? 'list-archived' : 'list-restored', title });
}

/** Moves a list to an index among all. */
export function moveList(store: Store, id: string, to: number): void {
  const places = store.lists.map((list) => ({ id: list.id, position: positionOf(list) }));
  const from = places.findIndex((place) => place.id === id);
  for (const { id: moved, position } of move(places, from, to)) {
    const title = listOf(store, moved)?.name ?? '';
    edit(store, moved, { order: position }, { kind: 'moved', title, position: to + 1, count: places.length });
  }
}

/** Deletes a list; its tasks go to the Inbox or to the trash. */
export function removeList(store: Store, id: string, tasks: RemoveList['tasks']): void {
  const list = listOf(store, id);
  if (!list) return;
  const known = store.known((task) => task.list === id);
  store.act(
    { kind: 'remove-list', list, tasks, known },
    { kind: 'list-removed', title: list.name, count: known.length },
  );
}

function edit(store: Store, id: string, fields: ListFields, message: Message): void {
  const list = listOf(store, id);
  if (list) store.act({ kind: 'edit-list', id, fields, list }, message);
}

function listOf(store: Store, id: string): List | undefined {
  return store.lists.find((list) => list.id === id);
}

const nameOf = (text: string): string => cut(trimmed(text), listNameLimit);
