import type { KeyValueStore } from './sync/outbox';

/** The browser's storage, or one that lasts as long as the page where storing is forbidden. */
export function openStorage(get: () => Storage): KeyValueStore {
  try {
    get().removeItem('todos-probe');
    return get();
  } catch {
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
