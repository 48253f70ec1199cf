import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isAdvance, isBulk, type Refused } from '../sync/change';
import type { Texts } from '../texts/texts';
import { useAppContext, useSelect, useStore, useTexts } from './context';
import { focusHeading } from './focus';
import { Notice } from './notice';

/** What changes without the focus moving there, said by screen readers; in the page from the start (WCAG 4.1.3). */
export function Status() {
  const texts = useTexts();
  const message = useSelect((store) => store.message);
  return (
    <p class="visually-hidden" role="status">
      {message ? texts.message(message) : ''}
    </p>
  );
}

/** The way to the server, when there is something to know about it. */
export function NetworkNotice() {
  const store = useStore();
  const { network: texts } = useTexts();
  const network = useSelect((store) => store.sender.network);
  const unsent = useSelect((store) => store.unsent);
  if (network === 'unverified') return <UnverifiedNotice />;
  const reload = (): void => location.reload();
  const isLocked = network === 'elsewhere';
  const notice = {
    offline: () => texts.offline(unsent),
    waiting: () => texts.waiting(unsent),
    elsewhere: () => texts.elsewhere,
    idle: undefined,
    sending: undefined,
  }[network];
  return (
    <div role="alert">
      {notice && (isLocked || unsent > 0) && (
        <Notice
          kind="network"
          text={notice()}
          actions={[
            isLocked ? ['reload', texts.reload, reload] : ['try-now', texts.tryNow, () => store.sender.wake(true)],
          ]}
        />
      )}
    </div>
  );
}

/** The session cannot be verified: the ways to go on. The changes stay in the browser for their owner. */
export function UnverifiedNotice() {
  const { api, texts, openAccount } = useAppContext();
  const reload = (): void => location.reload();
  const beginAgain = () => void api.signOut().then(reload, reload);
  return (
    <div role="alert">
      <Notice
        kind="network"
        text={texts.network.unverified}
        actions={[
          ['sign-in', texts.network.signIn, openAccount],
          ['reload', texts.network.reload, reload],
          ['begin-again', texts.network.beginAgain, beginAgain],
        ]}
      />
    </div>
  );
}

/** The browser's storage refuses, or held records that cannot be read. */
export function StorageNotice() {
  const { network: texts } = useTexts();
  const { keepsNothing } = useAppContext();
  const setAside = useSelect((store) => store.outbox.setAside);
  return (
    <div role="alert">
      {keepsNothing && <Notice kind="storage" text={texts.keepsNothing} actions={[]} />}
      {setAside > 0 && <Notice kind="storage" text={texts.setAside} actions={[]} />}
    </div>
  );
}

/** Says that the account of the page before was deleted. */
export function AccountDeletedNotice() {
  const texts = useTexts();
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  const dismiss = () => {
    focusHeading();
    setShown(false);
  };
  return (
    <div role="alert">
      <Notice kind="farewell" text={texts.account.deleted} actions={[['dismiss', texts.dismiss, dismiss]]} />
    </div>
  );
}

/** Changes that the server refused: they were taken back, and can be sent again or given up. */
export function RejectedChanges() {
  const store = useStore();
  const texts = useTexts();
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
            texts,
          )}
          actions={[
            ['retry', texts.refused.retry, after(() => store.retry(change.key))],
            ['discard', texts.refused.discard, after(() => store.discard(change.key))],
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

function sentence(change: Refused, title: string, { refused: texts }: Texts): string {
  const { reason } = change;
  if (reason === 'stale') return texts.bulk(texts.stale);
  const words = reason.status >= 500 || reason.status === 0 ? texts.unknown : reason.text;
  if (change.kind === 'create') return texts.create(title, words);
  if (change.kind === 'edit' || isAdvance(change)) return texts.edit(title, words);
  return change.kind === 'remove' ? texts.remove(title, words) : texts.bulk(words);
}

/** The line between the field and the list: what can be undone, and whether all is saved. It stays in sight on a long list. */
export function StatusBar() {
  return (
    <div class="strip">
      <Toast />
      <Saving />
    </div>
  );
}

function Saving() {
  const { network: texts } = useTexts();
  const network = useSelect((store) => store.sender.network);
  const saved = useSelect(
    ({ sender, changes }) => sender.acknowledged > 0 && changes.every((change) => change.state === 'held'),
  );
  return (
    <p class="saving" aria-hidden="true">
      {network === 'sending' ? texts.sending : network === 'idle' && saved ? texts.saved : ''}
    </p>
  );
}

/** What was just done, with the offer to take it back. */
function Toast() {
  const store = useStore();
  const texts = useTexts();
  const undoable = useSelect((store) => store.undoable);
  const box = useRef<HTMLDivElement>(null);
  const focused = useRef(false);
  useLayoutEffect(() => {
    if (!undoable && focused.current) focusHeading();
    focused.current = box.current?.contains(document.activeElement) ?? false;
  });
  if (!undoable) return null;
  const undo = () => {
    const { message } = undoable;
    store.undo();
    store.pauseUndo(false);
    if ('id' in message) focusTask(message.id);
    else focusHeading();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the time for undo stands still while somebody is here
    <div
      class="toast"
      ref={box}
      onFocusCapture={() => {
        focused.current = true;
        store.pauseUndo(true);
      }}
      onBlurCapture={() => store.pauseUndo(false)}
      onMouseEnter={() => store.pauseUndo(true)}
      onMouseLeave={() => store.pauseUndo(false)}
    >
      <span>{texts.message(undoable.message)}</span>
      <button type="button" class="undo" onClick={undo}>
        {texts.undo}
      </button>
    </div>
  );
}

/** The row that came back, once it is drawn. */
function focusTask(id: string): void {
  requestAnimationFrame(() => {
    const row = document.querySelector(`.todo-list > [data-id="${CSS.escape(id)}"]`);
    const toggle = row?.querySelector<HTMLElement>('.toggle');
    if (toggle) toggle.focus();
    else focusHeading();
  });
}
