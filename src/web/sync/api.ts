import { ownerHeader } from '../../shared/owner-header';
import type { Problem, User, Versions, WireBatchResult } from '../../shared/wire';
import type { List, ListFields } from '../tasks/list';
import type { Page } from '../tasks/server-tasks';
import type { Fields, Task } from '../tasks/task';

/** The server answered, with something other than success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    /** Milliseconds that the server asked to wait. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
  }
}

/** No answer: offline, cut off, or later than `timeLimit`. Whether the server acted is not known. */
export class Unreachable extends Error {}

/** A change in a batch: what `create`, `edit` and `remove` do. */
export type BatchChange =
  | ({ op: 'create'; id: string } & Fields)
  | ({ op: 'update'; id: string; version: number } & Fields)
  | { op: 'delete'; id: string; version: number };

export interface Api {
  list(url: string): Promise<Page>;
  /** The tasks of some ids that exist. */
  some(ids: readonly string[]): Promise<Task[]>;
  /** A page of all versions; undefined when it is still the one of the ETag. */
  versions(url: string, etag: string | undefined): Promise<VersionsPage | undefined>;
  get(id: string): Promise<Task>;
  create(id: string, fields: Fields): Promise<Task>;
  edit(id: string, fields: Fields, version: number): Promise<Task>;
  /** Completes the occurrence of the date `due`. `finishedId`: the task that it is kept as. */
  complete(id: string, due: string, completedOn?: string): Promise<{ task: Task; finishedId: string | undefined }>;
  skip(id: string, due: string): Promise<Task>;
  remove(id: string, version: number): Promise<void>;
  /** Makes changes of different tasks in one call. Returns what became of each, in order. */
  batch(changes: readonly BatchChange[]): Promise<WireBatchResult[]>;
  lists(): Promise<List[]>;
  createList(id: string, fields: ListFields): Promise<List>;
  /** Changes a list whatever its version is. */
  editList(id: string, fields: ListFields): Promise<List>;
  removeList(id: string, tasks: 'inbox' | 'trash'): Promise<void>;
  setAll(completed: boolean): Promise<void>;
  clearCompleted(): Promise<void>;
  session(): Promise<User>;
  /** What the paths of the API begin with. */
  readonly base: string;
  /** Calls a path, for what only some people do. Rejects with `Refused` or `Unreachable`. */
  call(path: string, options?: Call): Promise<Response>;
  /** The address of the list's first page. */
  firstPage(limit: number): string;
  readonly firstVersions: string;
}

/** A page of versions as the server answered it. */
export interface VersionsPage {
  versions: Versions;
  etag: string | undefined;
  /** The address of the next page; null on the last. */
  next: string | null;
}

const timeLimit = 30_000;

/** The longest wait that is taken from a header, in milliseconds: a day. */
const longestWait = 86_400_000;

export interface Call {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * The client of the HTTP API below `base` (such as `/api`), over any `fetch`. `owner` is the owner for whom requests are meant;
 * null while the session cannot be verified.
 */
export function createApi(base: string, fetch: typeof globalThis.fetch, owner: () => string | null): Api {
  async function call(path: string, { method = 'GET', body, headers = {} }: Call = {}): Promise<Response> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeLimit);
    const init: RequestInit = { method, signal: abort.signal, credentials: 'same-origin', cache: 'no-store' };
    const expected = owner();
    if (expected !== null) headers = { ...headers, [ownerHeader]: expected };
    init.headers = headers;
    if (method !== 'GET') init.keepalive = true; // a change on its way survives the page
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { ...headers, 'content-type': 'application/json' };
    }
    try {
      const response = await fetch(path, init);
      if ((response.ok || response.status === 304) && isOurs(response)) return response;
      throw response.ok ? new Unreachable('not the API') : await refusal(response);
    } catch (error) {
      if (error instanceof Refused || error instanceof Unreachable) throw error;
      throw new Unreachable(undefined, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  const json = async <T>(path: string, options?: Call): Promise<T> => read<T>(await call(path, options));

  const task = (id: string) => `${base}/tasks/${encodeURIComponent(id)}`;
  const list = (id: string) => `${base}/lists/${encodeURIComponent(id)}`;
  const ifMatch = (version: number) => ({ 'if-match': `"${version}"` });

  return {
    async list(url) {
      const response = await call(url);
      const next = nextLink(response.headers.get('link'), url);
      return { tasks: await read<Task[]>(response), next };
    },
    some: (ids) => json(`${base}/tasks?ids=${ids}`),
    async versions(url, etag) {
      const response = await call(url, etag === undefined ? {} : { headers: { 'if-none-match': etag } });
      if (response.status === 304) return undefined;
      const next = nextLink(response.headers.get('link'), url);
      return { versions: await read<Versions>(response), etag: response.headers.get('etag') ?? undefined, next };
    },
    get: (id) => json(task(id)),
    create: (id, fields) => json(task(id), { method: 'PUT', body: fields, headers: { 'if-none-match': '*' } }),
    edit: (id, fields, version) => json(task(id), { method: 'PATCH', body: fields, headers: ifMatch(version) }),
    async complete(id, due, completedOn) {
      const body = { status: 'completed', completedOn };
      const response = await call(`${task(id)}?occurrence=${due}`, { method: 'PATCH', body });
      const finished = linkTarget(response.headers.get('link'), 'completed');
      return { task: await read<Task>(response), finishedId: finished?.split('/').pop() };
    },
    skip: (id, due) => json(`${task(id)}/skip?occurrence=${due}`, { method: 'POST' }),
    async remove(id, version) {
      await call(task(id), { method: 'DELETE', headers: ifMatch(version) });
    },
    async batch(changes) {
      const body = { changes };
      return (await json<{ results: WireBatchResult[] }>(`${base}/tasks/batch`, { method: 'POST', body })).results;
    },
    lists: () => json(`${base}/lists`),
    createList: (id, fields) => json(list(id), { method: 'PUT', body: fields, headers: { 'if-none-match': '*' } }),
    editList: (id, fields) => json(list(id), { method: 'PATCH', body: fields }),
    async removeList(id, tasks) {
      await call(`${list(id)}?tasks=${tasks}`, { method: 'DELETE' });
    },
    async setAll(completed) {
      await call(`${base}/tasks`, { method: 'PATCH', body: { completed } });
    },
    async clearCompleted() {
      await call(`${base}/tasks?completed=true`, { method: 'DELETE' });
    },
    session: async () => (await json<{ user: User }>(`${base}/session`)).user,
    base,
    call,
    firstPage: (limit) => `${base}/tasks?limit=${limit}`,
    firstVersions: `${base}/versions`,
  };
}

export async function read<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new Unreachable(undefined, { cause: error }); // cut off
  }
}

/** Whether an answer is the API's, and not that of a captive portal or a proxy: it is JSON or empty, with our timing. */
function isOurs({ status, headers }: Response): boolean {
  const isJson = /^application\/json\b/.test(headers.get('content-type') ?? '');
  return headers.has('server-timing') && (isJson || status === 204 || status === 304);
}

/** A refusal of the API; of whatever is in front of it only that it cannot serve for the moment. */
async function refusal(response: Response): Promise<Refused | Unreachable> {
  const isProblem = /^application\/problem\+json\b/.test(response.headers.get('content-type') ?? '');
  if (!isProblem && response.status !== 429 && response.status < 500) return new Unreachable('not the API');
  const problem: Partial<Problem> = isProblem ? await response.json().catch(() => ({})) : {};
  return new Refused(response.status, problem, waitFor(response.headers.get('retry-after')));
}

/** The milliseconds that a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds or a date). */
function waitFor(header: string | null): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), longestWait);
}

/** The target of a relation in a Link header (RFC 8288). */
function linkTarget(header: string | null, relation: string): string | undefined {
  return RegExp(`<([^>]*)>\\s*;[^,]*\\brel="?${relation}"?`, 'i').exec(header ?? '')?.[1];
}

/**
 * The address of the next page. Only the query of the target is taken: a proxy in front may have given the server another
 * origin or path than the one that the page calls.
 */
export function nextLink(header: string | null, url: string): string | null {
  const target = linkTarget(header, 'next');
  const query = target?.includes('?') ? target.slice(target.indexOf('?')) : undefined;
  return query ? url.replace(/\?.*$/, '') + query : null;
}
