import { type Change, revive } from './change';

/** The part of the browser's `Storage` that the outbox needs. */
export interface KeyValueStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

interface Saved {
  format: 2;
  owner: string;
  /** Epoch milliseconds at which the page that wrote it was last alive. */
  seen: number;
  changes: Change[];
}

/** The pages of this browser that are open, by name; undefined where the browser cannot say (Web Locks). */
export type LivePages = ReadonlySet<string> | undefined;

const prefix = 'todos-outbox:';
const asidePrefix = 'todos-set-aside:';

/** Where open pages are not known: a page that was not seen for so long, in milliseconds, is gone. */
export const abandonedAfter = 20_000;

/**
 * Changes that the server has not acknowledged, oldest first, kept in the browser's storage so that they outlive the page.
 * Each page has a record of its own; a record whose page is gone is taken over by another page of the same owner.
 */
export class Outbox {
  #changes: readonly Change[] = [];
  #isClosed = false;
  #isStored = false;
  #setAside = 0;
  readonly #storageKey: string;

  constructor(
    private readonly storage: KeyValueStore,
    private readonly owner: string,
    private readonly clock: () => number,
    page: string,
  ) {
    this.#storageKey = prefix + page;
  }

  all(): readonly Change[] {
    return this.#changes;
  }

  get(key: string): Change | undefined {
    return this.#changes.find((change) => change.key === key);
  }

  /** Changes of one task, oldest first. */
  of(id: string): Change[] {
    return this.#changes.filter((change) => 'id' in change && change.id === id);
  }

  /** Records that could not be read, in this and earlier pages: broken, or of another version of the page. */
  get setAside(): number {
    return this.#setAside;
  }

  set(changes: readonly Change[]): void {
    if (changes === this.#changes) return;
    this.#changes = changes;
    this.#save();
  }

  /** Shows other pages that this one is alive, while it has something to send. */
  heartbeat(): void {
    if (this.#changes.length > 0 && !this.dropIfTakenOver()) this.#save();
  }

  /** Drops the changes when another page has taken the record over, and sends them now. Returns whether it was so. */
  dropIfTakenOver(): boolean {
    if (!this.#isStored || this.#read(this.#storageKey) !== null) return false;
    this.#isStored = false;
    this.#changes = [];
    return true;
  }

  /**
   * Takes over the records of the same owner whose pages are gone. `previous` is the page that this one replaces in its tab,
   * unless that page is still open and this one is a copy. Returns whether there was one.
   */
  adoptOrphans(previous: string | null, live: LivePages): boolean {
    const adopted: Saved[] = [];
    for (const key of keysOf(this.storage)) {
      if (key === this.#storageKey) continue;
      const text = this.#read(key);
      const saved = parse(text);
      if (!saved) this.#putAside(key, text);
      else if (saved.owner === this.owner && this.#isOrphan(key, saved, previous, live)) {
        adopted.push(saved);
        this.storage.removeItem(key);
      }
    }
    if (adopted.length === 0) return false;
    // The order within a record is the order in which things were done; the clock may have been set since.
    adopted.sort((a, b) => (a.changes[0]?.at ?? 0) - (b.changes[0]?.at ?? 0));
    const known = new Set(this.#changes.map((change) => change.key));
    const revived = adopted.flatMap(({ changes }) => changes.map(revive)).filter((change) => !known.has(change.key));
    this.set(createFirst([...revived, ...this.#changes]));
    return true;
  }

  #isOrphan(key: string, { seen }: Saved, previous: string | null, live: LivePages): boolean {
    const page = key.slice(prefix.length);
    if (live) return !live.has(page);
    return page === previous || Math.abs(this.clock() - seen) >= abandonedAfter;
  }

  /** Gives every record of the owner to another one, into whose list the tasks were moved. */
  moveTo(owner: string): void {
    this.#eachOwn((key, saved) => this.storage.setItem(key, JSON.stringify({ ...saved, owner })));
    this.#close();
  }

  /** Drops every change of the owner, also those of other pages, and keeps no more: the account is gone. */
  clearForOwner(): void {
    this.#eachOwn((key) => this.storage.removeItem(key));
    this.#close();
  }

  #close(): void {
    this.#isClosed = true;
    this.#changes = [];
  }

  #eachOwn(work: (key: string, saved: Saved) => void): void {
    for (const key of keysOf(this.storage)) {
      const saved = parse(this.#read(key));
      if (saved?.owner === this.owner) work(key, saved);
    }
  }

  #putAside(key: string, text: string | null): void {
    this.#setAside++;
    try {
      this.storage.removeItem(key);
      if (text !== null) this.storage.setItem(asidePrefix + key.slice(prefix.length), text);
    } catch {
      // Storage that is full keeps nothing more; the record could not be read in any case.
    }
  }

  #read(key: string): string | null {
    try {
      return this.storage.getItem(key);
    } catch {
      return null;
    }
  }

  #save(): void {
    if (this.#isClosed) return;
    try {
      this.#isStored = this.#changes.length > 0;
      if (!this.#isStored) return this.storage.removeItem(this.#storageKey);
      const saved: Saved = { format: 2, owner: this.owner, seen: this.clock(), changes: [...this.#changes] };
      this.storage.setItem(this.#storageKey, JSON.stringify(saved));
    } catch {
      // Storage that is full or forbidden costs the safety net, not the change: it is still sent from memory.
      this.#isStored = false;
    }
  }
}

/** Puts a creation before the changes of its task, which another page may have made. */
function createFirst(changes: readonly Change[]): Change[] {
  const ordered: Change[] = [];
  for (const change of changes) {
    const create = changes.find((other) => other.kind === 'create' && 'id' in change && other.id === change.id);
    if (create && !ordered.includes(create)) ordered.push(create);
    if (!ordered.includes(change)) ordered.push(change);
  }
  return ordered;
}

function keysOf(storage: KeyValueStore): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  return keys.filter((key): key is string => key?.startsWith(prefix) ?? false);
}

function parse(text: string | null): Saved | undefined {
  try {
    const saved = JSON.parse(text ?? '') as Partial<Saved> | null;
    const isValid =
      saved?.format === 2 &&
      typeof saved.owner === 'string' &&
      Number.isFinite(saved.seen) &&
      Array.isArray(saved.changes) &&
      (saved.changes as unknown[]).every(isChange);
    return isValid ? (saved as Saved) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a stored value has the shape of a change, as far as sending and showing it depends on that. */
function isChange(value: unknown): boolean {
  if (!isObject(value) || typeof value.key !== 'string' || !Number.isFinite(value.at)) return false;
  const { kind, state } = value;
  if (!['held', 'ready', 'sending', 'conflict', 'refused'].includes(String(state))) return false;
  if (['complete-all', 'reopen-all', 'clear-completed', 'remove-list'].includes(String(kind))) {
    return Array.isArray(value.known) && value.known.every(isTask) && (kind !== 'remove-list' || isList(value.list));
  }
  if (typeof value.id !== 'string') return false;
  if (kind === 'create-list') return isObject(value.fields) && typeof value.fields.name === 'string';
  if (kind === 'edit-list') return isObject(value.fields) && isList(value.list);
  if (kind === 'create') return isObject(value.fields) && typeof value.fields.title === 'string';
  if (!Number.isSafeInteger(value.version) || !isTask(value.task)) return false;
  if (kind === 'complete' || kind === 'skip') return typeof value.due === 'string';
  return kind === 'remove' || (kind === 'edit' && isObject(value.fields) && isObject(value.base));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isTask = (value: unknown): boolean =>
  isObject(value) && typeof value.id === 'string' && typeof value.title === 'string' && typeof value.note === 'string';

const isList = (value: unknown): boolean =>
  isObject(value) && typeof value.id === 'string' && typeof value.name === 'string';
