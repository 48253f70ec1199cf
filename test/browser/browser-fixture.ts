import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from 'playwright-core';
import type { Task } from '../../src/web/tasks/task';
import { launchChromium } from '../support/chromium';
import { ApiClient } from '../support/client';
import { startStack, type TestStack } from '../support/stack';
import { type LocalTestStore, startStore } from '../support/store';
import { register } from '../web/support/member';

export interface OpenOptions {
  hash?: string;
  /** Tasks that are on the list before the page is opened, oldest first; a string is a title. */
  tasks?: (string | object)[];
  /** Whose list it is; without one, a new guest's. */
  client?: ApiClient;
  locale?: 'en-US' | 'zh-CN';
  hasTouch?: boolean;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce';
}

/** A browser profile with one page, which one test after another uses. */
interface Profile {
  kind: string;
  context: BrowserContext;
  page: Page;
}

/**
 * One browser and one whole service, in which every call has a process of its own, for all tests of the page. The service
 * has the parts of `npm start`: the built function, the local Function Compute in discard mode, the local Tablestore over
 * HTTP. What differs: the store is in memory and not in a folder, the function is built once for all tests and not watched,
 * and calls may wait longer in a longer queue, as the machine is busy with other tests.
 *
 * The tests prepare and look at lists through another instance of the same function over the same store, which is kept
 * between calls: no page ever comes from it.
 */
export class BrowserFixture {
  readonly #visits: { visit: Visit; profile: Profile }[] = [];
  readonly #free: Profile[] = [];

  private constructor(
    readonly browser: Browser,
    readonly store: LocalTestStore,
    readonly stack: TestStack,
    private readonly behind: TestStack,
  ) {}

  static async start(): Promise<BrowserFixture> {
    const [browser, store] = await Promise.all([launchChromium(), startStore()]);
    const stack = await startStack({ store, ahead: 4 });
    const behind = await startStack({ store, warm: true, ahead: 1 });
    return new BrowserFixture(browser, store, stack, behind);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.stack.close(), this.behind.close()]);
    await this.store.close();
  }

  guest(): Promise<ApiClient> {
    return ApiClient.guest(this.behind.url);
  }

  /** Somebody with a new account. */
  async member(password: string): Promise<ApiClient> {
    const { token } = await register(this.behind.url, password);
    return new ApiClient(this.behind.url, token);
  }

  async open(options: OpenOptions = {}): Promise<Visit> {
    const { hash = '', tasks = [], client = await this.guest() } = options;
    for (const task of tasks) await client.task(typeof task === 'string' ? { title: task } : task);
    const { url } = this.stack;
    const profile = await this.#profileFor(options);
    await profile.context.addCookies([{ name: 'session', value: client.token!, url }]);
    const visit = new Visit(profile.page, client, `${url}/`);
    this.#visits.push({ visit, profile });
    await profile.page.goto(`${url}/${hash}`);
    return visit;
  }

  /** Ends the visits of a test. @throws Error with the errors that their pages had unseen */
  async clear(): Promise<void> {
    const visits = this.#visits.splice(0);
    await Promise.all(visits.map(({ profile }) => this.#clean(profile)));
    const troubles = visits.flatMap(({ visit }) => visit.end());
    if (troubles.length > 0) throw new Error(`In the page: ${troubles.join('; ')}`);
  }

  async #profileFor({ locale = 'en-US', hasTouch = false, viewport, ...media }: OpenOptions): Promise<Profile> {
    const kind = `${locale} ${hasTouch}`;
    const index = this.#free.findIndex((profile) => profile.kind === kind);
    const profile =
      this.#free.splice(index, index < 0 ? 0 : 1)[0] ?? (await this.#newProfile(kind, { locale, hasTouch }));
    const { colorScheme = 'light', reducedMotion = 'no-preference' } = media;
    await profile.page.setViewportSize(viewport ?? { width: 1280, height: 720 });
    await profile.page.emulateMedia({ colorScheme, reducedMotion });
    return profile;
  }

  async #newProfile(kind: string, options: { locale: string; hasTouch: boolean }): Promise<Profile> {
    const context = await this.browser.newContext(options);
    context.setDefaultTimeout(8000);
    return { kind, context, page: await context.newPage() };
  }

  /**
   * Makes a profile as good as new, for a fraction of what a new one costs the machine. The page is left before its cookies go:
   * what it sends meanwhile is sent by the person of this visit, not by a new guest or the next person.
   */
  async #clean(profile: Profile): Promise<void> {
    const { context, page } = profile;
    if (page.isClosed()) return context.close();
    const others = context.pages().filter((other) => other !== page);
    await Promise.all(others.map((other) => other.close()));
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.route(`${this.stack.url}/left`, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto(`${this.stack.url}/left`);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await Promise.all([page.unrouteAll(), context.clearCookies(), context.setOffline(false)]);
    this.#free.push(profile);
  }
}

/** An open page, and its person's list on the server. */
export class Visit {
  /** Uncaught errors, and violations of the Content Security Policy. */
  private readonly troubles: string[] = [];

  constructor(
    readonly page: Page,
    readonly client: ApiClient,
    readonly url: string,
  ) {
    page.on('pageerror', this.failed).on('console', this.told);
  }

  /** Stops listening to the page; returns what went wrong in it. */
  end(): string[] {
    this.page.off('pageerror', this.failed).off('console', this.told);
    return this.troubles;
  }

  private readonly failed = (error: Error): void => void this.troubles.push(String(error.stack));

  private readonly told = (message: ConsoleMessage): void => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text()))
      this.troubles.push(message.text());
  };

  get field(): Locator {
    return this.page.locator('.new-todo');
  }

  get rows(): Locator {
    return this.page.locator('.todo-list > li');
  }

  row(title: string): Locator {
    return this.rows.filter({ has: this.page.locator('label', { hasText: title }) });
  }

  async add(...titles: string[]): Promise<void> {
    for (const title of titles) {
      await this.field.fill(title);
      await this.field.press('Enter');
    }
  }

  /** Opens a task by its title; returns its panel. */
  async openTask(title: string): Promise<Locator> {
    await this.row(title).locator('label').click();
    const panel = this.page.locator('.opened .task');
    await panel.waitFor();
    return panel;
  }

  /** Opens the account's dialog, which narrow windows have in the drawer. */
  async openAccount(): Promise<void> {
    const menu = this.page.locator('.menu');
    if (await menu.isVisible()) await menu.click();
    await this.page.locator('.who').click();
    await this.page.locator('dialog').waitFor();
  }

  titles(): Promise<string[]> {
    return this.page.locator('.todo-list > li .view label').allTextContents();
  }

  list(): Promise<Task[]> {
    return this.client.list();
  }

  /** Leaves the page, which ends what could be undone. */
  async leave(): Promise<void> {
    await this.page.goto('about:blank');
  }

  /** The list on the server as `title: status` lines. */
  async saved(): Promise<string[]> {
    return (await this.list()).map(({ title, status }) => `${title}: ${status}`);
  }

  count(): Promise<string | null> {
    return this.page.locator('.todo-count').textContent();
  }

  /** What has the focus: its classes, and the title of its row. */
  focus(): Promise<string> {
    return this.page.evaluate(() => {
      const active = document.activeElement!;
      const title = active.closest('li')?.querySelector('label')?.textContent;
      return [active.className || active.tagName.toLowerCase(), title].filter(Boolean).join(' of ');
    });
  }
}

/** Waits until something is as expected; fails with the difference when it does not come to that. */
export async function eventually<T>(read: () => Promise<T> | T, expected: unknown, patience = 20_000): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return expect(await read()).toEqual(expected);
    } catch (error) {
      // A page that is being loaded again cannot be read either.
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
