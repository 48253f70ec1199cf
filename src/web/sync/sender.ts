import type { News } from '../message';
import type { List } from '../tasks/server-tasks';
import type { Task } from '../tasks/task';
import { type Api, Refused, Unreachable } from './api';
import { type Bulk, type Change, isBulk, type Single, singles } from './change';
import type { Outbox } from './outbox';
import { Outcome } from './reconcile';

/** Waiting times in milliseconds. */
export interface Timing {
  /** How long a change can be undone. */
  hold: number;
  /** First wait after a failure; it doubles each time. */
  retry: number;
  longestRetry: number;
  /** Age past which a bulk change is not sent as one any more: it could reach tasks that came since. */
  bulkAge: number;
}

export const TIMING: Timing = { hold: 5000, retry: 800, longestRetry: 30_000, bulkAge: 60_000 };

/** What the person is told about the way to the server. `elsewhere`: the session now belongs to somebody else. */
export type Network = 'idle' | 'sending' | 'offline' | 'waiting' | 'elsewhere';

interface Parts {
  api: Api;
  list: List;
  outbox: Outbox;
  owner: string;
  timing: Timing;
  clock(): number;
  /** Called after every step, for the page to be drawn again. */
  changed(): void;
  tell(news: News): void;
}

/** A stale bulk change of at most so many tasks is sent task by task; a larger one is handed back to the person. */
const SINGLES_LIMIT = 100;

/** A server error that says nothing about coming back is tried so often before the change counts as refused. */
const SERVER_ERROR_ATTEMPTS = 3;

/** Sends the outbox, one change at a time and in order, until it is empty; waits and tries again when it cannot. */
export class Sender {
  network: Network = 'idle';
  /** How many changes got through. */
  acknowledged = 0;
  #running = false;
  #failures = 0;
  #interrupt: (() => void) | undefined;
  #closed = false;

  readonly #outcome: Outcome;

  constructor(private readonly parts: Parts) {
    this.#outcome = new Outcome(parts);
  }

  /** Sends what is ready; ends a wait when `now` is set, as when the network is back. */
  wake(now = false): void {
    if (now) this.#interrupt?.();
    if (!this.#running) void this.#run();
  }

  /** Sends nothing more. */
  close(): void {
    this.#closed = true;
    this.#interrupt?.();
  }

  /** Sends at once, without waiting for answers, what would be lost to sight when the page goes away. */
  flush(): void {
    if (this.#closed) return;
    const { api, outbox } = this.parts;
    const started = new Set<string>();
    for (const change of outbox.all()) {
      if (change.state !== 'ready') continue;
      if (isBulk(change)) {
        if (started.size === 0) void this.#sendBulk(change).catch(() => undefined);
        return;
      }
      if (started.has(change.id)) continue;
      started.add(change.id);
      if (change.kind === 'remove') void api.remove(change.id, change.version).catch(() => undefined);
      if (change.kind === 'edit') void api.edit(change.id, change.fields, change.version).catch(() => undefined);
      if (change.kind === 'create') void api.create(change.id, change.fields).catch(() => undefined);
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let change = this.#next(); change && !this.#closed && this.network !== 'elsewhere'; change = this.#next()) {
        this.parts.outbox.update(change.key, { state: 'sending' });
        if (this.network === 'idle') this.network = 'sending';
        this.parts.changed();
        const wait = await this.#attempt(change);
        this.parts.changed();
        if (wait !== undefined && !this.#closed) await this.#pause(wait);
      }
    } finally {
      this.#running = false;
      if (this.network === 'sending') this.network = 'idle';
      this.parts.changed();
    }
  }

  /** The first change that nothing before it holds up: an unsent one of the same task, or of the whole list. */
  #next(): Change | undefined {
    const blocked = new Set<string>();
    let any = false;
    for (const change of this.parts.outbox.all()) {
      if (isBulk(change)) {
        if (change.state === 'refused') continue;
        return change.state === 'ready' && !any ? change : undefined;
      }
      if (change.state === 'ready' && !blocked.has(change.id)) return change;
      if (change.state !== 'refused' || change.kind === 'create') blocked.add(change.id);
      if (change.state === 'held' || change.state === 'sending') any = true;
    }
    return undefined;
  }

  /** Sends one change and settles what came of it. Returns the milliseconds to wait when it has to be sent again. */
  async #attempt(change: Change): Promise<number | undefined> {
    try {
      await (isBulk(change) ? this.#sendBulk(change) : this.#sendSingle(change));
      if (this.network === 'offline' || this.network === 'waiting') this.parts.tell('sent-late');
      this.#failures = 0;
      this.acknowledged++;
      if (this.network !== 'elsewhere') this.network = 'sending';
      return undefined;
    } catch (error) {
      return this.#failed(change, error);
    }
  }

  #failed(change: Change, error: unknown): number | undefined {
    const { outbox } = this.parts;
    const attempts = change.attempts + 1;
    const status = error instanceof Refused ? error.status : 0;
    const passing = [429, 502, 503, 504].includes(status) || (status >= 500 && attempts < SERVER_ERROR_ATTEMPTS);
    if (!passing && !(error instanceof Unreachable)) {
      outbox.update(change.key, { state: 'refused', reason: { status, text: reasonOf(error) } });
      if (!isBulk(change) && change.kind !== 'create') void this.#refetch(change.id);
      return undefined;
    }
    outbox.update(change.key, { state: 'ready', attempts });
    this.network = error instanceof Unreachable ? 'offline' : 'waiting';
    const { retry, longestRetry } = this.parts.timing;
    const backoff = Math.min(longestRetry, retry * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    return Math.max(backoff, error instanceof Refused ? (error.retryAfter ?? 0) : 0);
  }

  #pause(milliseconds: number): Promise<void> {
    this.parts.changed();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#interrupt = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#interrupt = end;
    });
  }

  async #sendBulk(bulk: Bulk): Promise<void> {
    const { api, list, outbox, clock, timing } = this.parts;
    if (clock() - bulk.at > timing.bulkAge) {
      if (bulk.known.length <= SINGLES_LIMIT) outbox.replace(bulk.key, ...singles(bulk));
      else outbox.update(bulk.key, { state: 'refused', reason: 'stale' });
      return;
    }
    if (bulk.kind === 'clear-completed') await api.clearCompleted();
    else await api.setAll(bulk.kind === 'complete-all');
    list.putBulk(bulk);
    outbox.replace(bulk.key);
    const known = new Set(bulk.known.map(([id]) => id));
    for (const later of outbox.all()) {
      if ('version' in later && known.has(later.id)) outbox.update(later.key, { version: later.version + 1 });
    }
  }

  async #sendSingle(change: Single): Promise<void> {
    const { api } = this.parts;
    try {
      if (change.kind === 'create') this.#outcome.settle(change, await api.create(change.id, change.fields));
      if (change.kind === 'edit')
        this.#outcome.settle(change, await api.edit(change.id, change.fields, change.version));
      if (change.kind === 'remove') {
        await api.remove(change.id, change.version);
        this.#outcome.settle(change, null);
      }
    } catch (error) {
      if (!(error instanceof Refused) || (error.status !== 412 && error.status !== 404)) throw error;
      const theirs = await this.#look(change.id);
      if (change.kind === 'edit' && !theirs && !(await this.#isOwner())) {
        this.network = 'elsewhere';
        return this.parts.outbox.update(change.key, { state: 'ready' });
      }
      this.#outcome.met(change, theirs);
    }
  }

  async #look(id: string): Promise<Task | null> {
    try {
      return await this.parts.api.get(id);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    }
  }

  async #isOwner(): Promise<boolean> {
    return (await this.parts.api.session()).id === this.parts.owner;
  }

  async #refetch(id: string): Promise<void> {
    try {
      this.parts.list.put(await this.parts.api.get(id));
      this.parts.changed();
    } catch {
      // The refusal is shown already; what is on screen stays the last known version.
    }
  }
}

function reasonOf(error: unknown): string {
  const details = error instanceof Refused ? error.problem.errors?.map((one) => one.detail).join(' ') : undefined;
  return details || (error instanceof Error ? error.message : String(error));
}
