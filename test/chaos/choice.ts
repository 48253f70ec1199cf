import type { Owner } from './client';
import type { Request, TrashEntry } from './history';
import type { Random } from './random';
import type { Asked } from './requests';

/** How often an operation is chosen. */
export const usualMix = {
  create: 16,
  'create under an id': 8,
  get: 8,
  list: 6,
  change: 16,
  'change a version': 12,
  replace: 6,
  move: 10,
  remove: 7,
  'remove a version': 3,
  'remove permanently': 2,
  'complete all': 2,
  'remove completed': 2,
  batch: 8,
  'create list': 3,
  'rename list': 2,
  'remove list': 2,
  'read lists': 2,
  'read trash': 5,
  restore: 7,
  forget: 1,
  'empty trash': 0.4,
};
export type Mix = Record<keyof typeof usualMix, number>;

type ChangeRequest = Extract<Request, { kind: 'change' }>;

/** Chooses what a client asks for, from what it knows of an owner. */
export class Choice {
  readonly #random: Random;
  readonly #mix: Mix;

  constructor(random: Random, mix: Mix) {
    this.#random = random;
    this.#mix = mix;
  }

  /** `unique` goes into what is written. An operation that finds nothing to work on makes something, or looks for it. */
  next(owner: Owner, unique: string): Asked[] {
    const random = this.#random;
    const what = random.weighted(this.#mix);
    const id: string | undefined = random.pick([...owner.known.keys()]);
    const list: string | undefined = random.pick([...owner.lists]);
    const entry: TrashEntry | undefined = random.pick([...owner.trash.values()]);
    switch (what) {
      case 'list':
      case 'complete all':
      case 'remove completed':
      case 'read lists':
      case 'read trash':
      case 'empty trash':
        return [{ request: { kind: what } }];
      case 'create list':
        return [{ request: { kind: what, name: unique, key: unique } }];
      case 'rename list':
      case 'remove list': {
        if (list === undefined) return [{ request: { kind: 'create list', name: unique, key: unique } }];
        if (what === 'rename list') return [{ request: { kind: what, list, name: unique } }];
        // The first deletion of a list decides. All ask for the same, so that it is known which.
        return [{ request: { kind: what, list, tasks: /[0-9A-F]$/.test(list) ? 'inbox' : 'trash' } }];
      }
      case 'batch':
        return this.#batch(owner, unique, list);
      case 'restore':
      case 'forget':
        return [entry ? { request: { kind: what, entry }, id: entry.task.id } : { request: { kind: 'read trash' } }];
      case 'create': {
        const into = list !== undefined && random.chance(0.3) && { list };
        return [{ request: { kind: what, title: unique, key: unique, ...into } }];
      }
    }
    if (what === 'create under an id' || id === undefined) {
      return [{ request: { kind: 'create', title: unique }, id: this.#idToCreate(owner) }];
    }
    return [{ request: this.#ofTask(what, owner.known.get(id) || 1, unique, list), id }];
  }

  /** Changes of different tasks. */
  #batch(owner: Owner, unique: string, list: string | undefined): Asked[] {
    const random = this.#random;
    const asked = new Map<string, Request>();
    for (let left = random.between(2, 5); left > 0; left--) {
      const id: string | undefined = random.pick([...owner.known.keys()]);
      const named = `${unique}-${left}`;
      if (id === undefined || random.chance(0.3)) {
        const into = list !== undefined && random.chance(0.3) && { list };
        asked.set(this.#idToCreate(owner), { kind: 'create', title: named, ...into });
        continue;
      }
      const version = owner.known.get(id) || 1;
      if (random.chance(0.3)) asked.set(id, { kind: 'remove', ifMatch: version });
      else asked.set(id, { ...this.#change(named, list), ifMatch: version });
    }
    return [...asked].map(([id, request]) => ({ id, request }));
  }

  /** Now and then an id whose task was deleted. */
  #idToCreate({ known }: Owner): string {
    const free = [...known.keys()].filter((id) => known.get(id) === 0);
    return free.length > 0 && this.#random.chance(0.4) ? this.#random.pick(free) : this.#random.taskId();
  }

  #ofTask(
    what: 'get' | 'change' | 'change a version' | 'replace' | 'move' | `remove${'' | ' a version' | ' permanently'}`,
    version: number,
    unique: string,
    list: string | undefined,
  ): Request {
    const random = this.#random;
    switch (what) {
      case 'get':
        return { kind: 'get' };
      case 'remove':
        return { kind: 'remove' };
      case 'remove a version':
        return { kind: 'remove', ifMatch: version };
      case 'remove permanently':
        return { kind: 'remove', permanently: true, ...(random.chance(0.5) && { ifMatch: version }) };
      case 'replace':
        return { kind: 'replace', title: unique, note: unique, ifMatch: version };
      case 'move':
        return { ...this.#move(list), ...(random.chance(0.3) && { ifMatch: version }) };
    }
    return { ...this.#change(unique, undefined), ...(what === 'change a version' && { ifMatch: version }) };
  }

  #move(list: string | undefined): ChangeRequest {
    const into = list !== undefined && this.#random.chance(0.8) ? list : null;
    return { kind: 'change', change: { list: into } };
  }

  /** Now and then a move into a list, when one is given. */
  #change(unique: string, list: string | undefined): ChangeRequest {
    const random = this.#random;
    if (list !== undefined && random.chance(0.3)) return this.#move(list);
    const change = random.pick([
      { note: unique },
      { order: random.between(-1e6, 1e6) },
      { completed: true },
      { completed: false },
      { note: unique, completed: random.chance(0.5) },
    ]);
    return { kind: 'change', change };
  }
}
