import { texts as parts } from 'parts-texts';
import { useState } from 'preact/hooks';
import { discardChange, retryChange } from '../../resolutions';
import { isBulk, type Refused } from '../../sync/change';
import { useAppContext, useSelect, useStore, useTexts } from '../context';
import { focusHeading } from '../focus';
import { type Action, Notice } from '../notice';

const { refused: texts, notices } = parts;

/** What a person rarely has to know. */
export function Notices({ farewell }: { farewell: boolean }) {
  return (
    <>
      {farewell && <AccountDeletedNotice />}
      <SessionNotice />
      <StorageNotice />
      <RejectedChanges />
    </>
  );
}

/** The session is another one now, or cannot be verified: the ways to go on. The changes stay in the browser for their owner. */
function SessionNotice() {
  const { api, texts, open } = useAppContext();
  const network = useSelect((store) => store.sender.network);
  const reload = (): void => location.reload();
  const toReload: Action = ['reload', texts.network.reload, reload];
  const beginAgain = () => void api.call(`${api.base}/session`, { method: 'DELETE' }).then(reload, reload);
  const toSignIn: Action = ['sign-in', texts.account.signIn, () => open({ kind: 'account', form: 'sign-in' })];
  return (
    <div role="alert">
      {network === 'elsewhere' && <Notice kind="network" text={notices.elsewhere} actions={[toReload]} />}
      {network === 'unverified' && (
        <Notice
          kind="network"
          text={notices.unverified}
          actions={[toSignIn, toReload, ['begin-again', notices.beginAgain, beginAgain]]}
        />
      )}
    </div>
  );
}

/** The browser's storage refuses, or held records that cannot be read. */
function StorageNotice() {
  const { keepsNothing } = useAppContext();
  const setAside = useSelect((store) => store.outbox.setAside);
  return (
    <div role="alert">
      {keepsNothing && <Notice kind="storage" text={notices.keepsNothing} actions={[]} />}
      {setAside > 0 && <Notice kind="storage" text={notices.setAside} actions={[]} />}
    </div>
  );
}

/** Says that the account of the page before was deleted. */
function AccountDeletedNotice() {
  const texts = useTexts();
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  const dismiss = () => {
    focusHeading();
    setShown(false);
  };
  return (
    <div role="alert">
      <Notice kind="farewell" text={notices.deleted} actions={[['dismiss', texts.dismiss, dismiss]]} />
    </div>
  );
}

/** Changes that the server refused: they were taken back, and can be sent again or given up. */
function RejectedChanges() {
  const store = useStore();
  const refused = useSelect((store) => store.refused);
  const after = (act: () => void) => () => {
    focusHeading(); // the button is about to go
    act();
  };
  return (
    <div role="alert">
      {refused.map((change) => (
        <Notice
          key={change.key}
          kind="refusal"
          text={sentence(
            change,
            titleOf(change, (id) => store.view.tasks.get(id)?.title),
          )}
          actions={[
            ['retry', texts.retry, after(() => retryChange(store, change.key))],
            ['discard', texts.discard, after(() => discardChange(store, change.key))],
          ]}
        />
      ))}
    </div>
  );
}

function titleOf(change: Refused, current: (id: string) => string | undefined): string {
  if (change.kind === 'create' || change.kind === 'edit') {
    if (change.fields.title !== undefined) return change.fields.title;
  }
  return !isBulk(change) ? (current(change.id) ?? '') : '';
}

function sentence(change: Refused, title: string): string {
  const { reason } = change;
  if (reason === 'stale') return texts.bulk(texts.stale);
  const words = reason.status >= 500 || reason.status === 0 ? texts.unknown : reason.text;
  if (change.kind === 'create') return texts.create(title, words);
  if (change.kind === 'edit') return texts.edit(title, words);
  return change.kind === 'remove' ? texts.remove(title, words) : texts.bulk(words);
}
