import * as http from 'http';
import type { AddressInfo } from 'net';
import * as path from 'path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { createApp } from '../../../src/app';
import type { Task } from '../../../src/page/client/task';
import { functionFolder } from '../../support/built-function';
import { launchChromium } from '../../support/chromium';
import { ApiClient } from '../../support/client';
import { startStack, type TestStack } from '../../support/stack';

export interface OpenOptions extends BrowserContextOptions {
  hash?: string;
  /** Tasks that are on the list before the page is opened, oldest first; a string is a title. */
  tasks?: (string | object)[];
  /** Whose list it is; without one, a new guest's. */
  client?: ApiClient;
  /** Where the page comes from, when not from the stack. */
  url?: string;
}

/**
 * One browser and one whole service, in which every call has a process of its own, for all tests of the page. The tests
 * prepare and look at lists through the same app in this process, over the same store, which takes a tenth of the time.
 */
export class Stage {
  private readonly pages: Visit[] = [];

  private constructor(
    readonly browser: Browser,
    readonly stack: TestStack,
    readonly direct: http.Server,
  ) {}

  /** The address of the app in this process. */
  get directUrl(): string {
    return `http://127.0.0.1:${(this.direct.address() as AddressInfo).port}`;
  }

  guest(): Promise<ApiClient> {
    return ApiClient.guest(this.directUrl);
  }

  static async start(): Promise<Stage> {
    const [browser, stack] = await Promise.all([launchChromium(), startStack({ ahead: 4 })]);
    const app = createApp({
      settings: stack.store.settings,
      version: 'test',
      observe: { loadMilliseconds: 0, log: () => undefined },
      pageFolder: path.join(await functionFolder(), 'page'),
    });
    const direct = http.createServer(app);
    await new Promise<void>((resolve) => direct.listen(0, '127.0.0.1', resolve));
    return new Stage(browser, stack, direct);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.direct.closeAllConnections();
    this.direct.close();
    await this.stack.close();
  }

  async open(options: OpenOptions = {}): Promise<Visit> {
    const { hash = '', tasks = [], client = await this.guest(), url = this.stack.url, ...browserOptions } = options;
    for (const task of tasks) await client.task(typeof task === 'string' ? { title: task } : task);
    const context = await this.browser.newContext({ locale: 'en-US', ...browserOptions });
    await context.addCookies([{ name: 'session', value: client.token!, url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const visit = new Visit(page, client, `${url}/`);
    this.pages.push(visit);
    await page.goto(`${url}/${hash}`);
    return visit;
  }

  /** Closes the pages of a test. Throws what went wrong in them unseen. */
  async clear(): Promise<void> {
    const visits = this.pages.splice(0);
    await Promise.all(visits.map((visit) => visit.page.context().close()));
    const troubles = visits.flatMap((visit) => visit.troubles);
    if (troubles.length > 0) throw new Error(`In the page: ${troubles.join('; ')}`);
  }
}

/** An open page, and its person's list on the server. */
export class Visit {
  /** Uncaught errors, and violations of the Content Security Policy. */
  readonly troubles: string[] = [];

  constructor(
    readonly page: Page,
    readonly client: ApiClient,
    readonly url: string,
  ) {
    page.on('pageerror', (error) => this.troubles.push(String(error.stack)));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy/.test(message.text()))
        this.troubles.push(message.text());
    });
  }

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
