import type { EmbeddedList } from '../../shared/page-data';
import { byPosition, positionOf } from './position';

/** The part of a list of tasks that the page keeps. */
export type List = EmbeddedList;

export type ListFields = Partial<Pick<List, 'name' | 'order' | 'archived'>>;

/** Lists in their order: as they were put by hand, else by creation. */
export function inOrder(lists: readonly List[]): List[] {
  const place = (list: List) => ({ id: list.id, position: positionOf(list) });
  return [...lists].sort((a, b) => byPosition(place(a), place(b)));
}

/** The lists as the server last answered, without the pending changes. */
export class ServerLists {
  readonly #lists = new Map<string, List>();
  /** Grows with whatever may change the lists. */
  revision = 0;

  get(id: string): List | undefined {
    return this.#lists.get(id);
  }

  get size(): number {
    return this.#lists.size;
  }

  values(): List[] {
    return Array.from(this.#lists.values());
  }

  /** Whether these are the ids and versions of all lists. */
  areAt(versions: readonly [id: string, version: number][]): boolean {
    return versions.length === this.size && versions.every(([id, version]) => this.get(id)?.version === version);
  }

  put(list: List): void {
    this.revision++;
    this.#lists.set(list.id, list);
  }

  delete(id: string): void {
    this.revision++;
    this.#lists.delete(id);
  }

  /** Takes over all lists, as they were asked for at a revision; false when they may have changed since. */
  putAll(lists: readonly List[], askedAt: number): boolean {
    if (askedAt !== this.revision) return false;
    this.revision++;
    this.#lists.clear();
    for (const list of lists) this.#lists.set(list.id, list);
    return true;
  }
}
