import { texts } from 'page-texts';
import { render } from 'preact';
import type { User } from '../shared/wire';
import { onFirstAct, openStorage, whenIdle } from './browser';
import { followOthers, wasAccountDeleted } from './session-change';
import { Store } from './store';
import { createApi } from './sync/api';
import type { Page } from './tasks/server-tasks';
import { App } from './view/app';
import { filterOf } from './view/footer';
import { LoadError } from './view/load-error';

/** What the server embeds in the document. */
interface Embedded extends Page {
  /** Null when not even that could be found out. */
  user: User | null;
  /** The path below which the API answers. */
  api: string;
  /** The list could not be read; `tasks` is empty for that reason. */
  unread?: true;
}

const TAB = 'todos-page';
const KEYS = 'todos-single-keys';

/** A long list is loaded to its end in idle moments, once the person does something, up to so many tasks. */
const LOADED_IDLY = 10_000;

/** After a failure the rest is asked for again after so many milliseconds. */
const LOADED_AGAIN_AFTER = 10_000;

/** After so long out of sight the list is asked for again, in milliseconds. */
const STALE_AFTER = 60_000;

const embedded: Embedded = JSON.parse(document.getElementById('data')!.textContent!);
const root = document.getElementById('app')!;
if (embedded.user) start(embedded.user);
else render(<LoadError texts={texts} again={() => location.reload()} />, root);

function start(user: User): void {
  const storage = openStorage(() => localStorage);
  const session = openStorage(() => sessionStorage);
  const name = String(Math.random()).slice(2);
  const previous = session.getItem(TAB);
  session.setItem(TAB, name);

  const api = createApi(embedded.api, (input, init) => fetch(input, init));
  const store = new Store({
    api,
    user,
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

  store.setFilter(filterOf(location.hash));
  const unread = embedded.unread === true;
  const assets = `${embedded.api}/../assets/`;
  const app = { store, api, texts, assets, unread, farewell: wasAccountDeleted(), switchLanguage, keys };
  render(<App {...app} />, root);
  store.start();
  listen(store);
}

function switchLanguage(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not in every browser
  document.cookie = `language=${texts.other.language}; Path=/; Max-Age=31536000; SameSite=Lax`;
  location.reload();
}

function listen(store: Store): void {
  addEventListener('hashchange', () => store.setFilter(filterOf(location.hash)));
  addEventListener('online', () => store.sender.wake(true));
  followOthers(store);

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

  const loadRest = async () => {
    if (store.view.tasks.size >= LOADED_IDLY) return;
    if (await store.pager.more()) whenIdle(() => void loadRest());
    else if (store.pager.failed) setTimeout(() => void loadRest(), LOADED_AGAIN_AFTER);
  };
  onFirstAct(() => whenIdle(() => void loadRest()));
}
