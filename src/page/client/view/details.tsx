import { useEffect, useRef, useState } from 'preact/hooks';
import { dateAndTime } from '../dates';
import { NOTE_LIMIT, type Task } from '../task';
import { useStore, useTexts } from './context';
import { Down, Up } from './icons';

interface Props {
  task: Task;
  shift(step: number): void;
  close(): void;
}

/** Note, due date and place of a task. */
export function Details({ task, shift, close }: Props) {
  const store = useStore();
  const texts = useTexts();
  const leaveOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    const opener = (event.currentTarget as HTMLElement).closest('li')?.querySelector<HTMLElement>('.open');
    close();
    opener?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from any of its fields
    <div class="details" onKeyDown={leaveOnEscape}>
      <NoteField task={task} />
      <div class="line">
        <label class="field">
          {texts.task.due}
          <input
            type="date"
            class="due-date"
            value={task.due ?? ''}
            onChange={(event) => store.edit(task.id, { due: event.currentTarget.value || null })}
          />
        </label>
        <button type="button" class="icon" aria-label={texts.task.up} title={texts.task.up} onClick={() => shift(-1)}>
          <Up />
        </button>
        <button
          type="button"
          class="icon"
          aria-label={texts.task.down}
          title={texts.task.down}
          onClick={() => shift(1)}
        >
          <Down />
        </button>
        <span class="created">{texts.task.created(dateAndTime(texts, task.createdAt))}</span>
      </div>
    </div>
  );
}

/** The note: kept a moment after the last key, and when the field is left. */
function NoteField({ task }: { task: Task }) {
  const store = useStore();
  const texts = useTexts();
  const [draft, setDraft] = useState<{ text: string; seen: Task } | null>(null);
  const text = draft?.text ?? task.note;
  const tooLong = Array.from(text).length > NOTE_LIMIT;
  const save = useRef<() => void>(() => undefined);
  save.current = () => {
    if (!draft || tooLong) return;
    store.edit(task.id, { note: draft.text }, draft.seen);
    setDraft(null);
  };

  useEffect(() => {
    if (!draft) return;
    const timer = setTimeout(() => save.current(), 1000);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => () => save.current(), []);

  return (
    <label class="field">
      {texts.task.note}
      <textarea
        class="note"
        rows={3}
        dir="auto"
        placeholder={texts.task.notePlaceholder}
        aria-invalid={tooLong}
        value={text}
        onInput={(event) => setDraft({ text: event.currentTarget.value, seen: draft?.seen ?? task })}
        onBlur={() => save.current()}
      />
      {tooLong && (
        <span class="field-error" role="alert">
          {texts.task.limit(NOTE_LIMIT)}
        </span>
      )}
    </label>
  );
}
