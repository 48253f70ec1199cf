import { foldText } from '../../shared/search';
import type { KeyValueStore } from '../sync/outbox';

const kept = 5;

/** The last searches of an owner in this browser, newest first. Storage that is full or forbidden keeps none. */
export class RecentSearches {
  readonly #key: string;

  constructor(
    private readonly storage: KeyValueStore,
    owner: string,
  ) {
    this.#key = `todos-searches:${owner}`;
  }

  all(): string[] {
    try {
      const saved: unknown = JSON.parse(this.storage.getItem(this.#key) ?? '[]');
      return Array.isArray(saved) ? saved.filter((query): query is string => typeof query === 'string') : [];
    } catch {
      return [];
    }
  }

  /** Remembers a search that was carried out; the same words count once. */
  add(query: string): void {
    const text = query.trim();
    if (!text) return;
    const others = this.all().filter((other) => foldText(other) !== foldText(text));
    this.#save([text, ...others].slice(0, kept));
  }

  clear(): void {
    this.#save([]);
  }

  #save(queries: string[]): void {
    try {
      if (queries.length === 0) this.storage.removeItem(this.#key);
      else this.storage.setItem(this.#key, JSON.stringify(queries));
    } catch {
      // Nothing depends on it.
    }
  }
}
