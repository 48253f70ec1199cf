import { texts } from 'page-texts';
import { render } from 'preact';
import type { PageData } from '../shared/page-data';
import type { User } from '../shared/wire';
import { holdPageLock, livePages, onFirstAct, openStorage, whenIdle } from './browser';
import { followOthers, wasAccountDeleted } from './session-change';
import { Store } from './store';
import { type Api, createApi } from './sync/api';
import type { KeyValueStore } from './sync/outbox';
import { placeOf } from './tasks/place';
import { App } from './view/app';
import { LoadError } from './view/load-error';
import { loadParts } from './view/part';

const tabKey = 'todos-page';
const keysKey = 'todos-single-keys';
/** The key of when the page before had just sent something, or was about to. */
const sentKey = 'todos-sent';

/** A document may be older than what was acknowledged within so many milliseconds of its page's start. */
const recently = 20_000;

/** A long list is loaded to its end in idle moments, once the person does something, up to so many tasks. */
const loadedIdly = 10_000;

/** After a failure the rest is asked for again after so many milliseconds. */
const loadedAgainAfter = 10_000;

/** A page that stays open asks for what was changed elsewhere after so many milliseconds, and regularly from then on. */
const firstAskedAfter = 20_000;

const embedded: PageData = JSON.parse(document.getElementById('data')!.textContent!);
const root = document.getElementById('app')!;
/** Stands for the unknown owner of a session that cannot be verified: nothing is shown or kept for it. */
const nobody: User = { id: '', name: '', guest: true };
if (embedded.user) void start(embedded.user);
else if (embedded.session === 'unverified') void start(nobody);
else render(<LoadError texts={texts} again={() => location.reload()} />, root);

const assets = `${embedded.api}/../assets/`;

async function start(user: User): Promise<void> {
  let keepsNothing = false;
  const refuses = () => {
    keepsNothing = true;
  };
  const storage = openStorage(() => localStorage, refuses);
  const session = openStorage(() => sessionStorage, refuses);
  const name = String(Math.random()).slice(2);
  const previous = session.getItem(tabKey);
  session.setItem(tabKey, name);
  holdPageLock(name);
  const live = await livePages();

  const owner = () => (store.sender.network === 'unverified' ? null : user.id);
  const api = createApi(embedded.api, (input, init) => fetch(input, init), owner);
  const store: Store = new Store({
    api,
    user,
    page: embedded,
    storage,
    name,
    previous,
    live,
    livePages,
    mismatch: async () => (await loadParts(assets)).onVersionMismatch,
    together: async () => (await loadParts(assets)).Together,
    clock: Date.now,
    random: () => crypto.getRandomValues(new Uint8Array(16)),
    language: texts.language,
  });
  if (user === nobody) store.sender.network = 'unverified';
  const keys = {
    get: () => storage.getItem(keysKey) !== 'off',
    set: (wanted: boolean) => (wanted ? storage.removeItem(keysKey) : storage.setItem(keysKey, 'off')),
  };

  store.show(placeOf(location.hash));
  const unread = embedded.unread === true;
  const app = { store, api, texts, assets, unread, keepsNothing, farewell: wasAccountDeleted(), switchLanguage, keys };
  render(<App {...app} />, root);
  store.start();
  listen(store, session);
  follow(app);
  // The document may be older than the last change that the page before it had sent.
  const sentAt = Number(session.getItem(sentKey));
  session.removeItem(sentKey);
  if (Math.abs(Date.now() - sentAt) < recently) void store.loader.refresh();
}

function switchLanguage(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not in every browser
  document.cookie = `language=${texts.other.language}; Path=/; Max-Age=31536000; SameSite=Lax`;
  location.reload();
}

function listen(store: Store, session: KeyValueStore): void {
  addEventListener('hashchange', () => store.show(placeOf(location.hash)));
  addEventListener('online', () => store.sender.wake(true));
  followOthers(store);

  // Before the page goes away: what is being typed is saved as when its field is left, and what is held back is sent.
  addEventListener('pagehide', () => {
    (document.activeElement as HTMLElement | null)?.blur();
    store.release();
    store.sender.flush();
    const { lastAcknowledged } = store.sender;
    if (store.unsent > 0 || Date.now() - lastAcknowledged < recently) session.setItem(sentKey, String(Date.now()));
  });

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') store.release();
    else store.redraw();
  });

  const redrawAtMidnight = () => {
    store.redraw();
    const now = new Date();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    setTimeout(redrawAtMidnight, midnight.getTime() - now.getTime() + 50);
  };
  redrawAtMidnight();

  const loadRest = async () => {
    if (store.view.tasks.size >= loadedIdly) return;
    if (await store.loader.more()) whenIdle(() => void loadRest());
    else if (store.loader.failed) setTimeout(() => void loadRest(), loadedAgainAfter);
  };
  onFirstAct(() => whenIdle(() => void loadRest()));
}

/** Follows what is changed elsewhere, and tells the other pages of this browser what is changed here. */
function follow(app: { store: Store; api: Api; assets: string }): void {
  const { store, assets } = app;
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('todos') : undefined;
  let told = 0;
  store.subscribe(() => {
    if (store.sender.acknowledged > told) channel?.postMessage(store.user.id);
    told = store.sender.acknowledged;
  });

  const begin = () => {
    if (document.visibilityState === 'hidden') return;
    stop();
    loadParts(assets).then(({ keepFresh }) => keepFresh(app, channel), wait);
  };
  const wait = () => {
    timer = setTimeout(begin, firstAskedAfter);
    for (const [target, event] of events) target?.addEventListener(event, begin);
  };
  const stop = () => {
    clearTimeout(timer);
    for (const [target, event] of events) target?.removeEventListener(event, begin);
  };
  const events: [EventTarget | undefined, string][] = [
    [document, 'visibilitychange'],
    [window, 'focus'],
    [window, 'online'],
    [channel, 'message'],
  ];
  let timer: ReturnType<typeof setTimeout> | undefined;
  wait();
}
