import { type Answer, ApiClient, type RequestOptions } from '../support/client';
import type { Attempt, Outcome, Request, Shown } from './history';
import type { Random } from './random';

/** One to-do list of the run, and what its clients have seen of it. */
export interface SharedList {
  name: string;
  token: string;
  /** The version at which each task was last seen; 0 for one that was seen to be gone. */
  known: Map<string, number>;
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
  /** The list that a client works on now, chosen by chance. */
  listFor(client: string, random: Random): Promise<SharedList>;
}

/** How often an operation is chosen. */
export const usualMix = {
  create: 18,
  'create under an id': 8,
  get: 10,
  list: 8,
  change: 20,
  'change a version': 14,
  replace: 8,
  remove: 7,
  'remove a version': 3,
  'complete all': 2,
  'remove completed': 2,
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
      const list = await this.world.listFor(this.name, this.random);
      await this.#once(list);
    }
  }

  async #once(list: SharedList): Promise<void> {
    const { random } = this;
    const unique = `${this.name}-${++this.#count}`;
    const what = random.weighted(this.mix);
    const ids = [...list.known.keys()];
    const id = random.pick(ids);
    const version = list.known.get(id!) || 1;
    if (what === 'create') return this.#insist(list, { kind: 'create', title: unique, key: unique });
    if (what === 'list') return this.#insist(list, { kind: 'list' });
    if (what === 'complete all' || what === 'remove completed') return this.#insist(list, { kind: what });
    if (what === 'create under an id' || id === undefined) {
      // Now and then an id whose task was deleted, as when a deletion is undone.
      const free = ids.filter((one) => list.known.get(one) === 0);
      const chosen = free.length > 0 && random.chance(0.4) ? random.pick(free) : random.taskId();
      return this.#insist(list, { kind: 'create', title: unique }, chosen);
    }
    if (what === 'get') return this.#insist(list, { kind: 'get' }, id);
    if (what === 'remove') return this.#insist(list, { kind: 'remove' }, id);
    if (what === 'remove a version') return this.#insist(list, { kind: 'remove', ifMatch: version }, id);
    if (what === 'replace') {
      return this.#insist(list, { kind: 'replace', title: unique, note: unique, ifMatch: version }, id);
    }
    const change = random.pick([
      { note: unique },
      { order: random.between(-1e6, 1e6) },
      { completed: true },
      { completed: false },
      { note: unique, completed: random.chance(0.5) },
    ]);
    const guard = what === 'change a version' && { ifMatch: version };
    return this.#insist(list, { kind: 'change', change, ...guard }, id);
  }

  /** Sends a request until its fate is known. */
  async #insist(list: SharedList, request: Request, id?: string): Promise<void> {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      if (attempt > 1) this.world.retries++;
      const { outcome } = await this.attempt(list, request, id);
      if (outcome === 'done' || outcome === 'refused') return;
      await new Promise((resolve) => setTimeout(resolve, this.random.between(20, 100) * Math.min(attempt, 8)));
    }
    this.world.surprises.push(`${this.name} gave up on ${JSON.stringify(request)} after ${mostAttempts} attempts`);
  }

  /** Sends a request once and records it. */
  async attempt(list: SharedList, request: Request, id?: string): Promise<Attempt> {
    const { world } = this;
    const attempt: Attempt = {
      client: this.name,
      list: list.name,
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
      const answer = await inTime(new ApiClient(world.url, list.token).request(method, path, options));
      attempt.status = answer.status;
      attempt.outcome = outcomeOf(answer);
      if (!expected(answer)) {
        world.surprises.push(`${answer.status} to ${JSON.stringify(request)}: ${JSON.stringify(answer.body)}`);
      }
      if (attempt.outcome === 'done' && answer.status !== 204) attempt.shown = shownBy(answer);
    } catch (error) {
      if (error instanceof NoAnswer) world.surprises.push(`no answer to ${JSON.stringify(request)}`);
    }
    attempt.end = world.now();
    if (request.kind === 'create' && attempt.shown) attempt.id = attempt.shown[0]!.id;
    learn(list, attempt);
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

function messageOf(
  request: Request,
  id: string | undefined,
): { method: string; path: string; options: RequestOptions } {
  const one = `/api/tasks/${id}`;
  const ifMatch = (version: number | undefined) =>
    version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } };
  switch (request.kind) {
    case 'create': {
      const body = { title: request.title };
      if (request.key === undefined)
        return { method: 'PUT', path: one, options: { body, headers: { 'If-None-Match': '*' } } };
      return { method: 'POST', path: '/api/tasks', options: { body, headers: { 'Idempotency-Key': request.key } } };
    }
    case 'get':
      return { method: 'GET', path: one, options: {} };
    case 'list':
      return { method: 'GET', path: '/api/tasks?limit=200', options: {} };
    case 'replace': {
      const body = { title: request.title, note: request.note };
      return { method: 'PUT', path: one, options: { body, ...ifMatch(request.ifMatch) } };
    }
    case 'change':
      return { method: 'PATCH', path: one, options: { body: request.change, ...ifMatch(request.ifMatch) } };
    case 'remove':
      return { method: 'DELETE', path: one, options: ifMatch(request.ifMatch) };
    case 'complete all':
      return { method: 'PATCH', path: '/api/tasks', options: { body: { completed: true } } };
    case 'remove completed':
      return { method: 'DELETE', path: '/api/tasks?completed=true', options: {} };
  }
}

function outcomeOf({ status, body }: Answer): Outcome {
  if (status < 300) return 'done';
  if (status === 404 || status === 412) return 'refused';
  if (status === 429 || (status === 503 && /nothing was changed/.test(body.detail))) return 'unchanged';
  return 'unknown';
}

/** Whether an answer is one of those that are meant; 502 is the platform's word for an instance that died. */
export function expected({ status }: Answer): boolean {
  return status < 300 || [404, 412, 429, 502, 503].includes(status);
}

function shownBy({ body }: Answer): Shown[] {
  return [body].flat().map(({ id, version, title, note, order, completed }) => ({
    id,
    version,
    title,
    note,
    order,
    completed,
  }));
}

function learn(list: SharedList, { request, id, outcome, status, shown }: Attempt): void {
  for (const task of shown ?? []) list.known.set(task.id, task.version);
  const gone = (request.kind === 'remove' && outcome === 'done') || status === 404;
  if (id !== undefined && gone) list.known.set(id, 0);
}
