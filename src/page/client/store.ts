import type { Api, User } from './api';
import { type Bulk, type Change, canJoin, isBulk, join } from './changes';
import { type Choice, giveUp, resolveConflict } from './decide';
import { List, type Page } from './list';
import type { Message, News } from './message';
import type { KeyValueStore } from './outbox';
import { Outbox } from './outbox';
import { Pager } from './pager';
import { move, orderAtEnd } from './position';
import { Sender, TIMING, type Timing } from './sender';
import { cut, type Fields, isCompleted, namesOf, pick, type Task, TITLE_LIMIT } from './task';
import { ulid } from './ulid';
import { Timers, type Undoable, Undoables } from './undo';
import { type Filter, type View, Viewer } from './view';

export interface StoreParts {
  api: Api;
  user: User;
  page: Page;
  storage: KeyValueStore;
  /** The name of this page in the storage, and of the page that it replaces in its tab. */
  name: string;
  previous: string | null;
  clock(): number;
  /** Sixteen random bytes. */
  random(): Uint8Array;
  timing?: Timing;
}

const PERIOD = 5000;

/** The one state of the page: the list as the server told it, the changes on their way, what can be undone, and the filter. */
export class Store {
  readonly user: User;
  readonly sender: Sender;
  readonly pager: Pager;
  message: Message | undefined;
  /** The server's tasks; `view` is what is shown. */
  readonly list = new List();
  readonly outbox: Outbox;
  private readonly viewer = new Viewer();
  private readonly timing: Timing;
  private readonly timers = new Timers();
  private readonly undoables: Undoables;
  private readonly listeners = new Set<() => void>();
  private current: View | undefined;
  private filter: Filter = 'all';
  private refusedOf: { changes: readonly Change[]; refused: readonly Change[] } | undefined;

  constructor(private readonly parts: StoreParts) {
    this.user = parts.user;
    this.timing = parts.timing ?? TIMING;
    this.outbox = new Outbox(parts.storage, parts.user.id, parts.clock, parts.name);
    this.outbox.adopt(parts.previous);
    const changed = () => this.changed();
    this.undoables = new Undoables(this.timing.hold, this.timers, changed);
    const tell = (kind: News) => this.say({ kind });
    const { api, clock } = parts;
    const { list, outbox, timing } = this;
    this.sender = new Sender({ api, list, outbox, owner: parts.user.id, timing, clock, changed, tell });
    this.pager = new Pager(api, list, changed, parts.page);
  }

  /** Starts sending what an earlier page left, and keeps the outbox marked as alive. */
  start(): void {
    this.sender.wake();
    const beat = () => {
      this.outbox.beat();
      this.timers.after(PERIOD, beat);
    };
    beat();
  }

  /** Ends whatever would happen later. The outbox stays for the next page. */
  close(): void {
    this.sender.close();
    this.timers.clear();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get view(): View {
    this.current ??= this.viewer.view(this.list, this.outbox.all(), this.filter);
    return this.current;
  }

  get changes(): readonly Change[] {
    return this.outbox.all();
  }

  /** How many changes the server has yet to acknowledge, those that can still be undone left out. */
  get unsent(): number {
    return this.outbox.all().filter((change) => change.state === 'ready' || change.state === 'sending').length;
  }

  /** Whether every task is completed, as far as is known or asked for. */
  get allCompleted(): boolean {
    const { active, completed } = this.view;
    const asked = this.outbox.all().some((change) => change.kind === 'complete-all' && change.state !== 'refused');
    return active === 0 && completed > 0 && (this.pager.complete || asked);
  }

  /** Whether a change of the task is kept here because the server cannot be reached. */
  isWaiting(id: string): boolean {
    const { network } = this.sender;
    return (network === 'offline' || network === 'waiting') && this.outbox.of(id).length > 0;
  }

  /** What the person has to know of the server's refusals, oldest first. */
  get refused(): readonly Change[] {
    const changes = this.outbox.all();
    if (this.refusedOf?.changes !== changes) {
      this.refusedOf = { changes, refused: changes.filter((change) => change.state === 'refused') };
    }
    return this.refusedOf.refused;
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.changed();
  }

  getFilter(): Filter {
    return this.filter;
  }

  /** Adds a task at the end of the list; blank titles are refused. Returns whether one was added. */
  add(text: string): boolean {
    const title = cut(text.trim(), TITLE_LIMIT);
    if (!title) return false;
    const at = this.parts.clock();
    const id = ulid(at, this.parts.random);
    const order = orderAtEnd(id, new Date(at).toISOString(), this.view.places[this.view.places.length - 1]);
    const fields = order === null ? { title } : { title, order };
    this.enqueue({ ...this.common(at), kind: 'create', id, fields });
    this.say({ kind: 'added', title });
    return true;
  }

  /**
   * Changes fields of a task; those that already have the value are left out. `seen` is the task as the person saw it when
   * starting to edit: when another page has changed the same fields since, the server is not told to overwrite them.
   */
  edit(id: string, fields: Fields, seen = this.view.tasks.get(id)): boolean {
    if (!seen) return false;
    const names = namesOf(fields).filter((name) => fields[name] !== seen[name]);
    if (names.length === 0) return false;
    const changed = pick({ ...seen, ...fields }, names);
    const was = pick(seen, names);
    const before = this.outbox.of(id).pop();
    if (canJoin(before) && !this.outbox.all().some(isBulk)) {
      const joined = join(before, changed, was);
      this.outbox.replace(before.key, ...(joined ? [joined] : []));
      this.send();
      return true;
    }
    const current = this.list.get(id);
    const clean = !current || names.every((name) => current[name] === seen[name]);
    const version = clean ? (current?.version ?? 1) : seen.version;
    this.enqueue({ ...this.common(), kind: 'edit', id, fields: changed, was, version });
    return true;
  }

  /** Takes over an edited title: trimmed; an empty one removes the task. */
  rename(id: string, text: string, seen?: Task): void {
    const title = cut(text.trim(), TITLE_LIMIT);
    if (!title) this.remove(id);
    else if (this.edit(id, { title }, seen)) this.say({ kind: 'saved', title });
  }

  toggle(id: string): void {
    const task = this.view.tasks.get(id);
    if (!task) return;
    const { title, status } = task;
    this.edit(id, { status: isCompleted(task) ? 'open' : 'completed' });
    const message: Message = { kind: isCompleted(task) ? 'reopened' : 'completed', title };
    this.offerUndo(message, () => this.edit(id, { status }));
  }

  remove(id: string): void {
    const task = this.view.tasks.get(id);
    if (!task) return;
    const version = this.list.get(id)?.version ?? 1;
    this.hold({ ...this.common(), state: 'held', kind: 'remove', id, version }, { kind: 'removed', title: task.title });
  }

  /** Completes or reopens every task, those included that are not loaded yet. */
  setAll(completed: boolean): void {
    const known = this.known((task) => isCompleted(task) !== completed);
    if (known.length === 0 && this.pager.complete) return;
    const kind = completed ? 'complete-all' : 'reopen-all';
    const message: Message = { kind: completed ? 'completed-all' : 'reopened-all', count: known.length };
    this.hold({ ...this.common(), state: 'held', kind, known }, message);
  }

  clearCompleted(): void {
    const known = this.known(isCompleted);
    this.hold(
      { ...this.common(), state: 'held', kind: 'clear-completed', known },
      { kind: 'cleared', count: known.length },
    );
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
    return this.undoables.last;
  }

  undo(): void {
    const last = this.undoables.take();
    if (!last) return;
    last.undo();
    const title = 'title' in last.message ? last.message.title : '';
    this.say({ kind: 'undone', title });
  }

  /** Ends a conflict: with the person's own change on top of the other version, or with the other version. */
  resolve(key: string, choice: Choice): void {
    const change = this.outbox.get(key);
    if (change?.state !== 'conflict') return;
    resolveConflict(this, change, choice, (id, fields) => ({ ...this.common(), kind: 'create', id, fields }));
    this.send();
  }

  /** Sends a refused change again, as if it were made now. */
  retry(key: string): void {
    this.outbox.update(key, { state: 'ready', attempts: 0, at: this.parts.clock() });
    this.send();
  }

  /** Gives a refused change up, and with a creation whatever was to follow it. */
  discard(key: string): void {
    const change = this.outbox.get(key);
    if (change) giveUp(this.outbox, change);
    this.send();
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

  /** How many changes the server has acknowledged. */
  get acknowledged(): number {
    return this.sender.acknowledged;
  }

  /** Ends what can be undone and sends it: before the page goes away, and before anything that depends on it. */
  release(): void {
    this.undoables.clear();
    for (const change of this.outbox.all()) {
      if (change.state === 'held') this.outbox.update(change.key, { state: 'ready' });
    }
    this.send();
  }

  private known(matches: (task: Task) => boolean): Bulk['known'] {
    const matching = Array.from(this.view.tasks.values()).filter(matches);
    return matching.map((task) => [task.id, this.list.get(task.id)?.version ?? 1, task.status]);
  }

  private common(at = this.parts.clock()) {
    return { key: ulid(at, this.parts.random), at, state: 'ready' as const, attempts: 0 };
  }

  /** Queues a change that is not sent until it can no longer be undone. */
  private hold(change: Change, message: Message): void {
    if (isBulk(change)) this.release();
    this.enqueue(change);
    const release = () => {
      if (this.outbox.get(change.key)?.state !== 'held') return;
      this.outbox.update(change.key, { state: 'ready' });
      this.send();
    };
    this.timers.after(this.timing.hold, release);
    this.offerUndo(message, () => {
      if (this.outbox.get(change.key)?.state === 'held') this.outbox.replace(change.key);
      this.send();
    });
  }

  private enqueue(change: Change): void {
    // A change of the whole list must not reach what is done after it: it goes first.
    if (this.outbox.all().some((held) => held.state === 'held' && isBulk(held))) this.release();
    this.outbox.add(change);
    this.send();
  }

  private offerUndo(message: Message, undo: () => void): void {
    this.undoables.offer({ message, undo });
    this.say(message);
  }

  /** Shows what was changed and sends what is ready. */
  private send(): void {
    this.changed();
    this.sender.wake();
  }

  private say(message: Message): void {
    this.message = message;
    this.changed();
  }

  private changed(): void {
    this.current = undefined;
    for (const listener of this.listeners) listener();
  }
}
