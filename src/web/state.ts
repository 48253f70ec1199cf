import type { User } from '../shared/wire';
import type { Message, News } from './message';
import type { Api } from './sync/api';
import type { Change } from './sync/change';
import { type KeyValueStore, Outbox } from './sync/outbox';
import { Sender, TIMING, type Timing } from './sync/sender';
import { List, type Page } from './tasks/server-tasks';
import { Pager } from './tasks/task-loader';
import { type Filter, type View, Viewer } from './tasks/task-view';
import { Timers } from './undo';

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

/** An outbox is marked as alive every so many milliseconds. */
const PERIOD = 5000;

/** What the page knows: the list as the server told it, the changes on their way, the filter, and what just happened. */
export class State {
  readonly user: User;
  /** The server's tasks; `view` is what is shown. */
  readonly list = new List();
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly pager: Pager;
  message: Message | undefined;
  protected readonly timing: Timing;
  protected readonly timers = new Timers();
  readonly #viewer = new Viewer();
  readonly #listeners = new Set<() => void>();
  #current: View | undefined;
  #filter: Filter = 'all';

  constructor({ api, user, page, storage, name, previous, clock, timing = TIMING }: StoreParts) {
    this.user = user;
    this.timing = timing;
    this.outbox = new Outbox(storage, user.id, clock, name);
    this.outbox.adopt(previous);
    const { list, outbox } = this;
    const changed = () => this.changed();
    const tell = (kind: News) => this.say({ kind });
    this.sender = new Sender({ api, list, outbox, owner: user.id, timing, clock, changed, tell });
    this.pager = new Pager(api, list, changed, page);
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
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get view(): View {
    this.#current ??= this.#viewer.view(this.list, this.outbox.all(), this.#filter);
    return this.#current;
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
    return this.view.refused;
  }

  setFilter(filter: Filter): void {
    this.#filter = filter;
    this.changed();
  }

  getFilter(): Filter {
    return this.#filter;
  }

  /** How many changes the server has acknowledged. */
  get acknowledged(): number {
    return this.sender.acknowledged;
  }

  /** Tells what just happened. */
  protected say(message: Message): void {
    this.message = message;
    this.changed();
  }

  protected changed(): void {
    this.#current = undefined;
    for (const listener of this.#listeners) listener();
  }
}
