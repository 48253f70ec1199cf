import { problemTypes } from '../../shared/problem-types';
import type { Message } from '../message';
import type { List, ServerLists } from '../tasks/list';
import { finishedCopy, sendableDay } from '../tasks/series';
import type { ServerTasks } from '../tasks/server-tasks';
import { isCompleted, type Task } from '../tasks/task';
import { type Api, Refused, Unreachable } from './api';
import {
  type Advance,
  type Bulk,
  type Change,
  dayOf,
  isAdvance,
  isBulk,
  isListAction,
  type ListAction,
  type Ready,
  type RemoveList,
  refuse,
  type Sending,
  type Single,
  sendAgain,
  startSending,
  stopSending,
} from './change';
import type { Outbox } from './outbox';
import {
  hasMovedOn,
  type Outcome,
  onAccepted,
  onBulkAccepted,
  onStaleBulk,
  type onVersionMismatch,
  replace,
} from './reconcile';
import type { Together } from './together';

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

export const defaultTiming: Timing = { hold: 10_000, retry: 800, longestRetry: 30_000, bulkAge: 60_000 };

/** The longest wait that a server's `Retry-After` can ask of the page, in milliseconds. */
const longestAsked = 300_000;

/**
 * How it stands with the server. `elsewhere`: the session belongs to another owner now. `unverified`: the session cannot be
 * verified. In both cases nothing is sent until the page is loaded again.
 */
export type Network = 'idle' | 'sending' | 'offline' | 'waiting' | 'elsewhere' | 'unverified';

interface SenderOptions {
  api: Api;
  server: ServerTasks;
  lists: ServerLists;
  outbox: Outbox;
  timing: Timing;
  clock(): number;
  /** Fetches what is done about another version, which is in the second script. */
  mismatch(): Promise<typeof onVersionMismatch>;
  /** Fetches the way to send changes that were made together in one call. */
  together(): Promise<typeof Together>;
  /** Called after every step, with what the person should know of it. */
  notify(message?: Message): void;
}

/** A server error that says nothing about coming back is tried so often before the change counts as refused. */
const serverErrorAttempts = 3;

/** Sends the outbox, one change at a time and in order, until it is empty; waits and tries again when it cannot. */
export class Sender {
  network: Network = 'idle';
  /** How many changes got through, and when the last one did, in epoch milliseconds. */
  acknowledged = 0;
  lastAcknowledged = 0;
  readonly #options: SenderOptions;
  #together: Promise<Together> | undefined;
  #running = false;
  #failures = 0;
  #interrupt: (() => void) | undefined;
  #closed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Whether the session of this browser is no longer the one that the page was made for. */
  get isLocked(): boolean {
    return this.network === 'elsewhere' || this.network === 'unverified';
  }

  /** Sends what is ready; ends a wait when `now` is set, as when the network is back, or when nothing is left to wait for. */
  wake(now = false): void {
    if (now || !this.#next()) this.#interrupt?.();
    if (!this.#running) void this.#run();
  }

  /** Looks at what another request was answered: it may say that the session is no longer the one of the page. */
  async guard<T>(request: Promise<T>): Promise<T> {
    try {
      return await request;
    } catch (error) {
      const locked = lockOf(error);
      if (locked) this.network = locked;
      if (locked) this.#options.notify();
      throw error;
    }
  }

  /** Sends nothing more. */
  close(): void {
    this.#closed = true;
    this.#interrupt?.();
  }

  /** Sends at once, without waiting for answers, because the page goes away. The outbox keeps the changes. */
  flush(): void {
    if (this.#closed || this.isLocked || this.#options.outbox.dropIfTakenOver()) return;
    const started = new Set<string>();
    for (const change of this.#options.outbox.all()) {
      if (change.state !== 'ready') continue;
      if (isBulk(change)) {
        if (started.size === 0 && !this.#isStale(change)) void this.#request(change).catch(() => undefined);
        return;
      }
      if (started.has(change.id)) continue;
      started.add(change.id);
      void (isListAction(change) ? this.#requestList(change) : this.#request(change)).catch(() => undefined);
    }
  }

  async #run(): Promise<void> {
    const { outbox, notify } = this.#options;
    this.#running = true;
    try {
      while (!this.#closed && !this.isLocked && !outbox.dropIfTakenOver()) {
        const next = this.#next();
        if (!next) break;
        const change = startSending(next);
        outbox.set(replace(outbox.all(), change.key, change));
        if (this.network === 'idle') this.network = 'sending';
        notify();
        const wait = await this.#attempt(change);
        notify();
        if (wait !== undefined && !this.#closed) await this.#pause(wait);
      }
    } finally {
      this.#running = false;
      if (!this.isLocked && !this.#next()) this.network = 'idle';
      notify();
    }
  }

  /** The first change that nothing before it holds up: an unsent one of the same task, or of the whole list. */
  #next(): Ready | undefined {
    const blocked = new Set<string>();
    let any = false;
    for (const change of this.#options.outbox.all()) {
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
  async #attempt(change: Sending): Promise<number | undefined> {
    const { outbox, clock, notify } = this.#options;
    try {
      if (isBulk(change)) await this.#sendBulk(change);
      else if (isListAction(change)) await this.#sendList(change);
      else this.#settle(await this.#sendSingle(change));
      if (this.network === 'offline' || this.network === 'waiting') notify({ kind: 'sent-late' });
      this.#failures = 0;
      this.acknowledged++;
      this.lastAcknowledged = clock();
      this.network = 'sending';
      return undefined;
    } catch (error) {
      const locked = lockOf(error);
      if (!locked) return this.#failed(change, error);
      this.network = locked;
      outbox.set(replace(outbox.all(), change.key, stopSending(change)));
      return undefined;
    }
  }

  #failed(change: Sending, error: unknown): number | undefined {
    const { outbox, timing } = this.#options;
    const status = error instanceof Refused ? error.status : 0;
    const isPassing =
      [429, 502, 503, 504].includes(status) || (status >= 500 && change.attempts + 1 < serverErrorAttempts);
    if (!isPassing && !(error instanceof Unreachable)) {
      outbox.set(replace(outbox.all(), change.key, refuse(change, { status, text: reasonOf(error) })));
      this.#failures = 0;
      this.network = 'sending'; // the server answered: nothing is waited for any more
      if (!isBulk(change) && !isListAction(change) && change.kind !== 'create') void this.#refetch(change.id);
      return undefined;
    }
    outbox.set(replace(outbox.all(), change.key, sendAgain(change)));
    this.network = error instanceof Unreachable ? 'offline' : 'waiting';
    const backoff = Math.min(timing.longestRetry, timing.retry * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    const asked = error instanceof Refused ? (error.retryAfter ?? 0) : 0;
    return Math.max(backoff, Math.min(asked, longestAsked));
  }

  #pause(milliseconds: number): Promise<void> {
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

  #isStale(bulk: Bulk & { at: number }): boolean {
    const { clock, timing } = this.#options;
    return bulk.kind !== 'remove-list' && Math.abs(clock() - bulk.at) > timing.bulkAge;
  }

  async #sendBulk(bulk: Sending<Bulk>): Promise<void> {
    const { server, outbox } = this.#options;
    if (bulk.kind !== 'remove-list' && this.#isStale(bulk)) return this.#settle(onStaleBulk(outbox.all(), bulk));
    await this.#request(bulk);
    server.putBulk(bulk);
    this.#settle(onBulkAccepted(outbox.all(), bulk));
  }

  async #removeList({ list, tasks }: RemoveList): Promise<void> {
    const { api, lists } = this.#options;
    await unlessGone(api.removeList(list.id, tasks));
    lists.delete(list.id);
  }

  /** Sends a change of a list. A later write of another page holds, and a list that is gone stays so. */
  async #sendList(change: Sending<ListAction>): Promise<void> {
    const { outbox, lists } = this.#options;
    const list = await unlessGone(this.#requestList(change));
    if (list) lists.put(list);
    else lists.delete(change.id);
    outbox.set(replace(outbox.all(), change.key));
  }

  async #requestList(change: ListAction): Promise<List | undefined> {
    const { api } = this.#options;
    if (change.kind === 'edit-list') return api.editList(change.id, change.fields);
    try {
      return await api.createList(change.id, change.fields);
    } catch (error) {
      if (lockOf(error) || !(error instanceof Refused) || error.status !== 412) throw error;
      return (await api.lists()).find((list) => list.id === change.id); // an earlier send got through
    }
  }

  async #sendSingle(change: Sending<Single>): Promise<Outcome> {
    const { server, outbox } = this.#options;
    try {
      const task = await this.#request(change);
      return onAccepted(outbox.all(), change, task);
    } catch (error) {
      if (lockOf(error) || !(error instanceof Refused)) throw error;
      if (error.status !== 412 && error.status !== 404 && !(error.status === 409 && isAdvance(change))) throw error;
      const theirs = await this.#look(change.id);
      if (isAdvance(change) && !hasMovedOn(change, theirs)) throw error;
      const onMismatch = await this.#options.mismatch().catch((error) => {
        throw new Unreachable(undefined, { cause: error });
      });
      return onMismatch(outbox.all(), change, theirs, server.get(change.id));
    }
  }

  /** Sends a change of tasks. Returns its task on the server, null where there is none. */
  async #request(change: Exclude<Change, { kind: ListAction['kind'] }>): Promise<Task | null> {
    const { api } = this.#options;
    if (
      change.group !== undefined &&
      (change.kind === 'create' || change.kind === 'edit' || change.kind === 'remove')
    ) {
      const answer = await (await this.#way())?.answer(change);
      if (answer !== undefined) return answer;
    }
    switch (change.kind) {
      case 'create':
        return api.create(change.id, change.fields);
      case 'edit':
        return api.edit(change.id, change.fields, change.version);
      case 'complete':
        return this.#complete(change);
      case 'skip':
        return this.#movedOn(await api.skip(change.id, change.due));
      case 'remove':
        await api.remove(change.id, change.version);
        return null;
      case 'remove-list':
        await this.#removeList(change);
        return null;
      case 'clear-completed':
        await api.clearCompleted();
        return null;
      case 'complete-all':
      case 'reopen-all':
        await api.setAll(change.kind === 'complete-all');
        return null;
    }
  }

  /** The way to send changes together; undefined while it cannot be fetched. */
  async #way(): Promise<Together | undefined> {
    const { api, outbox, together } = this.#options;
    this.#together ??= together().then((Way) => new Way(api, outbox));
    try {
      return await this.#together;
    } catch {
      this.#together = undefined;
      return undefined;
    }
  }

  async #complete(change: Advance & { at: number }): Promise<Task> {
    const { api, server, clock } = this.#options;
    const { task, finishedId } = await api.complete(change.id, change.due, sendableDay(dayOf(change), clock()));
    if (finishedId && !server.get(finishedId)) server.put(finishedCopy(change.task, finishedId, task.updatedAt));
    return this.#movedOn(task);
  }

  #movedOn(task: Task): Task {
    const { id, title, due } = task;
    if (due && !isCompleted(task)) this.#options.notify({ kind: 'moved-on', title, id, next: due });
    return task;
  }

  #settle({ changes, server, notice }: Outcome): void {
    if (typeof server === 'string') this.#options.server.delete(server);
    else if (server) this.#options.server.put(server);
    this.#options.outbox.set(changes);
    if (notice) this.#options.notify({ kind: notice });
  }

  async #look(id: string): Promise<Task | null> {
    try {
      return await this.#options.api.get(id);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    }
  }

  async #refetch(id: string): Promise<void> {
    try {
      this.#options.server.put(await this.#options.api.get(id));
      this.#options.notify();
    } catch {
      // The refusal is shown already; the last known version stays on the screen.
    }
  }
}

/** The result of a request; undefined when the list that it is about is gone. */
async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

/** What an answer says of the session, when that is why it refused. */
function lockOf(error: unknown): 'elsewhere' | 'unverified' | undefined {
  if (!(error instanceof Refused)) return undefined;
  const { type } = error.problem;
  if (type === problemTypes.ownerMismatch) return 'elsewhere';
  return type === problemTypes.sessionNotVerified ? 'unverified' : undefined;
}

function reasonOf(error: unknown): string {
  const details = error instanceof Refused ? error.problem.errors?.map((one) => one.detail).join(' ') : undefined;
  return details || (error instanceof Error ? error.message : String(error));
}
