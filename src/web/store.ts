import { titleLimit } from '../shared/limits';
import { cut, trimmed } from '../shared/text';
import { ulidOf } from '../shared/ulid';
import type { Message } from './message';
import { State, type StoreParts } from './state';
import type { Bulk } from './sync/change';
import { planEdit } from './sync/edits';
import { type Choice, giveUp, resolveConflict } from './sync/resolve-conflict';
import { Queue } from './sync/undo-window';
import { move, orderAtEnd } from './tasks/position';
import { type Fields, isCompleted, type Task } from './tasks/task';
import type { Undoable } from './undo';

/** The one state of the page, with what a person can do to it. */
export class Store extends State {
  readonly #queue: Queue;

  constructor(private readonly parts: StoreParts) {
    super(parts);
    const { outbox, sender, timers, timing } = this;
    const changed = () => this.changed();
    const say = (message: Message) => this.say(message);
    this.#queue = new Queue({ outbox, sender, timers, hold: timing.hold, changed, say });
  }

  /** Adds a task at the end of the list; blank titles are refused. Returns whether one was added. */
  add(text: string): boolean {
    const title = cut(trimmed(text), titleLimit);
    if (!title) return false;
    const at = this.parts.clock();
    const id = ulidOf(at, this.parts.random());
    const order = orderAtEnd(id, new Date(at).toISOString(), this.view.places[this.view.places.length - 1]);
    const fields = order === null ? { title } : { title, order };
    this.#queue.add({ ...this.#common(at), kind: 'create', id, fields });
    this.say({ kind: 'added', title });
    return true;
  }

  /** Changes fields of a task that was `seen` as the person saw it when starting to edit. Returns whether anything changes. */
  edit(id: string, fields: Fields, seen = this.view.tasks.get(id)): boolean {
    const planned = seen && planEdit(this, id, fields, seen);
    if (!planned) return false;
    if ('add' in planned) this.#queue.add({ ...this.#common(), kind: 'edit', id, ...planned.add });
    else {
      this.outbox.replace(planned.replace, ...planned.by);
      this.#queue.send();
    }
    return true;
  }

  /** Takes over an edited title: trimmed; an empty one removes the task. */
  rename(id: string, text: string, seen?: Task): void {
    const title = cut(trimmed(text), titleLimit);
    if (!title) this.remove(id);
    else if (this.edit(id, { title }, seen)) this.say({ kind: 'saved', title });
  }

  toggle(id: string): void {
    const task = this.view.tasks.get(id);
    if (!task) return;
    const { title, status } = task;
    this.edit(id, { status: isCompleted(task) ? 'open' : 'completed' });
    const message: Message = { kind: isCompleted(task) ? 'reopened' : 'completed', title };
    this.#queue.offerUndo(message, () => this.edit(id, { status }));
  }

  remove(id: string): void {
    const task = this.view.tasks.get(id);
    if (!task) return;
    const version = this.list.get(id)?.version ?? 1;
    this.#queue.hold({ ...this.#common(), kind: 'remove', id, version }, { kind: 'removed', title: task.title });
  }

  /** Completes or reopens every task, those included that are not loaded yet. */
  setAll(completed: boolean): void {
    const known = this.#known((task) => isCompleted(task) !== completed);
    if (known.length === 0 && this.pager.complete) return;
    const kind = completed ? 'complete-all' : 'reopen-all';
    const message: Message = { kind: completed ? 'completed-all' : 'reopened-all', count: known.length };
    this.#queue.hold({ ...this.#common(), kind, known }, message);
  }

  clearCompleted(): void {
    const known = this.#known(isCompleted);
    this.#queue.hold({ ...this.#common(), kind: 'clear-completed', known }, { kind: 'cleared', count: known.length });
  }

  /** Moves a task to an index among the visible ones. */
  move(id: string, to: number): void {
    const { visible, places, tasks } = this.view;
    const shown = new Set(visible);
    const from = visible.indexOf(id);
    const moves = move(
      places.filter((place) => shown.has(place.id)),
      from,
      to,
    );
    if (moves.length === 0) return;
    for (const place of moves) this.edit(place.id, { order: place.position });
    this.say({ kind: 'moved', title: tasks.get(id)!.title, position: to + 1, count: visible.length });
  }

  /** What the next undo takes back. */
  get undoable(): Undoable | undefined {
    return this.#queue.undoable;
  }

  undo(): void {
    this.#queue.undo();
  }

  /** Ends a conflict: with the person's own change on top of the other version, or with the other version. */
  resolve(key: string, choice: Choice): void {
    const change = this.outbox.get(key);
    if (change?.state !== 'conflict') return;
    resolveConflict(this, change, choice, (id, fields) => ({ ...this.#common(), kind: 'create', id, fields }));
    this.#queue.send();
  }

  /** Sends a refused change again, as if it were made now. */
  retry(key: string): void {
    this.outbox.update(key, { state: 'ready', attempts: 0, at: this.parts.clock() });
    this.#queue.send();
  }

  /** Gives a refused change up, and with a creation whatever was to follow it. */
  discard(key: string): void {
    const change = this.outbox.get(key);
    if (change) giveUp(this.outbox, change);
    this.#queue.send();
  }

  /**
   * Sends everything, also what could still be undone, and waits for it: for as long as progress is possible. Returns whether
   * nothing is left.
   */
  async drain(): Promise<boolean> {
    this.release();
    await new Promise<void>((resolve) => {
      const check = () => {
        const stuck = this.sender.network !== 'idle' && this.sender.network !== 'sending';
        if (this.unsent > 0 && !stuck) return;
        stop();
        resolve();
      };
      const stop = this.subscribe(check);
      check();
    });
    return this.unsent === 0;
  }

  /** Ends what can be undone and sends it: before the page goes away, and before anything that depends on it. */
  release(): void {
    this.#queue.release();
  }

  #known(matches: (task: Task) => boolean): Bulk['known'] {
    const matching = Array.from(this.view.tasks.values()).filter(matches);
    return matching.map((task) => [task.id, this.list.get(task.id)?.version ?? 1, task.status]);
  }

  #common(at = this.parts.clock()) {
    return { key: ulidOf(at, this.parts.random()), at, state: 'ready' as const, attempts: 0 };
  }
}
