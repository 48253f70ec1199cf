import { Component } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isOverdue, shortDue } from '../tasks/dates';
import { isCompleted, type Task } from '../tasks/task';
import { listOf } from '../tasks/task-view';
import { useAppContext, useSelect, useStore, useTexts } from './context';
import { EditField } from './edit-field';
import { leave } from './focus';
import { Bin, Calendar, Grip, Pencil, Repeat } from './icons';
import { loadParts, Part } from './part';
import { RichText } from './rich-text';
import { setTabStop } from './rows';

/** How long a click waits for a second one that makes it a double click, in milliseconds. */
const doubleClick = 220;

/** One row. It draws itself again when its own task changes: a change elsewhere in a long list costs it nothing. */
export class Item extends Component<{ id: string }> {
  override shouldComponentUpdate(next: { id: string }): boolean {
    return next.id !== this.props.id;
  }

  render() {
    return <Row id={this.props.id} />;
  }
}

function Row({ id }: { id: string }) {
  const store = useStore();
  const task = useSelect((store) => store.view.tasks.get(id));
  const conflict = useSelect((store) => store.view.conflicts.has(id));
  const unsaved = useSelect((store) => store.isWaiting(id));
  const opened = useSelect((store) => store.opened === id);
  const [seen, setSeen] = useState<Task | null>(null); // the task as it was when editing began
  const row = useRef<HTMLLIElement>(null);
  if (!task) return null;

  const completed = isCompleted(task);
  const edit = () => {
    store.open(undefined);
    setSeen(task);
  };
  const remove = () => {
    leave(row.current);
    store.remove(id);
  };
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const typing = target.matches('.edit, textarea, input:not([type=checkbox])');
    const onGrip = target.matches('.grip') && !event.ctrlKey && !event.metaKey;
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step !== 0 && !typing && (event.altKey || onGrip) && store.isMovable) {
      event.preventDefault();
      store.move(id, store.view.visible.indexOf(id) + step);
    } else if (event.key === 'Enter' && target.matches('.toggle')) {
      event.preventDefault();
      store.open(id);
    }
  };
  const classes = { completed, editing: seen, unsaved, conflicting: conflict, current: opened };
  const names = Object.entries(classes).flatMap(([name, is]) => (is ? [name] : []));

  return (
    <li
      class={names.join(' ')}
      data-id={id}
      ref={row}
      onKeyDown={keys}
      onFocusCapture={() => setTabStop(row.current!.closest('.main'), row.current!)}
    >
      <div class="view">
        <Controls task={task} row={row} edit={edit} remove={remove} />
      </div>
      {seen && (
        <EditField
          task={seen}
          done={(text, keyboard) => {
            setSeen(null);
            if (text !== undefined && !text.trim()) leave(row.current);
            if (text !== undefined) store.rename(id, text, seen);
            if (keyboard && (text === undefined || text.trim())) focusToggle(row.current);
          }}
        />
      )}
      {conflict && <Part part={{ kind: 'conflict', id }} />}
    </li>
  );
}

/** The toggle is hidden while the title is edited: it can be focused once the row is drawn again. */
function focusToggle(row: HTMLElement | null): void {
  requestAnimationFrame(() => row?.querySelector<HTMLElement>('.toggle')?.focus());
}

interface ControlsProps {
  task: Task;
  row: { current: HTMLLIElement | null };
  edit(): void;
  remove(): void;
}

function Controls({ task, row, edit, remove }: ControlsProps) {
  const { store, assets, texts: all } = useAppContext();
  const { task: texts } = all;
  const { id, title } = task;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const fetchDrag = () => loadParts(assets);
  const drag = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const grip = event.currentTarget as HTMLElement;
    let isDown = true;
    grip.addEventListener('pointerup', () => (isDown = false), { once: true });
    grip.setPointerCapture(event.pointerId);
    void fetchDrag().then(
      ({ startDrag }) => isDown && startDrag(event, grip, row.current!, (to) => store.move(id, to)),
      () => undefined,
    );
  };
  const toggle = (box: HTMLInputElement) => {
    store.toggle(id);
    if (!store.view.visible.includes(id)) leave(row.current);
    const now = store.view.tasks.get(id);
    box.checked = now ? isCompleted(now) : box.checked;
  };
  const open = (event: MouseEvent) => {
    if ((event.target as Element).closest('a')) return;
    clearTimeout(timer.current);
    const wait = matchMedia('(hover: hover)').matches ? doubleClick : 0;
    if (event.detail < 2) timer.current = setTimeout(() => store.open(id), wait);
  };
  const editAfterAll = () => {
    clearTimeout(timer.current);
    edit();
  };
  return (
    <>
      <button
        type="button"
        class="grip"
        tabIndex={-1}
        aria-label={texts.move(title)}
        title={texts.moveHint}
        onPointerEnter={fetchDrag}
        onPointerDown={drag}
      >
        <Grip />
      </button>
      <input
        class="toggle"
        type="checkbox"
        tabIndex={-1}
        aria-label={texts.toggle(title)}
        checked={isCompleted(task)}
        onChange={(event) => toggle(event.currentTarget)}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a short way for the pointer; the Enter key opens the task as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div class="words" onClick={open}>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the TodoMVC structure; the toggle has a name of its own */}
        <label dir="auto" onDblClick={editAfterAll}>
          <RichText text={title} />
        </label>
        <Meta task={task} />
      </div>
      <button
        type="button"
        class="set-date"
        tabIndex={-1}
        aria-label={texts.details(title)}
        title={texts.open}
        onClick={() => store.open(id)}
      >
        <Calendar />
      </button>
      <button
        type="button"
        class="rename"
        tabIndex={-1}
        aria-label={texts.edit(title)}
        title={texts.rename}
        onClick={edit}
      >
        <Pencil />
      </button>
      <button
        type="button"
        class="destroy"
        tabIndex={-1}
        aria-label={texts.remove(title)}
        title={texts.delete}
        onClick={remove}
      >
        <Bin />
      </button>
    </>
  );
}

/** Beside the title: progress, list, due date, status that is neither open nor completed; below it the beginning of the note. */
function Meta({ task }: { task: Task }) {
  const texts = useTexts();
  const store = useStore();
  const unsaved = useSelect((store) => store.isWaiting(task.id));
  const list = useSelect((store) => listName(task, store));
  const today = useSelect((store) => store.today);
  const { due, note, status } = task;
  const halted = status === 'paused' || status === 'closed' ? status : undefined;
  const { progress } = task;
  if (!due && !halted && !note && !unsaved && !list) return null;
  const late = due !== null && !isCompleted(task) && isOverdue(due, today);
  const now = !late && due === store.today && !isCompleted(task);
  return (
    <p class="meta">
      {note && <span class="excerpt">{note}</span>}
      {halted && <span class="halted">{texts.task.status[halted]}</span>}
      {unsaved && <span class="waiting">{texts.task.unsaved}</span>}
      {progress && (
        <span class="progress" title={texts.task.progress(progress.done, progress.total)}>
          {progress.done}/{progress.total}
        </span>
      )}
      {list && <span class="in">{list}</span>}
      {due && (
        <span class={late ? 'due late' : now ? 'due now' : 'due'}>
          {late && <span class="visually-hidden">{texts.task.overdue} </span>}
          {task.repeat ? <Repeat /> : <Calendar />}
          {shortDue(due, texts, today)}
        </span>
      )}
    </p>
  );
}

/** The name of a task's list, where it is not the one that is shown. */
function listName(task: Task, store: ReturnType<typeof useStore>): string | undefined {
  const id = listOf(task, store.listIds);
  const { place } = store;
  if (!id || (place.kind === 'list' && place.name === id)) return undefined;
  return store.lists.find((list) => list.id === id)?.name;
}
