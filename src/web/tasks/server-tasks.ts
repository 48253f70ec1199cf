import type { Bulk } from '../sync/change';
import { applyChange } from '../sync/change';
import type { Task } from './task';

/** One page of the server's list: its tasks in order of id, and the link to the next page, null on the last. */
export interface Page {
  tasks: Task[];
  next: string | null;
}

interface Entry {
  task: Task;
  /** The moment, counted by `List.now`, at which the server last told of it outside a page. */
  told: number;
}

/**
 * The tasks as the server last told them, without what is pending here. Answers may arrive in any order: a page that was
 * asked for before a change was acknowledged never undoes that change.
 */
export class List {
  readonly #entries = new Map<string, Entry>();
  readonly #removed = new Set<string>();
  /** Grows with whatever may change the tasks. */
  edition = 0;
  #moment = 0;
  #lastBulk = 0;

  /** A stamp to take before asking for a page and to hand in with its answer. */
  now(): number {
    return ++this.#moment;
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

  /** Takes over what the server answered for one task. */
  put(task: Task): void {
    this.edition++;
    this.#removed.delete(task.id);
    this.#entries.set(task.id, { task, told: this.now() });
  }

  delete(id: string): void {
    this.edition++;
    this.#removed.add(id);
    this.#entries.delete(id);
  }

  /** Takes over that the server carried out a change of the whole list; it counts a version up for every task it changed. */
  putBulk(bulk: Bulk): void {
    this.edition++;
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
    this.edition++;
    const told = new Set(page.tasks.map((task) => task.id));
    const last = page.tasks[page.tasks.length - 1]?.id;
    for (const [id, entry] of this.#entries) {
      const inRange = id > after && (page.next === null || (last !== undefined && id <= last));
      if (inRange && !told.has(id) && entry.told < askedAt) this.#entries.delete(id);
    }
    for (const task of page.tasks) {
      const entry = this.#entries.get(task.id);
      if (this.#removed.has(task.id) || (entry && entry.task.version > task.version)) continue;
      if (entry?.task.version !== task.version) this.#entries.set(task.id, { task, told: entry?.told ?? 0 });
    }
    return true;
  }
}
