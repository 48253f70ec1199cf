import { Component } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { dueText, isOverdue, localDate } from '../tasks/dates';
import { isCompleted, type Task } from '../tasks/task';
import { Conflict } from './conflict';
import { useSelect, useStore, useTexts } from './context';
import { Details } from './details';
import { startDrag } from './drag';
import { EditField } from './edit-field';
import { leave } from './focus';
import { Clock, Cross, Grip, Note, Pencil } from './icons';

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
  const conflict = useSelect((store) => store.view.conflicts.get(id));
  const unsaved = useSelect((store) => store.isWaiting(id));
  const [seen, setSeen] = useState<Task | null>(null); // the task as it was when editing began
  const [open, setOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  if (!task) return null;

  const completed = isCompleted(task);
  const edit = () => setSeen(task);
  const remove = () => {
    leave(row.current);
    store.remove(id);
  };
  const shift = (step: number) => {
    const to = store.view.visible.indexOf(id) + step;
    store.move(id, to);
  };
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const typing = target.matches('.edit, textarea, input:not([type=checkbox])');
    const onGrip = target.matches('.grip') && !event.ctrlKey && !event.metaKey;
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step !== 0 && !typing && (event.altKey || onGrip)) {
      event.preventDefault();
      shift(step);
    } else if (event.key === 'Enter' && target.matches('.toggle')) {
      event.preventDefault();
      edit();
    }
  };
  const classes = [completed && 'completed', seen && 'editing', unsaved && 'unsaved', conflict && 'conflicting'];

  return (
    <li class={classes.filter(Boolean).join(' ')} data-id={id} ref={row} onKeyDown={keys}>
      <div class="view">
        <Controls task={task} open={open} row={row} edit={edit} remove={remove} toggleOpen={() => setOpen(!open)} />
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
      {open && !seen && <Details task={task} shift={shift} close={() => setOpen(false)} />}
      {conflict && <Conflict change={conflict} task={task} />}
    </li>
  );
}

/** The toggle is hidden while the title is edited: it can be focused once the row is drawn again. */
function focusToggle(row: HTMLElement | null): void {
  requestAnimationFrame(() => row?.querySelector<HTMLElement>('.toggle')?.focus());
}

interface ControlsProps {
  task: Task;
  open: boolean;
  row: { current: HTMLLIElement | null };
  edit(): void;
  remove(): void;
  toggleOpen(): void;
}

function Controls({ task, open, row, edit, remove, toggleOpen }: ControlsProps) {
  const store = useStore();
  const { task: texts } = useTexts();
  const { id, title } = task;
  const drag = (event: PointerEvent) => startDrag(event, row.current!, (to) => store.move(id, to));
  const toggle = (box: HTMLInputElement) => {
    store.toggle(id);
    if (!store.view.visible.includes(id)) leave(row.current);
    const now = store.view.tasks.get(id);
    box.checked = now ? isCompleted(now) : box.checked;
  };
  return (
    <>
      <button type="button" class="grip" aria-label={texts.move(title)} title={texts.moveHint} onPointerDown={drag}>
        <Grip />
      </button>
      <input
        class="toggle"
        type="checkbox"
        aria-label={texts.toggle(title)}
        checked={isCompleted(task)}
        onChange={(event) => toggle(event.currentTarget)}
      />
      <div class="words">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the TodoMVC structure; the toggle has a name of its own */}
        <label dir="auto" onDblClick={edit}>
          {title}
        </label>
        <Meta task={task} />
      </div>
      <button
        type="button"
        class={task.note || task.due ? 'open filled' : 'open'}
        aria-label={texts.details(title)}
        aria-expanded={open}
        onClick={toggleOpen}
      >
        <Note />
      </button>
      <button type="button" class="rename" aria-label={texts.edit(title)} onClick={edit}>
        <Pencil />
      </button>
      <button type="button" class="destroy" aria-label={texts.remove(title)} onClick={remove}>
        <Cross />
      </button>
    </>
  );
}

/** Below the title: due date, status that is neither open nor completed, the beginning of the note. */
function Meta({ task }: { task: Task }) {
  const texts = useTexts();
  const unsaved = useSelect((store) => store.isWaiting(task.id));
  useSelect(() => localDate(new Date())); // drawn again when the day changes
  const now = new Date();
  const halted = task.status === 'paused' || task.status === 'closed' ? task.status : undefined;
  if (!task.due && !halted && !task.note && !unsaved) return null;
  const late = task.due !== null && !isCompleted(task) && isOverdue(task.due, now);
  return (
    <p class="meta">
      {task.due && (
        <span class={late ? 'due late' : 'due'}>
          <Clock />
          {dueText(task.due, texts, now, isCompleted(task))}
        </span>
      )}
      {halted && <span class="halted">{texts.task.status[halted]}</span>}
      {unsaved && <span class="waiting">{texts.task.unsaved}</span>}
      {task.note && <span class="excerpt">{task.note}</span>}
    </p>
  );
}
