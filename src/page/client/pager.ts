import type { Api } from './api';
import type { List, Page } from './list';

/** Tasks asked for at once when more of the list is loaded. */
const PAGE_SIZE = 200;

/** A list of at most so many tasks is looked through again as a whole when the person comes back to the page. */
const REFRESH_LIMIT = 1000;

/** Loads the list page by page, and again. */
export class Pager {
  /** Whether the last attempt to load failed. */
  failed = false;
  loading = false;
  /** Whether the list was asked for again from its beginning. */
  refreshed = false;
  private next: string | null;
  private after = '';

  constructor(
    private readonly api: Api,
    private readonly list: List,
    private readonly changed: () => void,
    first: Page,
  ) {
    this.next = first.next;
    this.take(first, list.now());
  }

  /** Whether the whole list is loaded. */
  get complete(): boolean {
    return this.next === null;
  }

  /** Loads the next page. Returns whether another one follows. */
  async more(): Promise<boolean> {
    if (this.next === null || this.loading) return false;
    const url = this.next;
    await this.load(async () => {
      const askedAt = this.list.now();
      const page = await this.api.list(url);
      if (this.list.putPage(page, this.after, askedAt)) this.advance(page);
    });
    return !this.failed && this.next !== null;
  }

  /** Asks again for the list from its beginning: as much as was loaded, or the first page of a long one. */
  async refresh(): Promise<void> {
    if (this.loading) return;
    await this.load(async () => {
      let url: string | null = this.api.firstPage(PAGE_SIZE);
      let after = '';
      const loaded = this.after;
      do {
        const askedAt = this.list.now();
        const page: Page = await this.api.list(url);
        if (!this.list.putPage(page, after, askedAt)) continue;
        after = page.tasks[page.tasks.length - 1]?.id ?? after;
        url = page.next;
        if (url === null || after > loaded) {
          this.next = url;
          this.after = after;
          break;
        }
      } while (this.list.size <= REFRESH_LIMIT);
      this.refreshed = true;
    });
  }

  private async load(work: () => Promise<void>): Promise<void> {
    this.loading = true;
    this.changed();
    try {
      await work();
      this.failed = false;
    } catch {
      this.failed = true;
    } finally {
      this.loading = false;
      this.changed();
    }
  }

  private take(page: Page, askedAt: number): void {
    this.list.putPage(page, '', askedAt);
    this.advance(page);
  }

  private advance(page: Page): void {
    this.next = page.next;
    this.after = page.tasks[page.tasks.length - 1]?.id ?? this.after;
  }
}
