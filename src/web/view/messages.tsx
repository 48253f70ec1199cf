import { useLayoutEffect, useRef } from 'preact/hooks';
import { addressOf, type Place } from '../tasks/place';
import { useAppContext, useSelect, useStore, useTexts } from './context';
import { focusHeading, focusTask, mark } from './focus';
import { LoadError } from './load-error';
import { Notice } from './notice';
import { Part } from './part';

/** The one place for messages, at the bottom: what was done and can be undone, and what the person has to know. */
export function Messages({ farewell, unreadAtFirst }: { farewell: boolean; unreadAtFirst: boolean }) {
  const { store, texts, keepsNothing } = useAppContext();
  const rare = useSelect(
    ({ sender, refused, outbox }) =>
      farewell || keepsNothing || sender.isLocked || refused.length > 0 || outbox.setAside > 0,
  );
  const unread = useSelect((store) => unreadAtFirst && !store.loader.refreshed);
  return (
    <footer class="messages">
      <Status />
      {rare && <Part part={{ kind: 'notices', farewell }} />}
      {unread && <LoadError texts={texts} again={() => void store.loader.refresh()} />}
      <NetworkNotice />
      <Toast />
    </footer>
  );
}

/** What changes without the focus moving there, said by screen readers; in the page from the start (WCAG 4.1.3). */
function Status() {
  const texts = useTexts();
  const message = useSelect((store) => store.message);
  return (
    <p class="visually-hidden" role="status">
      {message ? texts.message(message) : ''}
    </p>
  );
}

/** The server cannot be reached, and changes wait here. */
function NetworkNotice() {
  const store = useStore();
  const { network: texts } = useTexts();
  const network = useSelect((store) => store.sender.network);
  const unsent = useSelect((store) => store.unsent);
  const isWaiting = (network === 'offline' || network === 'waiting') && unsent > 0;
  return (
    <div role="alert">
      {isWaiting && (
        <Notice
          kind="network"
          text={texts[network](unsent)}
          actions={[['try-now', texts.tryNow, () => store.sender.wake(true)]]}
        />
      )}
    </div>
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
  if (!undoable) return <Elsewhere />;
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

/** A new task that is not in what is shown, with the way to it. */
function Elsewhere() {
  const store = useStore();
  const texts = useTexts();
  const message = useSelect((store) => store.message);
  if (message?.kind !== 'added' || !message.hidden || store.view.visible.includes(message.id)) return null;
  const task = store.view.tasks.get(message.id);
  if (!task) return null;
  const { list } = task;
  const place: Place = list ? { kind: 'list', name: list, filter: 'all' } : { kind: 'inbox', filter: 'all' };
  const show = () => {
    store.find(undefined);
    location.hash = addressOf(place);
    setTimeout(() => mark(message.id), 100);
  };
  return (
    <div class="toast">
      <span>{texts.message(message)}</span>
      <button type="button" class="undo" onClick={show}>
        {texts.show}
      </button>
    </div>
  );
}
