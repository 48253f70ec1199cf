import { texts as parts } from 'parts-texts';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { noteLimit, titleLimit } from '../../../shared/limits';
import { progressOf } from '../../../shared/progress';
import { tagsIn } from '../../../shared/tags';
import { lengthOf } from '../../../shared/text';
import { dateAndTime } from '../../tasks/dates';
import { isCompleted, type Task } from '../../tasks/task';
import { isComposing, useSelect, useStore, useTexts } from '../context';
import { DueField } from './due-field';
import { NoteView } from './note-view';
import { RepeatField } from './repeat-field';
import { useDraft } from './use-draft';

const { task: texts } = parts;

/** The opened task: all its fields, each saved when it is left. Escape closes it and keeps what was typed. */
export function OpenedTask({ id, close }: { id: string; close: () => void }) {
  const task = useSelect((store) => store.view.tasks.get(id));
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('.title')?.focus(), []);
  if (!task) return null;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isComposing(event) || event.defaultPrevented) return;
    event.preventDefault();
    (document.activeElement as HTMLElement | null)?.blur();
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from any of its fields
    <div class="task" ref={panel} onKeyDown={leave}>
      <header>
        <Tick task={task} />
        <TitleField task={task} />
        <button type="button" class="close" onClick={close}>
          {texts.close}
        </button>
      </header>
      <NoteField task={task} />
      <DueField task={task} />
      {task.due && <RepeatField task={task} />}
      <ListField task={task} />
      <Facts task={task} />
      <Ways task={task} close={close} />
    </div>
  );
}

function Tick({ task }: { task: Task }) {
  const store = useStore();
  const all = useTexts();
  return (
    <input
      class="toggle"
      type="checkbox"
      aria-label={all.task.toggle(task.title)}
      checked={isCompleted(task)}
      onChange={() => store.toggle(task.id)}
    />
  );
}

/** The title over as many lines as it needs. Enter goes on to the note. */
function TitleField({ task }: { task: Task }) {
  const store = useStore();
  const all = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  const fits = (text: string) => text.trim() !== '' && lengthOf(text.trim()) <= titleLimit;
  const { draft, type, settle, reset } = useDraft(task, (text, seen) => store.rename(task.id, text, seen), fits);
  useGrowth(field, draft ?? task.title);
  const tooLong = draft !== undefined && lengthOf(draft.trim()) > titleLimit;
  return (
    <div class="grows">
      <textarea
        ref={field}
        class="title"
        rows={1}
        dir="auto"
        aria-label={texts.title}
        aria-invalid={tooLong}
        enterkeyhint="done"
        value={draft ?? task.title}
        onInput={(event) => type(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
        onBlur={() => (draft?.trim() === '' ? reset() : settle())}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isComposing(event)) return;
          event.preventDefault();
          event.currentTarget.blur();
          event.currentTarget.closest('.task')?.querySelector<HTMLElement>('.note')?.focus();
        }}
      />
      {tooLong && (
        <span class="field-error" role="alert">
          {all.task.limit(titleLimit)}
        </span>
      )}
    </div>
  );
}

/** Lets a field grow with its text where the browser does not do it by itself. */
function useGrowth(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);
}

/** The note, to read with links and boxes, and to write. One that is too long is not saved, and stays with the reason. */
function NoteField({ task }: { task: Task }) {
  const store = useStore();
  const all = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  const fits = (text: string) => lengthOf(text) <= noteLimit;
  const { draft, type, settle } = useDraft(task, (note, seen) => store.edit(task.id, { note }, seen), fits);
  const tooLong = draft !== undefined && !fits(draft);
  const note = draft ?? task.note;
  useGrowth(field, note);
  const [name] = useState(() => `note-${task.id}`);
  return (
    <div class="field">
      <label for={name}>{texts.note}</label>
      <textarea
        id={name}
        ref={field}
        class="note"
        rows={3}
        dir="auto"
        placeholder={texts.notePlaceholder}
        aria-invalid={tooLong}
        value={note}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={settle}
      />
      {tooLong && (
        <span class="field-error" role="alert">
          {all.task.limit(noteLimit)}
        </span>
      )}
      <NoteView note={task.note} change={(note) => store.edit(task.id, { note })} />
    </div>
  );
}

function ListField({ task }: { task: Task }) {
  const store = useStore();
  const all = useTexts();
  const lists = useSelect((store) => store.lists);
  if (lists.length === 0) return null;
  return (
    <label class="field">
      {texts.list}
      <select
        class="in-list"
        value={task.list && store.listIds.has(task.list) ? task.list : ''}
        onChange={(event) => store.edit(task.id, { list: event.currentTarget.value || null })}
      >
        <option value="">{all.places.inbox}</option>
        {lists.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Facts({ task }: { task: Task }) {
  const all = useTexts();
  const tags = tagsIn(task.title, task.note);
  const progress = progressOf(task.note);
  return (
    <div class="facts">
      {tags.length > 0 && (
        <p>
          {tags.map((tag) => (
            <a key={tag} class="tag" href={`#/tag/${encodeURIComponent(tag)}`} dir="auto">
              #{tag}
            </a>
          ))}
        </p>
      )}
      {progress && (
        <p>
          <progress value={progress.done} max={progress.total} aria-label={texts.progress} />{' '}
          {all.task.progress(progress.done, progress.total)}
        </p>
      )}
      <p>{texts.created(dateAndTime(all, task.createdAt))}</p>
      {isCompleted(task) && task.completedAt && <p>{texts.completed(dateAndTime(all, task.completedAt))}</p>}
    </div>
  );
}

function Ways({ task, close }: { task: Task; close: () => void }) {
  const store = useStore();
  const movable = useSelect((store) => store.isMovable);
  const shift = (step: number) => store.move(task.id, store.view.visible.indexOf(task.id) + step);
  const remove = () => {
    const { id } = task;
    close();
    store.remove(id);
  };
  return (
    <div class="ways">
      {movable && (
        <>
          <button type="button" onClick={() => shift(-1)}>
            {texts.up}
          </button>
          <button type="button" onClick={() => shift(1)}>
            {texts.down}
          </button>
        </>
      )}
      <button type="button" class="delete" onClick={remove}>
        {texts.remove}
      </button>
    </div>
  );
}
