import { texts } from 'page-texts';
import { render } from 'preact';
import { createApi, type User } from './api';
import type { Page } from './list';
import type { KeyValueStore } from './outbox';
import { Store } from './store';
import { SESSION_MARK } from './view/account';
import { App } from './view/app';
import { filterOf } from './view/footer';

/** What the server embeds in the document. */
interface Embedded extends Page {
  user: User;
  /** The path below which the API answers. */
  api: string;
  /** The list could not be read; `tasks` is empty for that reason. */
  unread?: true;
}

const TAB = 'todos-page';
const KEYS = 'todos-single-keys';

/** A long list is loaded to its end in idle moments, once the person does something, up to so many tasks. */
const LOADED_IDLY = 10_000;

/** After so long out of sight the list is asked for again. */
const STALE_AFTER = 60_000;

const embedded: Embedded = JSON.parse(document.getElementById('data')!.textContent!);
const storage = open(() => localStorage);
const session = open(() => sessionStorage);
const name = String(Math.random()).slice(2);
const previous = session.getItem(TAB);
session.setItem(TAB, name);

const api = createApi(embedded.api, (input, init) => fetch(input, init));
const store = new Store({
  api,
  user: embedded.user,
  page: embedded,
  storage,
  name,
  previous,
  clock: Date.now,
  random: () => crypto.getRandomValues(new Uint8Array(16)),
});

const keys = {
  get: () => storage.getItem(KEYS) !== 'off',
  set: (wanted: boolean) => (wanted ? storage.removeItem(KEYS) : storage.setItem(KEYS, 'off')),
};
const switchLanguage = () => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not in every browser
  document.cookie = `language=${texts.other.language}; Path=/; Max-Age=31536000; SameSite=Lax`;
  location.reload();
};

store.setFilter(filterOf(location.hash));
render(
  <App
    store={store}
    api={api}
    texts={texts}
    storeDown={embedded.unread === true}
    switchLanguage={switchLanguage}
    keys={keys}
  />,
  document.getElementById('app')!,
);
store.start();

addEventListener('hashchange', () => store.setFilter(filterOf(location.hash)));
addEventListener('online', () => store.sender.wake(true));
addEventListener('storage', (event) => event.key === SESSION_MARK && location.reload());

// Before the page goes away: what is being typed is saved as when its field is left, and what is held back is sent.
addEventListener('pagehide', () => {
  (document.activeElement as HTMLElement | null)?.blur();
  store.release();
  store.sender.flush();
});

let hiddenAt = 0;
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    hiddenAt = Date.now();
    store.release();
  } else if (hiddenAt > 0 && Date.now() - hiddenAt > STALE_AFTER) void store.pager.refresh();
});

const idle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 200));
const loadRest = () => {
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchmove']) removeEventListener(event, loadRest);
  const next = async () => {
    if (store.view.tasks.size < LOADED_IDLY && (await store.pager.more())) idle(() => void next());
  };
  idle(() => void next());
};
for (const event of ['pointerdown', 'keydown', 'wheel', 'touchmove'])
  addEventListener(event, loadRest, { passive: true });

/** The browser's storage, or one that lasts as long as the page where storing is forbidden. */
function open(get: () => Storage): KeyValueStore {
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
