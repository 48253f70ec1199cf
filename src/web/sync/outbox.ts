import type { Change } from './change';

/** The part of the browser's `Storage` that the outbox needs. */
export interface KeyValueStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

interface Saved {
  owner: string;
  /** Epoch milliseconds at which the page that wrote it was last alive. */
  seen: number;
  changes: Change[];
}

const PREFIX = 'todos-outbox:';

/** A page that has not shown itself for so long is gone, and another page of the same person takes over what it left. */
export const ABANDONED_AFTER = 20_000;

/**
 * Changes that the server has not acknowledged, oldest first, kept in the browser's storage so that they outlive the page.
 * Each page has a record of its own, for two pages writing to one would lose changes. Sending a change twice, by its page
 * and by one that took over too early, does no harm: creations carry their id and edits their version.
 */
export class Outbox {
  #changes: Change[] = [];
  #forgotten = false;
  readonly #storageKey: string;

  constructor(
    private readonly storage: KeyValueStore,
    private readonly owner: string,
    private readonly clock: () => number,
    page: string,
  ) {
    this.#storageKey = PREFIX + page;
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

  add(change: Change): void {
    this.#changes = [...this.#changes, change];
    this.#save();
  }

  /** Puts others, or none, into the place of a change. */
  replace(key: string, ...others: Change[]): void {
    this.#changes = this.#changes.flatMap((change) => (change.key === key ? others : [change]));
    this.#save();
  }

  update(key: string, part: Partial<Change>): void {
    this.#changes = this.#changes.map((change) => (change.key === key ? ({ ...change, ...part } as Change) : change));
    this.#save();
  }

  /** Tells other pages that this one is alive, while it has something to send. */
  beat(): void {
    if (this.#changes.length > 0) this.#save();
  }

  /**
   * Takes over what earlier pages of the same owner left behind: `previous`, the page that this one replaces in its tab, and
   * those that have not shown themselves for a while. What was held back for an undo is due now.
   */
  adopt(previous: string | null): void {
    for (const key of keysOf(this.storage)) {
      if (key === this.#storageKey) continue;
      const saved = parse(this.storage.getItem(key));
      if (!saved) this.storage.removeItem(key);
      if (saved?.owner !== this.owner) continue;
      if (key !== PREFIX + previous && this.clock() - saved.seen < ABANDONED_AFTER) continue;
      const due = saved.changes.map((change) => ({ ...change, ...revived[change.state] }) as Change);
      const known = new Set(this.#changes.map((change) => change.key));
      this.#changes = [...this.#changes, ...due.filter((change) => !known.has(change.key))].sort((a, b) => a.at - b.at);
      this.#save();
      this.storage.removeItem(key);
    }
  }

  /** Drops every change of the owner, those of other pages too, and keeps no more: the account they belong to is gone. */
  forget(): void {
    this.#forgotten = true;
    this.#changes = [];
    for (const key of keysOf(this.storage)) {
      if (parse(this.storage.getItem(key))?.owner === this.owner) this.storage.removeItem(key);
    }
  }

  #save(): void {
    if (this.#forgotten) return;
    try {
      if (this.#changes.length === 0) return this.storage.removeItem(this.#storageKey);
      const saved: Saved = { owner: this.owner, seen: this.clock(), changes: this.#changes };
      this.storage.setItem(this.#storageKey, JSON.stringify(saved));
    } catch {
      // Storage that is full or forbidden costs the safety net, not the change: it is still sent from memory.
    }
  }
}

/** A change whose page went away while sending may have got through: it counts as one attempt. */
const revived: { [state in Change['state']]?: Partial<Change> } = {
  held: { state: 'ready' },
  sending: { state: 'ready', attempts: 1 },
};

function keysOf(storage: KeyValueStore): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  return keys.filter((key): key is string => key?.startsWith(PREFIX) ?? false);
}

function parse(text: string | null): Saved | undefined {
  try {
    const saved = JSON.parse(text ?? '') as Saved;
    return typeof saved.owner === 'string' && Array.isArray(saved.changes) ? saved : undefined;
  } catch {
    return undefined;
  }
}
