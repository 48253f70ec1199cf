import type { Api } from '../sync/api';
import type { ServerLists } from './list';
import type { Page, ServerTasks } from './server-tasks';

/** Tasks asked for at once when more of the list is loaded. */
const PAGE_SIZE = 200;

/** A list of at most so many tasks is looked through again as a whole when the person comes back to the page. */
const REFRESH_LIMIT = 1000;

/** Loads the list page by page, and again. */
export class TaskLoader {
  /** Whether the last attempt to load failed. */
  failed = false;
  /** Whether the list was asked for again from its beginning. */
  refreshed = false;
  #running: Promise<void> | undefined;
  #next: string | null;
  #after = '';

  constructor(
    private readonly api: Api,
    private readonly list: ServerTasks,
    private readonly lists: ServerLists,
    private readonly changed: () => void,
    first: Page,
  ) {
    this.#next = first.next;
    this.#take(first, list.now());
    if (first.lists) lists.putAll(first.lists, lists.revision);
  }

  get loading(): boolean {
    return this.#running !== undefined;
  }

  /** Whether the whole list is loaded. */
  get complete(): boolean {
    return this.#next === null;
  }

  /** The id up to which the list is loaded; null: to its end. */
  get reach(): string | null {
    return this.complete ? null : this.#after;
  }

  /** Loads the next page, or waits for the one on its way. Returns whether another one follows. */
  async more(): Promise<boolean> {
    const url = this.#next;
    if (this.#running) await this.#running;
    else if (url !== null) {
      await this.#load(async () => {
        const askedAt = this.list.now();
        const page = await this.api.list(url);
        if (this.list.putPage(page, this.#after, askedAt)) this.#advance(page);
      });
    }
    return !this.failed && this.#next !== null;
  }

  /** Asks again for the list from its beginning: as much as was loaded, or the first page of a long one. */
  async refresh(): Promise<void> {
    if (this.#running) return;
    await this.#load(async () => {
      let url: string | null = this.api.firstPage(PAGE_SIZE);
      let after = '';
      const loaded = this.#after;
      do {
        const askedAt = this.list.now();
        const page: Page = await this.api.list(url);
        if (!this.list.putPage(page, after, askedAt)) continue;
        after = page.tasks[page.tasks.length - 1]?.id ?? after;
        url = page.next;
        if (url === null || after > loaded) {
          this.#next = url;
          this.#after = after;
          break;
        }
      } while (this.list.size <= REFRESH_LIMIT);
      this.refreshed = true;
      if (this.lists.size > 0 || this.list.values().some((task) => task.list !== null)) await this.#refreshLists();
    });
  }

  /** Asks again for all lists; not for people who use none, since it is a call of its own. */
  async #refreshLists(): Promise<void> {
    const askedAt = this.lists.revision;
    this.lists.putAll(await this.api.lists(), askedAt);
  }

  async #load(work: () => Promise<void>): Promise<void> {
    this.#running = work().then(
      () => {
        this.failed = false;
      },
      () => {
        this.failed = true;
      },
    );
    this.changed();
    await this.#running;
    this.#running = undefined;
    this.changed();
  }

  #take(page: Page, askedAt: number): void {
    this.list.putPage(page, '', askedAt);
    this.#advance(page);
  }

  #advance(page: Page): void {
    this.#next = page.next;
    this.#after = page.tasks[page.tasks.length - 1]?.id ?? this.#after;
  }
}
