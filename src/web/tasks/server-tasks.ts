import { applyChange, type Bulk } from '../sync/change';
import type { List } from './list';
import type { Task } from './task';

/** One page of the server's list: its tasks in order of id, and the link to the next page, null on the last. */
export interface Page {
  tasks: Task[];
  next: string | null;
  /** All lists of tasks, in the document. */
  lists?: List[];
}

interface Entry {
  task: Task;
  /** The tick, of `ServerTasks.now`, at which the server last answered with it outside a page. */
  confirmedAt: number;
}

/**
 * The tasks as the server last answered, without the pending changes. Answers may arrive in any order: a page that was
 * asked for before a change was acknowledged never undoes that change.
 */
export class ServerTasks {
  readonly #entries = new Map<string, Entry>();
  /** When tasks were removed. A page that was asked for later and holds one shows that it was added again. */
  readonly #removed = new Map<string, number>();
  /** Grows with whatever may change the tasks. */
  revision = 0;
  #tick = 0;
  #lastBulk = 0;

  /** A stamp to take before asking for a page and to hand in with its answer. */
  now(): number {
    return ++this.#tick;
  }

  get(id: string): Task | undefined {
    return this.#entries.get(id)?.task;
  }

  values(): Task[] {
    return Array.from(this.#entries.values(), (entry) => entry.task);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Takes over one task as the server answered it. */
  put(task: Task): void {
    this.revision++;
    this.#removed.delete(task.id);
    this.#entries.set(task.id, { task, confirmedAt: this.now() });
  }

  delete(id: string): void {
    this.revision++;
    this.#removed.set(id, this.now());
    this.#entries.delete(id);
  }

  /** Applies a change of the whole list that the server accepted; it counts a version up for every task it changed. */
  putBulk(bulk: Bulk & { at: number }): void {
    this.revision++;
    this.#lastBulk = this.now();
    for (const [id, entry] of this.#entries) {
      const task = applyChange(entry.task, bulk);
      if (!task) this.delete(id);
      else if (task !== entry.task) this.#entries.set(id, { ...entry, task: { ...task, version: task.version + 1 } });
    }
  }

  /**
   * Takes over a page that starts after the id `after` and was asked for at `askedAt`. Tasks of its range that it does not
   * hold were deleted elsewhere. Returns false when a change of the whole list came between: the page must be asked for again.
   */
  putPage(page: Page, after: string, askedAt: number): boolean {
    if (this.#lastBulk > askedAt) return false;
    this.revision++;
    const listed = new Set(page.tasks.map((task) => task.id));
    const last = page.tasks[page.tasks.length - 1]?.id;
    for (const [id, entry] of this.#entries) {
      const inRange = id > after && (page.next === null || (last !== undefined && id <= last));
      if (inRange && !listed.has(id) && entry.confirmedAt < askedAt) this.#entries.delete(id);
    }
    for (const task of page.tasks) {
      const entry = this.#entries.get(task.id);
      if ((this.#removed.get(task.id) ?? 0) > askedAt || (entry && entry.task.version > task.version)) continue;
      if (entry?.task.version !== task.version)
        this.#entries.set(task.id, { task, confirmedAt: entry?.confirmedAt ?? 0 });
    }
    return true;
  }

  /**
   * Takes over which tasks there are and at which versions, as it was asked for at `askedAt`. Of the tasks up to the id
   * `reach` (null: all), those that are absent were deleted elsewhere, except for those that `isKept`. Returns the ids whose
   * tasks differ; undefined when a change of the whole list came between.
   */
  putVersions(
    versions: ReadonlyMap<string, number>,
    reach: string | null,
    askedAt: number,
    isKept: (id: string) => boolean,
  ): { differing: string[]; kept: boolean } | undefined {
    if (this.#lastBulk > askedAt) return undefined;
    const isWithin = (id: string) => reach === null || id <= reach;
    let kept = false;
    for (const [id, { confirmedAt }] of this.#entries) {
      if (versions.has(id) || confirmedAt > askedAt || !isWithin(id)) continue;
      if (isKept(id)) kept = true;
      else this.#entries.delete(id);
    }
    this.revision++;
    const ids = Array.from(versions.keys()).filter((id) => isWithin(id) && !this.#isConfirmed(id, askedAt));
    return { differing: ids.filter((id) => this.get(id)?.version !== versions.get(id)), kept };
  }

  /** Takes over some tasks that were asked for at `askedAt`. */
  putSome(tasks: readonly Task[], askedAt: number): void {
    this.revision++;
    for (const task of tasks) {
      if (this.#isConfirmed(task.id, askedAt)) continue;
      this.#removed.delete(task.id);
      this.#entries.set(task.id, { task, confirmedAt: askedAt });
    }
  }

  /** Whether the server has said something of a task since. */
  #isConfirmed(id: string, since: number): boolean {
    return Math.max(this.#removed.get(id) ?? 0, this.#entries.get(id)?.confirmedAt ?? 0) > since;
  }
}
