import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../store';
import type { Api } from '../sync/api';
import type { Texts } from '../texts/texts';
import { AccountLoader } from './account-loader';
import { Context, useSelect, useStore, useTexts } from './context';
import { Footer } from './footer';
import { Header } from './header';
import { Help } from './help';
import { Keyboard, Person } from './icons';
import { shortcut } from './keys';
import { List } from './list';
import { LoadError } from './load-error';
import { AccountDeletedNotice, NetworkNotice, RejectedChanges, Status, StatusBar, StorageNotice } from './notices';

interface Props {
  store: Store;
  api: Api;
  texts: Texts;
  assets: string;
  /** The server could not read the list when it made this page. */
  unread: boolean;
  keepsNothing: boolean;
  /** The account of the page before was deleted. */
  farewell: boolean;
  /** Shows the page in the other language. */
  switchLanguage(): void;
  /** Whether single-key shortcuts are wanted. */
  keys: { get(): boolean; set(wanted: boolean): void };
}

/** The whole page. */
export function App({ store, api, texts, assets, keepsNothing, unread, farewell, switchLanguage, keys }: Props) {
  const [dialog, setDialog] = useState<'account' | 'help' | null>(null);
  const known = store.user.id !== '';
  const [single, setSingle] = useState(keys.get());
  useEffect(() => {
    const pressed = (event: KeyboardEvent) =>
      shortcut(event, { store, single: () => single, help: () => setDialog('help') });
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [single]);

  return (
    <Context.Provider value={{ store, api, texts, assets, keepsNothing, openAccount: () => setDialog('account') }}>
      <Bar switchLanguage={switchLanguage} open={setDialog} />
      <main>
        <section class="todoapp">
          {known && <Header />}
          {known ? <Tasks unreadAtFirst={unread} farewell={farewell} /> : <NetworkNotice />}
        </section>
      </main>
      <footer class="info">
        <p>{texts.info}</p>
      </footer>
      <Status />
      {dialog === 'account' && <AccountLoader close={() => setDialog(null)} />}
      {dialog === 'help' && (
        <Help
          enabled={single}
          enable={(wanted) => {
            keys.set(wanted);
            setSingle(wanted);
          }}
          close={() => setDialog(null)}
        />
      )}
    </Context.Provider>
  );
}

function Bar({ switchLanguage, open }: { switchLanguage: () => void; open: (dialog: 'account' | 'help') => void }) {
  const texts = useTexts();
  const user = useSelect((store) => store.user);
  return (
    <header class="bar">
      <button type="button" class="who" onClick={() => open('account')}>
        <Person />
        {user.guest ? texts.account.guest : user.name}
      </button>
      <span class="space" />
      <button type="button" class="language" lang={texts.other.language} onClick={switchLanguage}>
        {texts.other.name}
      </button>
      <button
        type="button"
        class="shortcuts"
        aria-label={texts.help.open}
        title={texts.help.open}
        onClick={() => open('help')}
      >
        <Keyboard />
      </button>
    </header>
  );
}

function Tasks({ unreadAtFirst, farewell }: { unreadAtFirst: boolean; farewell: boolean }) {
  const texts = useTexts();
  const store = useStore();
  const some = useSelect((store) => store.view.tasks.size > 0);
  const complete = useSelect((store) => store.loader.complete);
  const unread = useSelect((store) => unreadAtFirst && !store.loader.refreshed);
  return (
    <>
      <StatusBar />
      {farewell && <AccountDeletedNotice />}
      <NetworkNotice />
      <StorageNotice />
      <RejectedChanges />
      {unread && <LoadError texts={texts} again={() => void store.loader.refresh()} />}
      {(some || !complete) && <List />}
      {some && <Footer />}
      {!some && complete && !unread && <p class="hint empty">{texts.empty}</p>}
    </>
  );
}
