import { draftKey } from './draft';
import type { Store } from './store';

/** The key in the browser's storage that changes with whoever is signed in; it ends with the owner of a deleted account. */
const MARK = 'todos-session';

/** The key in a tab's storage that lives from the deletion of an account to the next page. */
const FAREWELL = 'todos-farewell';

/** Loads the page again for whoever is here now, in this page and in the other ones of this browser. */
export function reloadForNewSession(store: Store, deleted = false): void {
  quietly(() => localStorage.setItem(MARK, `${Date.now()}:${deleted ? store.user.id : ''}`));
  leave(store, deleted);
}

/** Starts afresh when another page of this browser does. */
export function followOthers(store: Store): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === MARK) leave(store, newValue?.endsWith(`:${store.user.id}`) === true);
  });
}

/** Whether this page follows one whose account was deleted; it is so once. */
export function wasAccountDeleted(): boolean {
  return (
    quietly(() => {
      const found = sessionStorage.getItem(FAREWELL) !== null;
      sessionStorage.removeItem(FAREWELL);
      return found;
    }) === true
  );
}

/** Unsent changes stay in storage for the previous user, unless that account was deleted. */
function leave(store: Store, deleted: boolean): void {
  store.close();
  quietly(() => sessionStorage.removeItem(draftKey));
  if (deleted) {
    store.outbox.clearForOwner();
    quietly(() => sessionStorage.setItem(FAREWELL, '1'));
  }
  location.reload();
}

/** Storage may be forbidden: then other pages find out when they next ask the server. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
