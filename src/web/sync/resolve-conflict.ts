import type { List } from '../tasks/server-tasks';
import { type Change, type Create, isBulk } from './change';
import type { Outbox } from './outbox';

export type Choice = 'mine' | 'theirs';

/**
 * Ends a conflict: with the person's own change on top of the version it met, or with that version. A task that was deleted
 * elsewhere is made anew when the person wants to keep the change; `again` makes the change that does so.
 */
export function resolveConflict(
  { list, outbox }: { list: List; outbox: Outbox },
  change: Change,
  choice: Choice,
  again: (id: string, fields: Create['fields']) => Create,
): void {
  if (isBulk(change) || change.kind === 'create' || change.theirs === undefined) return;
  const { key, id, theirs } = change;
  const mine = list.get(id);
  if (theirs) list.put(theirs);
  else list.delete(id);
  if (choice === 'mine' && theirs) {
    outbox.update(key, { state: 'ready', version: theirs.version, attempts: 0 });
  } else if (choice === 'mine' && mine && change.kind === 'edit') {
    const { title, note, status, order, due } = { ...mine, ...change.fields };
    outbox.replace(key, again(id, { title, note, status, order, due }));
  } else {
    outbox.replace(key);
    if (!theirs) dropAll(outbox, id);
  }
}

/** Gives a refused change up, and with a creation whatever was to follow it. */
export function giveUp(outbox: Outbox, change: Change): void {
  outbox.replace(change.key);
  if (change.kind === 'create') dropAll(outbox, change.id);
}

function dropAll(outbox: Outbox, id: string): void {
  for (const change of outbox.of(id)) outbox.replace(change.key);
}
