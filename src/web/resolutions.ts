import type { Store } from './store';
import { isAdvance, retry } from './sync/change';
import { discard, type Resolution, replace, resolveConflict } from './sync/reconcile';

/** Resolves a conflict: with the person's own change on top of the other version, or with the other version. */
export function resolveChange(store: Store, key: string, resolution: Resolution): void {
  const change = store.outbox.get(key);
  if (change?.state === 'conflict') store.settle(resolveConflict(store.changes, change, resolution));
}

/** Sends a refused change again, as if it were made now. */
export function retryChange(store: Store, key: string): void {
  const change = store.outbox.get(key);
  if (change?.state !== 'refused') return;
  const now = retry(change, store.now());
  // The person means the task's present occurrence then.
  const due = isAdvance(now) && store.server.get(now.id)?.due;
  store.settle({ changes: replace(store.changes, key, isAdvance(now) && due ? { ...now, due } : now) });
}

/** Gives a refused change up, and with a creation the changes that follow it. */
export function discardChange(store: Store, key: string): void {
  const change = store.outbox.get(key);
  if (change?.state === 'refused') store.settle(discard(store.changes, change));
}
