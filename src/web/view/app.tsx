import { useEffect, useMemo, useState } from 'preact/hooks';
import type * as PartsScript from '../parts-script';
import { type AppContext, Context, useSelect, useStore, useTexts } from './context';
import { focusTask } from './focus';
import { Footer } from './footer';
import { Header } from './header';
import { List } from './list';
import { Messages } from './messages';
import { loadedParts, loadParts, Part } from './part';
import type { PartName } from './part-name';
import { Side } from './side';

interface Props extends Omit<AppContext, 'open'> {
  /** The server could not read the list when it made this page. */
  unread: boolean;
  /** The account of the page before was deleted. */
  farewell: boolean;
}

/** Whether a key is worth fetching the second script, which knows the shortcuts. */
function mayBeShortcut({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  const element = target as HTMLElement;
  if (element.matches('input:not([type=checkbox]), textarea, select, dialog *'))
    return key === '?' && (element as HTMLInputElement).value === '';
  if (/^(Arrow|Delete)/.test(key)) return !altKey && element.closest('li') !== null;
  return /^[^ ]$/.test(key) && ((!ctrlKey && !metaKey) || /[zя]/i.test(key));
}

/** The whole page. */
export function App({ unread, farewell, ...parts }: Props) {
  const [dialog, setDialog] = useState<PartName | null>(null);
  const [drawer, setDrawer] = useState(false);
  const context = useMemo(() => ({ ...parts, open: setDialog }), []);
  const { store, keys, texts, assets } = context;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const act = ({ shortcut }: Pick<typeof PartsScript, 'shortcut'>) =>
        shortcut(event, { store, single: keys.get, help: () => setDialog({ kind: 'help' }) });
      const parts = loadedParts();
      if (parts) act(parts);
      else if (mayBeShortcut(event)) {
        event.preventDefault();
        loadParts(assets).then(act, () => undefined);
      }
    };
    const moved = () => setDrawer(false);
    document.addEventListener('keydown', pressed);
    addEventListener('hashchange', moved);
    return () => {
      document.removeEventListener('keydown', pressed);
      removeEventListener('hashchange', moved);
    };
  }, []);

  return (
    <Context.Provider value={context}>
      <Side drawer={drawer} close={() => setDrawer(false)} />
      <main>
        <section class="todoapp">
          {store.user.id !== '' && <Header openDrawer={() => setDrawer(true)} />}
          {store.user.id !== '' && <Tasks unreadAtFirst={unread} />}
        </section>
        <footer class="info">
          <p>{texts.info}</p>
        </footer>
      </main>
      <Opened />
      <Messages farewell={farewell} unreadAtFirst={unread} />
      {dialog && <Part part={dialog} close={() => setDialog(null)} />}
    </Context.Provider>
  );
}

function Tasks({ unreadAtFirst }: { unreadAtFirst: boolean }) {
  const { empty } = useTexts();
  const { place } = useStore();
  const isInbox = useSelect((store) => store.place.kind === 'inbox' && !store.isSearching);
  const some = useSelect((store) => store.view.active + store.view.completed > 0);
  const complete = useSelect((store) => store.loader.complete);
  const unread = useSelect((store) => unreadAtFirst && !store.loader.refreshed);
  return (
    <>
      {(some || !complete || place.kind === 'trash') && <List />}
      {some && <Footer />}
      {!some && complete && !unread && <p class="hint empty">{isInbox ? empty.inbox : empty.other}</p>}
    </>
  );
}

/** The task that is opened, beside the list or over it. */
function Opened() {
  const store = useStore();
  const { task: texts } = useTexts();
  const opened = useSelect((store) => store.opened);
  const close = () => {
    const id = store.opened;
    store.open(undefined);
    if (id) focusTask(id);
  };
  useEffect(() => {
    // Where it lies over the list, the list waits behind it.
    const main = document.querySelector('main')!;
    const wide = matchMedia('(min-width: 1200px)');
    const follow = () => {
      main.inert = opened !== undefined && !wide.matches;
    };
    follow();
    wide.addEventListener('change', follow);
    return () => {
      main.inert = false;
      wide.removeEventListener('change', follow);
    };
  }, [opened]);
  if (!opened) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a way out for the pointer; Escape is the one for the keyboard */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div class="shade" onClick={close} />
      <aside class="opened" aria-label={texts.opened}>
        <Part part={{ kind: 'task', id: opened }} close={close} />
      </aside>
    </>
  );
}
