import { useEffect, useRef, useState } from 'preact/hooks';
import { noteLimit } from '../../shared/limits';
import { lengthOf } from '../../shared/text';
import { dateAndTime } from '../tasks/dates';
import type { Task } from '../tasks/task';
import { isComposing, useStore, useTexts } from './context';
import { Down, Up } from './icons';

interface Props {
  task: Task;
  shift(step: number): void;
  close(): void;
}

/** Note, due date and place of a task. */
export function Details({ task, shift, close }: Props) {
  const texts = useTexts();
  const leaveOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isComposing(event)) return;
    const opener = (event.currentTarget as HTMLElement).closest('li')?.querySelector<HTMLElement>('.open');
    close();
    opener?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from any of its fields
    <div class="details" onKeyDown={leaveOnEscape}>
      <NoteField task={task} />
      <div class="line">
        <DueField task={task} />
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

/** What is being typed into a field, saved by `save` a moment after the last key, and when the field goes away. */
function useDraft(
  task: Task,
  save: (text: string, seen: Task) => void,
  isValid: (text: string) => boolean = () => true,
) {
  const [draft, setDraft] = useState<{ text: string; seen: Task } | null>(null);
  const settle = useRef<() => void>(() => undefined);
  settle.current = () => {
    if (!draft || !isValid(draft.text)) return;
    save(draft.text, draft.seen);
    setDraft(null);
  };
  useEffect(() => {
    if (!draft) return;
    const timer = setTimeout(() => settle.current(), 1000);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => () => settle.current(), []);
  return {
    draft: draft?.text,
    type: (text: string) => setDraft({ text, seen: draft?.seen ?? task }),
    settle: () => settle.current(),
    reset: () => setDraft(null),
  };
}

/** The due date. While a year is typed the field holds others on the way: only the one that stays is saved. */
function DueField({ task }: { task: Task }) {
  const store = useStore();
  const texts = useTexts();
  const { draft, type, settle, reset } = useDraft(task, (text, seen) =>
    store.edit(task.id, { due: text || null }, seen),
  );
  return (
    <label class="field">
      {texts.task.due}
      <input
        type="date"
        class="due-date"
        max="9999-12-31"
        value={draft ?? task.due ?? ''}
        onChange={(event) => {
          if (!event.currentTarget.validity.badInput) type(event.currentTarget.value);
        }}
        onBlur={(event) => {
          // An incomplete date reads as an empty one: the task keeps its date.
          if (event.currentTarget.validity.badInput) reset();
          else settle();
        }}
      />
    </label>
  );
}

/** The note. One that is too long is not saved, and stays in its field with the reason. */
function NoteField({ task }: { task: Task }) {
  const store = useStore();
  const texts = useTexts();
  const fits = (text: string) => lengthOf(text) <= noteLimit;
  const { draft, type, settle } = useDraft(task, (note, seen) => store.edit(task.id, { note }, seen), fits);
  const tooLong = draft !== undefined && !fits(draft);
  return (
    <label class="field">
      {texts.task.note}
      <textarea
        class="note"
        rows={3}
        dir="auto"
        placeholder={texts.task.notePlaceholder}
        aria-invalid={tooLong}
        value={draft ?? task.note}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={settle}
      />
      {tooLong && (
        <span class="field-error" role="alert">
          {texts.task.limit(noteLimit)}
        </span>
      )}
    </label>
  );
}
