import type { Store } from './store';
import type { Api } from './sync/api';
import { Freshness } from './sync/freshness';
import { Refresh } from './sync/refresh';

interface Page {
  store: Store;
  api: Api;
}

const use = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Keeps the page as fresh as the server: part of the second script, which a page fetches when it first has to ask.
 * `channel` carries the owners whose tasks were changed by other pages of this browser.
 */
export function keepFresh({ store, api }: Page, channel: BroadcastChannel | undefined): void {
  const refresh = new Refresh({
    api,
    server: store.server,
    lists: store.serverLists,
    loader: store.loader,
    isEdited: (id) => store.opened === id || editedRow() === id,
    changed: () => store.redraw(),
  });
  const freshness = new Freshness({
    ask: () => (store.sender.isLocked ? Promise.resolve() : store.sender.guard(refresh.ask())),
    clock: Date.now,
    after(milliseconds, work) {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  const isAwake = () => document.visibilityState === 'visible' && navigator.onLine;
  freshness.begin(isAwake());
  freshness.comeBack();
  const wake = () => freshness.setAwake(isAwake());
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  addEventListener('offline', wake);
  addEventListener('focus', () => freshness.comeBack());
  for (const event of use) addEventListener(event, () => freshness.use(), { passive: true });
  channel?.addEventListener('message', ({ data }) => {
    if (data === store.user.id) freshness.changedElsewhere();
  });
}

/** The task in whose row something is typed. */
function editedRow(): string | undefined {
  const field = document.activeElement?.closest('input:not([type=checkbox]), textarea');
  return field?.closest<HTMLElement>('[data-id]')?.dataset.id;
}
