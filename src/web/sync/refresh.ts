import { idsLimit } from '../../shared/limits';
import type { Versions } from '../../shared/wire';
import type { ServerLists } from '../tasks/list';
import type { ServerTasks } from '../tasks/server-tasks';
import type { TaskLoader } from '../tasks/task-loader';
import type { Api, VersionsPage } from './api';

interface RefreshOptions {
  api: Api;
  server: ServerTasks;
  lists: ServerLists;
  loader: TaskLoader;
  /** Whether a person is at work on a task, which must not go meanwhile. */
  isEdited(id: string): boolean;
  /** Called when anything may have changed. */
  changed(): void;
}

/** When more tasks than that differ, the list is loaded again from its beginning. */
const fetchLimit = 5 * idsLimit;

/**
 * Finds out what was changed elsewhere. It asks for the versions of all tasks and lists, which costs an empty answer when
 * nothing was changed, and then for the tasks that differ. What is absent was deleted.
 */
export class Refresh {
  readonly #options: RefreshOptions;
  /** The pages of versions that have been taken over, by address. */
  #known: ReadonlyMap<string, VersionsPage> = new Map();

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  /** @throws Refused or Unreachable when the server cannot be asked; the next call begins as this one did */
  async ask(): Promise<void> {
    const { api, server, lists, changed } = this.#options;
    const [askedAt, listsAskedAt] = [server.now(), lists.revision];
    const pages = await this.#versions();
    if (Array.from(pages).every(([url, page]) => this.#known.get(url) === page)) return;
    const versions: Versions = { lists: [], tasks: [] };
    for (const page of pages.values()) {
      versions.lists.push(...page.versions.lists);
      versions.tasks.push(...page.versions.tasks);
    }
    if (!lists.areAt(versions.lists)) lists.putAll(await api.lists(), listsAskedAt);
    const isWhole = await this.#takeOver(new Map(versions.tasks), askedAt);
    if (isWhole) this.#known = pages;
    changed();
  }

  async #versions(): Promise<Map<string, VersionsPage>> {
    const { api } = this.#options;
    const pages = new Map<string, VersionsPage>();
    for (let url: string | null = api.firstVersions; url !== null; ) {
      const known: VersionsPage | undefined = this.#known.get(url);
      const page: VersionsPage | undefined = (await api.versions(url, known?.etag)) ?? known;
      if (!page) break;
      pages.set(url, page);
      url = page.next;
    }
    return pages;
  }

  /** Returns whether the page is as the server says now. */
  async #takeOver(versions: ReadonlyMap<string, number>, askedAt: number): Promise<boolean> {
    const { api, server, loader, isEdited } = this.#options;
    const news = server.putVersions(versions, loader.reach, askedAt, isEdited);
    if (!news) return false;
    if (news.differing.length > fetchLimit) await loader.refresh();
    else {
      for (let start = 0; start < news.differing.length; start += idsLimit) {
        server.putSome(await api.some(news.differing.slice(start, start + idsLimit)), askedAt);
      }
    }
    return !news.kept;
  }
}
