import { batchLimit, titleLimit } from '../shared/limits';
import { cut, trimmed } from '../shared/text';
import { ulidOf } from '../shared/ulid';
import type { User } from '../shared/wire';
import { History, type HistoryStep, type Undoable } from './history';
import type { Message } from './message';
import type { Api } from './sync/api';
import {
  type Action,
  type Advance,
  type Change,
  type ChangeAll,
  expandBulk,
  inverse,
  isAdvance,
  isBulk,
  isUnsent,
  makeHeld,
  makeReady,
  type Refused,
  release,
  revertAdvance,
  type Single,
} from './sync/change';
import { ListView } from './sync/list-view';
import { type KeyValueStore, type LivePages, Outbox } from './sync/outbox';
import { isAction, type Outcome, type onVersionMismatch, planEdit, replace } from './sync/reconcile';
import { defaultTiming, Sender, type Timing } from './sync/sender';
import type { Together } from './sync/together';
import { type List, ServerLists } from './tasks/list';
import { localDate } from './tasks/local-date';
import type { Place, Sort } from './tasks/place';
import { move, orderAtEnd } from './tasks/position';
import { isSeries, type Series, type Step, withoutLooseRule } from './tasks/series';
import { type Page, ServerTasks } from './tasks/server-tasks';
import { type Fields, isCompleted, namesOf, pick, type Task } from './tasks/task';
import { TaskLoader } from './tasks/task-loader';
import { isHere, type Scope, TaskView, type View } from './tasks/task-view';

export interface StoreOptions {
  api: Api;
  user: User;
  page: Page;
  storage: KeyValueStore;
  /** The name of this page in the storage, and of the page that it replaces in its tab. */
  name: string;
  previous: string | null;
  /** The pages that were open when this one started. */
  live?: LivePages;
  /** The pages that are open now. */
  livePages?(): Promise<LivePages>;
  /** What is done about another version of a task. */
  mismatch(): Promise<typeof onVersionMismatch>;
  together(): Promise<typeof Together>;
  /** Epoch milliseconds. */
  clock(): number;
  /** Sixteen random bytes. */
  random(): Uint8Array;
  timing?: Timing;
  /** The language whose rules sorting by title follows. */
  language?: string;
}

/** The outbox is marked as alive, and left records are looked for, every so many milliseconds. */
const heartbeatPeriod = 5000;

/** The state of the page and everything that a person can do to it. */
export class Store {
  readonly user: User;
  /** The server's tasks; `view` is what is shown. */
  readonly server = new ServerTasks();
  readonly serverLists = new ServerLists();
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly loader: TaskLoader;
  message: Message | undefined;
  readonly #options: StoreOptions;
  readonly #history: History;
  readonly #taskView = new TaskView();
  readonly #listView = new ListView();
  readonly #listeners = new Set<() => void>();
  #view: View | undefined;
  #group: { id: string; size: number } | undefined;
  #scope: Omit<Scope, 'today' | 'language' | 'lists'> = {
    place: { kind: 'inbox', filter: 'all' },
    sort: 'hand',
    matches: undefined,
  };
  #opened: string | undefined;
  #listsOfIds: readonly List[] = [];
  #listIds: ReadonlySet<string> = new Set();
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(options: StoreOptions) {
    const { api, user, page, storage, name, previous, live, clock, timing = defaultTiming } = options;
    const { mismatch, together } = options;
    this.#options = options;
    this.user = user;
    this.outbox = new Outbox(storage, user.id, clock, name);
    this.outbox.adoptOrphans(previous, live);
    const notify = (message?: Message) => this.#notify(message);
    const { server, serverLists: lists, outbox } = this;
    this.sender = new Sender({ api, server, lists, outbox, timing, clock, notify, mismatch, together });
    this.loader = new TaskLoader(api, server, lists, notify, page);
    this.#history = new History(timing.hold, (steps) => this.#release(steps));
  }

  /** Starts sending the changes that an earlier page left, and keeps the outbox marked as alive. */
  start(): void {
    this.sender.wake();
    this.outbox.heartbeat();
    this.#heartbeat = setInterval(() => void this.adoptOrphans(), heartbeatPeriod);
  }

  /** Marks the outbox as alive and takes over the records of pages that are gone. */
  async adoptOrphans(): Promise<void> {
    this.outbox.heartbeat();
    const live = await this.#options.livePages?.();
    if (this.outbox.adoptOrphans(null, live)) this.#send();
  }

  /** Ends all later work. The outbox stays for the next page. */
  close(): void {
    this.sender.close();
    this.#history.endOffers();
    clearInterval(this.#heartbeat);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get view(): View {
    this.#view ??= this.#taskView.view(this.server, this.outbox.all(), this.#fullScope());
    return this.#view;
  }

  /** All lists in their order, archived ones included. The array stays the same until a list changes. */
  get lists(): readonly List[] {
    return this.#listView.lists(this.serverLists, this.outbox.all());
  }

  get changes(): readonly Change[] {
    return this.outbox.all();
  }

  /** How many changes the server has yet to acknowledge, without those that can still be undone. */
  get unsent(): number {
    return this.outbox.all().filter((change) => change.state === 'ready' || change.state === 'sending').length;
  }

  /** Whether every task is completed, as far as is known or asked for. */
  get allCompleted(): boolean {
    const { active, completed } = this.view;
    const asked = this.outbox.all().some((change) => change.kind === 'complete-all' && change.state !== 'refused');
    return active === 0 && completed > 0 && (this.loader.complete || asked);
  }

  /** Whether a change of the task is kept here because the server cannot be reached. */
  isWaiting(id: string): boolean {
    const { network } = this.sender;
    return network !== 'idle' && network !== 'sending' && this.outbox.of(id).length > 0;
  }

  /** Changes that the server refused, oldest first. */
  get refused(): readonly Refused[] {
    return this.view.refused;
  }

  /** Draws again what depends on the time of day. */
  redraw(): void {
    this.#notify();
  }

  /** The part of the tasks that is looked at. */
  get place(): Place {
    return this.#scope.place;
  }

  show(place: Place): void {
    this.#scope = { ...this.#scope, place, matches: undefined };
    this.#notify();
  }

  get sort(): Sort {
    return this.#scope.sort;
  }

  sortBy(sort: Sort): void {
    this.#scope = { ...this.#scope, sort };
    this.#notify();
  }

  /** Shows what matches in place of the place; undefined ends the search. */
  find(matches: ((task: Task) => boolean) | undefined): void {
    this.#scope = { ...this.#scope, matches };
    this.#notify();
  }

  get isSearching(): boolean {
    return this.#scope.matches !== undefined;
  }

  /** Whether tasks can be moved by hand in what is shown. */
  get isMovable(): boolean {
    return 'filter' in this.place && this.sort === 'hand' && !this.isSearching;
  }

  /** The id of the task that is open beside the list. */
  get opened(): string | undefined {
    return this.#opened !== undefined && this.view.tasks.has(this.#opened) ? this.#opened : undefined;
  }

  open(id: string | undefined): void {
    this.#opened = id;
    this.#notify();
  }

  /** Ids of the lists that exist. The set stays the same until a list changes. */
  get listIds(): ReadonlySet<string> {
    const { lists } = this;
    if (this.#listsOfIds !== lists) {
      this.#listsOfIds = lists;
      this.#listIds = new Set(lists.map((list) => list.id));
    }
    return this.#listIds;
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#options.clock();
  }

  /** The person's own date, `YYYY-MM-DD`. */
  get today(): string {
    return localDate(new Date(this.#options.clock()));
  }

  /** Adds a task at the end of the list, as one of the place that is shown; blank titles are refused. Returns whether one was added. */
  add(text: string, more: Fields = {}): boolean {
    const title = cut(trimmed(text), titleLimit);
    if (!title) return false;
    const at = this.#options.clock();
    const id = this.newId(at);
    const fields = { title, ...this.#fieldsOfPlace(title), ...more };
    const order = orderAtEnd(id, new Date(at).toISOString(), this.view.places[this.view.places.length - 1]);
    const step = this.#queue({ kind: 'create', id, fields: order === null ? fields : { ...fields, order } });
    const message: Message = { kind: 'added', title: fields.title, id, hidden: !this.view.visible.includes(id) };
    this.#history.record({ message, steps: [step] }, true);
    this.#notify(message);
    return true;
  }

  /** What a task has to be, to be seen in the place that is shown. */
  #fieldsOfPlace(title: string): Fields {
    const { place } = this;
    if (this.isSearching) return {};
    if (place.kind === 'today') return { due: this.today };
    if (place.kind === 'list') return { list: place.name };
    if (place.kind !== 'tag' || title.includes(`#${place.name}`)) return {};
    return { title: cut(`${title} #${place.name}`, titleLimit) };
  }

  /** Changes fields of a task that was `seen` as the person saw it when starting to edit. Returns whether anything changes. */
  edit(id: string, fields: Fields, seen = this.view.tasks.get(id), message?: Message): boolean {
    const step = this.#edit(id, fields, seen);
    if (step) this.#record(message ?? { kind: 'changed', title: seen?.title ?? '', id }, step);
    return step !== undefined;
  }

  #edit(id: string, fields: Fields, seen = this.view.tasks.get(id)): HistoryStep | undefined {
    const task = this.view.tasks.get(id) ?? seen;
    const whole = seen && withoutLooseRule(fields, seen);
    const planned = whole && planEdit(this.outbox.all(), this.server.get(id), whole, seen);
    if (!planned || !task) return undefined;
    if (isAction(planned)) this.#queue(planned);
    else this.settle(planned);
    const { version } = task;
    return { key: '', action: { kind: 'edit', id, version, task, fields: whole, base: pick(task, namesOf(whole)) } };
  }

  /** Takes over an edited title: trimmed; an empty one removes the task. */
  rename(id: string, text: string, seen?: Task): void {
    const title = cut(trimmed(text), titleLimit);
    if (!title) this.remove(id);
    else this.edit(id, { title }, seen, { kind: 'saved', title, id });
  }

  toggle(id: string): void {
    const task = this.view.tasks.get(id);
    if (!task) return;
    if (isSeries(task)) return this.#advance(task, 'complete');
    const pending = this.outbox.of(id).find(isAdvance);
    if (pending?.kind === 'complete') return this.#takeBack(pending.key, pending);
    const isDone = isCompleted(task);
    const message: Message = { kind: isDone ? 'reopened' : 'completed', title: task.title, id };
    this.edit(id, { status: isDone ? 'open' : 'completed' }, task, message);
  }

  /** Moves a repeating task on to its next date without completing it; the last occurrence is refused. */
  skip(id: string): void {
    const task = this.view.tasks.get(id);
    if (task && isSeries(task)) this.#advance(task, 'skip');
  }

  #advance(task: Series, kind: Step): void {
    const { id, title, due } = task;
    const version = this.server.get(id)?.version ?? 1;
    this.act({ kind, id, version, task, due }, { kind: kind === 'skip' ? 'skipped' : 'completed', title, id });
  }

  remove(id: string): void {
    const task = this.view.tasks.get(id);
    if (!task) return;
    const version = this.server.get(id)?.version ?? 1;
    this.#hold({ kind: 'remove', id, version, task }, { kind: 'removed', title: task.title, id });
  }

  /** Completes or reopens every task of the place: where that is the whole list, those included that are not loaded yet. */
  setAll(completed: boolean): void {
    const known = this.#here((task) => isCompleted(task) !== completed);
    if (known.length === 0 && this.loader.complete) return;
    const kind = completed ? 'complete-all' : 'reopen-all';
    this.#holdAll({ kind, known }, { kind: completed ? 'completed-all' : 'reopened-all', count: known.length });
  }

  clearCompleted(): void {
    const known = this.#here(isCompleted);
    this.#holdAll({ kind: 'clear-completed', known }, { kind: 'cleared', count: known.length });
  }

  /** Moves a task to an index among the visible ones. */
  move(id: string, to: number): void {
    const { visible, places, tasks } = this.view;
    const shown = new Set(visible);
    const moves = move(
      places.filter((place) => shown.has(place.id)),
      visible.indexOf(id),
      to,
    );
    if (moves.length === 0) return;
    const steps = moves.flatMap((place) => this.#edit(place.id, { order: place.position }) ?? []);
    this.#record({ kind: 'moved', title: tasks.get(id)!.title, position: to + 1, count: visible.length }, ...steps);
  }

  /** What was done last, while a message offers to take it back. */
  get undoable(): Undoable | undefined {
    return this.#history.offered;
  }

  /** Keeps the undo possible while the person is at its button. */
  pauseUndo(paused: boolean): void {
    this.#history.pause(paused);
  }

  /** Takes the last thing back that was done on this page and was not taken back yet. */
  undo(): void {
    const last = this.#history.take();
    if (!last) return;
    const takeBack = () => {
      for (const { key, action } of [...last.steps].reverse()) this.#takeBack(key, action);
    };
    if (last.steps.length > 1 || last.steps.some(({ action }) => isBulk(action))) this.#inGroups(takeBack);
    else takeBack();
    this.#notify({ kind: 'undone', title: 'title' in last.message ? last.message.title : '' });
  }

  /** Drops a change that was not sent yet, or follows it by its inverse. */
  #takeBack(key: string, action: Action): void {
    const change = this.outbox.get(key);
    // Tasks may have been put into a list before its creation was sent.
    if (change && isUnsent(change) && change.kind !== 'create-list') this.outbox.set(replace(this.outbox.all(), key));
    else if (action.kind === 'complete-all' || action.kind === 'reopen-all')
      for (const single of expandBulk(action)) this.#takeBack('', single);
    else if (action.kind === 'create') this.#removeAgain(action.id);
    else if (!isAdvance(action)) for (const inverted of inverse(action)) this.#apply(inverted);
    else if (change) this.#onceSettled(key, () => this.#revert(action));
    else this.#revert(action);
    this.#send();
  }

  #removeAgain(id: string): void {
    const task = this.view.tasks.get(id);
    if (task) this.#queue({ kind: 'remove', id, version: this.server.get(id)?.version ?? 1, task });
  }

  #revert(action: Advance): void {
    const now = this.view.tasks.get(action.id);
    const finished = this.server.values().find((task) => task.occurrenceOf === action.id && task.due === action.due);
    if (now) for (const inverted of revertAdvance(action, now, finished)) this.#apply(inverted);
  }

  /** Waits until it is known what came of a change: only then is the finished occurrence of a repeating task known. */
  #onceSettled(key: string, work: () => void): void {
    const stop = this.subscribe(() => {
      const change = this.outbox.get(key);
      if (change && change.state !== 'refused') return;
      stop();
      if (!change) work();
    });
  }

  /**
   * Sends everything, also changes that could still be undone, and waits for as long as progress is possible. Returns whether
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

  /** Ends the time for undo and sends the held changes: before the page goes away, and before anything that depends on them. */
  release(): void {
    this.#history.endOffers();
    this.outbox.set(this.outbox.all().map((change) => (change.state === 'held' ? release(change) : change)));
    this.#send();
  }

  #release(steps: readonly HistoryStep[]): void {
    for (const { key } of steps) {
      const change = this.outbox.get(key);
      if (change?.state === 'held') this.outbox.set(replace(this.outbox.all(), key, release(change)));
    }
    this.#send();
  }

  /** Makes an inverse of what was done on top of the present state of the task. */
  #apply(action: Action): void {
    if (action.kind === 'edit') this.#edit(action.id, action.fields);
    else this.#queue(action);
  }

  /** Queues a change that is not sent while it can be undone. */
  #hold(action: Action, message: Message): void {
    if (isBulk(action)) this.release();
    this.#record(message, this.#add(makeHeld(action, this.#mark())));
  }

  /** Queues a change and offers to take it back. */
  act(action: Action, message: Message): void {
    if (isBulk(action)) return this.#hold(action, message);
    this.#record(message, this.#queue(action));
  }

  /** Changes the tasks of the place: as a whole list only where no other task is reached, and none repeats. */
  #holdAll(bulk: ChangeAll, message: Message): void {
    const isWhole = this.place.kind === 'inbox' && this.lists.length === 0 && !this.isSearching;
    // Only a step of its own says where a repeating task goes on.
    const repeats = bulk.kind === 'complete-all' && bulk.known.some(isSeries);
    if (isWhole && !repeats) this.#hold(bulk, message);
    else this.actOnEach(expandBulk(bulk), message);
  }

  /** Queues changes of several tasks, which are sent together and taken back together. */
  actOnEach(actions: readonly Single[], message: Message): void {
    this.#inGroups(() => this.#record(message, ...actions.map((action) => this.#queue(action))));
  }

  /** Whatever `work` queues is sent together, in as many calls as the server needs. */
  #inGroups(work: () => void): void {
    this.#group = { id: this.newId(), size: 0 };
    work();
    this.#group = undefined;
  }

  #queue(action: Action): HistoryStep {
    return this.#add(makeReady(action, this.#mark()));
  }

  #add(change: Change): HistoryStep {
    // A change of the whole list must not reach a later one: it goes first.
    if (this.outbox.all().some((held) => held.state === 'held' && isBulk(held))) this.release();
    this.outbox.set([...this.outbox.all(), change]);
    this.#send();
    return { key: change.key, action: change };
  }

  /** Remembers what was done, and offers to take it back. */
  #record(message: Message, ...steps: HistoryStep[]): void {
    this.#history.record({ message, steps });
    this.#notify(message);
  }

  /** Takes over what follows from a person's choice. */
  settle({ changes, server }: Outcome): void {
    if (typeof server === 'string') this.server.delete(server);
    else if (server) this.server.put(server);
    this.outbox.set(changes);
    this.#send();
  }

  /** Shows the change and sends what is ready. */
  #send(): void {
    this.#notify();
    this.sender.wake();
  }

  #notify(message?: Message): void {
    if (message) this.message = message;
    if (message?.kind === 'moved-on') this.#history.reword(message);
    this.#view = undefined;
    for (const listener of this.#listeners) listener();
  }

  #fullScope(): Scope {
    return { ...this.#scope, lists: this.listIds, today: this.today, language: this.#options.language };
  }

  /** Tasks of the place that match. */
  #here(matches: (task: Task) => boolean): Task[] {
    const scope = this.#fullScope();
    return this.known((task) => isHere(task, scope) && matches(task));
  }

  /** Tasks as they are shown, at the versions that the server has. */
  known(matches: (task: Task) => boolean): Task[] {
    const matching = Array.from(this.view.tasks.values()).filter(matches);
    return matching.map((task) => ({ ...task, version: this.server.get(task.id)?.version ?? 1 }));
  }

  newId(at = this.#options.clock()): string {
    return ulidOf(at, this.#options.random());
  }

  #mark(): { key: string; at: number; group?: string } {
    const at = this.#options.clock();
    const mark = { key: this.newId(at), at };
    const group = this.#group;
    return group ? { ...mark, group: `${group.id}.${Math.floor(group.size++ / batchLimit)}` } : mark;
  }
}
