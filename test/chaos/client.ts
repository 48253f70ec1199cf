import { ApiClient } from '../support/client';
import type { Attempt, Request, TrashEntry } from './history';
import type { Random } from './random';
import { expectedTo, messageOf, outcomeOf, shownBy, shownEntry } from './requests';

/** One owner of tasks and lists, and what the clients that work for it have seen. */
export interface Owner {
  name: string;
  token: string;
  /** The version at which each task was last seen; 0 for one that was seen to be gone. */
  known: Map<string, number>;
  /** Lists that were seen and not seen to be gone. */
  lists: Set<string>;
  /** Deleted tasks that were seen, by the ids of their entries. */
  trash: Map<string, TrashEntry>;
}

/** What all clients of a run share. */
export interface World {
  url: string;
  /** Milliseconds since the run began. */
  now(): number;
  history: Attempt[];
  /** Answers that no fault excuses. */
  surprises: string[];
  /** Requests that were sent, and those of them that repeat another. */
  sent: number;
  retries: number;
  /** Sign-ins that brought a guest's tasks along, and how many tasks those were. */
  moves: number;
  moved: number;
  /** The owner for whom a client works now, chosen by chance. */
  ownerFor(client: string, random: Random): Promise<Owner>;
}

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

const mostAttempts = 25;
const patienceMs = 90_000;

/**
 * A well-behaved client: it sends an idempotency key with what it creates, the version with what it changes, and repeats
 * what was not answered, or answered by 429 or 5xx, until it knows. Everything is recorded.
 */
export class ChaosClient {
  #count = 0;

  constructor(
    readonly name: string,
    private readonly random: Random,
    private readonly world: World,
    private readonly mix: Mix,
  ) {}

  async workUntil(over: () => boolean): Promise<void> {
    while (!over()) {
      const owner = await this.world.ownerFor(this.name, this.random);
      const { request, id } = this.#choose(owner);
      await this.#insist(owner, request, id);
    }
  }

  /** What to ask for next. An operation that finds nothing to work on makes something, or looks for it. */
  #choose(owner: Owner): { request: Request; id?: string | undefined } {
    const { random } = this;
    const unique = `${this.name}-${++this.#count}`;
    const what = random.weighted(this.mix);
    const id = random.pick([...owner.known.keys()]);
    const list = random.pick([...owner.lists]);
    const entry = random.pick([...owner.trash.values()]);
    switch (what) {
      case 'list':
      case 'complete all':
      case 'remove completed':
      case 'read lists':
      case 'read trash':
      case 'empty trash':
        return { request: { kind: what } };
      case 'create list':
        return { request: { kind: what, name: unique, key: unique } };
      case 'rename list':
      case 'remove list': {
        if (list === undefined) return { request: { kind: 'create list', name: unique, key: unique } };
        if (what === 'rename list') return { request: { kind: what, list, name: unique } };
        // The first deletion of a list decides. All ask for the same, so that it is known which.
        return { request: { kind: what, list, tasks: /[0-9A-F]$/.test(list) ? 'inbox' : 'trash' } };
      }
      case 'restore':
      case 'forget':
        return entry ? { request: { kind: what, entry }, id: entry.task.id } : { request: { kind: 'read trash' } };
      case 'create': {
        const into = list !== undefined && random.chance(0.3) && { list };
        return { request: { kind: what, title: unique, key: unique, ...into } };
      }
    }
    if (what === 'create under an id' || id === undefined) {
      return { request: { kind: 'create', title: unique }, id: this.#idToCreate(owner) };
    }
    return { request: this.#ofTask(what, owner.known.get(id) || 1, unique, list), id };
  }

  /** Now and then an id whose task was deleted. */
  #idToCreate({ known }: Owner): string {
    const free = [...known.keys()].filter((id) => known.get(id) === 0);
    return free.length > 0 && this.random.chance(0.4) ? this.random.pick(free) : this.random.taskId();
  }

  #ofTask(
    what: 'get' | 'change' | 'change a version' | 'replace' | 'move' | `remove${'' | ' a version' | ' permanently'}`,
    version: number,
    unique: string,
    list: string | undefined,
  ): Request {
    const { random } = this;
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
      case 'move': {
        const change = { list: list !== undefined && random.chance(0.8) ? list : null };
        return { kind: 'change', change, ...(random.chance(0.3) && { ifMatch: version }) };
      }
    }
    const change = random.pick([
      { note: unique },
      { order: random.between(-1e6, 1e6) },
      { completed: true },
      { completed: false },
      { note: unique, completed: random.chance(0.5) },
    ]);
    return { kind: 'change', change, ...(what === 'change a version' && { ifMatch: version }) };
  }

  /** Sends a request until its fate is known. */
  async #insist(owner: Owner, request: Request, id?: string): Promise<void> {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      if (attempt > 1) this.world.retries++;
      const { outcome } = await this.attempt(owner, request, id);
      if (outcome === 'done' || outcome === 'refused') return;
      await new Promise((resolve) => setTimeout(resolve, this.random.between(20, 100) * Math.min(attempt, 8)));
    }
    this.world.surprises.push(`${this.name} gave up on ${JSON.stringify(request)} after ${mostAttempts} attempts`);
  }

  /** Sends a request once and records it. */
  async attempt(owner: Owner, request: Request, id?: string): Promise<Attempt> {
    const { world } = this;
    const attempt: Attempt = {
      client: this.name,
      owner: owner.name,
      request,
      start: world.now(),
      end: Number.POSITIVE_INFINITY,
      outcome: 'unknown',
      status: 0,
      ...(id !== undefined && { id }),
    };
    world.history.push(attempt);
    world.sent++;
    try {
      const { method, path, options } = messageOf(request, id);
      const answer = await inTime(new ApiClient(world.url, owner.token).request(method, path, options));
      attempt.status = answer.status;
      attempt.outcome = outcomeOf(answer);
      if (!expectedTo(request, answer)) {
        world.surprises.push(`${answer.status} to ${JSON.stringify(request)}: ${JSON.stringify(answer.body)}`);
      }
      Object.assign(attempt, shownBy(request, answer));
      if (request.kind === 'read trash' && answer.status === 200) {
        owner.trash = new Map(answer.body.map((entry: TrashEntry) => [entry.id, shownEntry(entry)]));
      }
    } catch (error) {
      if (error instanceof NoAnswer) world.surprises.push(`no answer to ${JSON.stringify(request)}`);
    }
    attempt.end = world.now();
    if (request.kind === 'create' && attempt.shown) attempt.id = attempt.shown[0]!.id;
    learn(owner, attempt);
    return attempt;
  }
}

class NoAnswer extends Error {}

/** @throws NoAnswer when there is none for as long as nobody would wait */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), patienceMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function learn(owner: Owner, { request, id, outcome, status, shown, lists }: Attempt): void {
  for (const task of shown ?? []) owner.known.set(task.id, task.version);
  for (const list of lists ?? []) owner.lists.add(list.id);
  const settled = outcome === 'done' || outcome === 'refused';
  const { kind } = request;
  if (id !== undefined && ((kind === 'remove' && outcome === 'done') || (kind !== 'forget' && status === 404))) {
    owner.known.set(id, 0);
  }
  if (kind === 'remove list' && settled) owner.lists.delete(request.list);
  if ((kind === 'restore' || kind === 'forget') && settled) owner.trash.delete(request.entry.id);
  if (kind === 'empty trash' && settled) owner.trash.clear();
}
