import type { User } from '../../../src/shared/wire';
import { Store } from '../../../src/web/store';
import { type Api, createApi } from '../../../src/web/sync/api';
import type { KeyValueStore } from '../../../src/web/sync/outbox';
import { onVersionMismatch } from '../../../src/web/sync/reconcile';
import type { Timing } from '../../../src/web/sync/sender';
import { Together } from '../../../src/web/sync/together';
import type { Task } from '../../../src/web/tasks/task';
import { ApiClient } from '../../support/client';
import { register } from './member';

/** The way to the server, which a test can break. */
export class Line {
  /** Every request that left, as `METHOD path`. */
  readonly sent: string[] = [];
  /** `cut`: nothing gets through. `deaf`: requests get through, their answers are lost. */
  state: 'up' | 'cut' | 'deaf' = 'up';
  /** Answers in the server's place, when it returns one. */
  intercept: (method: string, path: string) => Response | undefined = () => undefined;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const path = String(input);
    const method = init.method ?? 'GET';
    this.sent.push(`${method} ${path}`);
    if (this.state === 'cut') throw new TypeError('Failed to fetch');
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${this.token}` };
    const answer =
      this.intercept(method, path) ?? (await fetch(this.url + path, { method, headers, body: init.body ?? null }));
    if (this.state === 'deaf') throw new TypeError('Failed to fetch');
    return answer;
  };

  writes(): string[] {
    return this.sent.filter((request) => !request.startsWith('GET '));
  }
}

/** The browser's storage, shared by the pages of one browser. */
export class MemoryStorage implements KeyValueStore {
  private readonly map = new Map<string, string>();
  get length(): number {
    return this.map.size;
  }
  key = (index: number) => [...this.map.keys()][index] ?? null;
  getItem = (key: string) => this.map.get(key) ?? null;
  setItem = (key: string, value: string) => void this.map.set(key, value);
  removeItem = (key: string) => void this.map.delete(key);
}

export interface Visit {
  store: Store;
  line: Line;
  api: Api;
}

const opened: Store[] = [];

/** Closes all pages that were opened, so that none goes on trying to send. */
export function closePages(): void {
  for (const store of opened.splice(0)) store.close();
}

/** A person with a list on the server, who opens pages on it. */
export class Visitor {
  readonly storage = new MemoryStorage();
  /** What the pages take for the present moment: the real one, shifted. */
  shift = 0;
  /** The names of the open pages, where the browser can say; set by the last page that was opened with them. */
  live: string[] | undefined;

  private constructor(
    readonly client: ApiClient,
    readonly user: User,
    private readonly url: string,
  ) {}

  static async guest(url: string): Promise<Visitor> {
    const client = await ApiClient.guest(url);
    const { body } = await client.get('/api/session');
    return new Visitor(client, body.user, url);
  }

  /** Somebody with a new account. */
  static async member(url: string, password: string): Promise<Visitor> {
    const { user, token } = await register(url, password);
    return new Visitor(new ApiClient(url, token), user, url);
  }

  /** Opens a page on the list as it is now; `first` is how many tasks are embedded in it. */
  async open(
    options: { timing?: Partial<Timing>; previous?: string; name?: string; first?: number; live?: string[] } = {},
  ): Promise<Visit> {
    const line = new Line(this.url, this.client.token!);
    const api = createApi('/api', line.fetch, () => this.user.id);
    const page = { ...(await api.list(api.firstPage(options.first ?? 100))), lists: await api.lists() };
    line.sent.length = 0;
    this.live = options.live;
    const livePages = () => this.live && new Set(this.live);
    const store = new Store({
      api,
      page,
      user: this.user,
      storage: this.storage,
      name: options.name ?? Math.random().toString(36),
      previous: options.previous ?? null,
      live: livePages(),
      livePages: async () => livePages(),
      mismatch: async () => onVersionMismatch,
      together: async () => Together,
      clock: () => Date.now() + this.shift,
      random: () => crypto.getRandomValues(new Uint8Array(16)),
      timing: { hold: 60, retry: 20, longestRetry: 100, bulkAge: 60_000, ...options.timing },
    });
    opened.push(store);
    return { store, line, api };
  }

  /** The list as the server has it. */
  list(): Promise<Task[]> {
    return this.client.list();
  }
}

export const titles = (store: Store): string[] => store.view.visible.map((id) => store.view.tasks.get(id)!.title);

/** The id of the task with a title. */
export function idOf(store: Store, title: string): string {
  for (const task of store.view.tasks.values()) if (task.title === title) return task.id;
  throw new Error(`no task ${title}`);
}

/** Waits until the store is as wanted, which its subscribers hear. */
export function until(store: Store, wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!wanted()) return;
      stop();
      resolve();
    };
    const stop = store.subscribe(check);
    check();
  });
}

/** Waits until nothing is on its way or held back any more. */
export const settled = (store: Store): Promise<void> =>
  until(
    store,
    () =>
      store.changes.every((change) => change.state === 'conflict' || change.state === 'refused') &&
      store.sender.network === 'idle',
  );
