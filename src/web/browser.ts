import type { KeyValueStore, LivePages } from './sync/outbox';

/** The browser's storage; where it is full or forbidden, one that lasts as long as the page. `refuses` is called then. */
export function openStorage(get: () => Storage, refuses: () => void): KeyValueStore {
  try {
    const storage = get();
    storage.setItem('todos-probe', '1');
    storage.removeItem('todos-probe');
    return storage;
  } catch {
    refuses();
    const map = new Map<string, string>();
    return {
      get length() {
        return map.size;
      },
      key: (index) => Array.from(map.keys())[index] ?? null,
      getItem: (key) => map.get(key) ?? null,
      setItem: (key, value) => void map.set(key, value),
      removeItem: (key) => void map.delete(key),
    };
  }
}

/** Calls back once, when the person first does something. */
export function onFirstAct(act: () => void): void {
  const events = ['pointerdown', 'keydown', 'wheel', 'touchmove'];
  const acted = () => {
    for (const event of events) removeEventListener(event, acted);
    act();
  };
  for (const event of events) addEventListener(event, acted, { passive: true });
}

/** Runs work when the browser has nothing better to do; on a busy machine, after half a second all the same. */
export const whenIdle = (work: () => void): void =>
  void ('requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work, 200));

const lockPrefix = 'todos-page:';

/** Holds the lock that shows other pages of this browser, until this page is gone, that it is open. */
export function holdPageLock(name: string): void {
  void navigator.locks?.request(lockPrefix + name, () => new Promise(() => undefined)).catch(() => undefined);
}

/** The names of the pages of this browser that are open; undefined where the browser has no Web Locks (plain http). */
export async function livePages(): Promise<LivePages> {
  try {
    const held = (await navigator.locks?.query())?.held;
    const names = held?.map((lock) => lock.name ?? '').filter((name) => name.startsWith(lockPrefix));
    return names && new Set(names.map((name) => name.slice(lockPrefix.length)));
  } catch {
    return undefined;
  }
}
