import { type Answer, ApiClient } from '../support/client';
import { Choice, type Mix } from './choice';
import type { Attempt, TrashEntry } from './history';
import type { Random } from './random';
import { type Asked, answerAt, batchOf, expectedTo, messageOf, outcomeOf, shownBy, shownEntry } from './requests';

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

const mostAttempts = 25;
const patienceMs = 90_000;

/**
 * A well-behaved client: it sends an idempotency key with what it creates, the version with what it changes, and repeats
 * what was not answered, or answered by 429 or 5xx, until it knows. Everything is recorded.
 */
export class ChaosClient {
  #count = 0;
  readonly #choice: Choice;

  constructor(
    readonly name: string,
    private readonly random: Random,
    private readonly world: World,
    mix: Mix,
  ) {
    this.#choice = new Choice(random, mix);
  }

  async workUntil(over: () => boolean): Promise<void> {
    while (!over()) {
      const owner = await this.world.ownerFor(this.name, this.random);
      await this.#insist(owner, this.#choice.next(owner, `${this.name}-${++this.#count}`));
    }
  }

  /** Sends a request, or several as a batch, until the fate of each is known. */
  async #insist(owner: Owner, asked: Asked[]): Promise<void> {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      if (attempt > 1) this.world.retries++;
      const attempts = await this.attempt(owner, asked);
      if (attempts.every(({ outcome }) => outcome === 'done' || outcome === 'refused')) return;
      await new Promise((resolve) => setTimeout(resolve, this.random.between(20, 100) * Math.min(attempt, 8)));
    }
    this.world.surprises.push(`${this.name} gave up on ${JSON.stringify(asked)} after ${mostAttempts} attempts`);
  }

  /** Sends a request, or several as a batch, once and records each. */
  async attempt(owner: Owner, asked: Asked[]): Promise<Attempt[]> {
    const { world } = this;
    const start = world.now();
    const [first] = asked;
    const single = asked.length === 1 ? first : undefined;
    const attempts = asked.map(({ request, id }): Attempt => {
      const sent = { client: this.name, owner: owner.name, request, ...(id !== undefined && { id }) };
      const open = { start, end: Number.POSITIVE_INFINITY, outcome: 'unknown', status: 0 } as const;
      return { ...sent, ...open, ...(!single && { batched: true }) };
    });
    world.history.push(...attempts);
    world.sent++;
    try {
      const { method, path, options } = single ? messageOf(single) : batchOf(asked);
      const answer = await inTime(new ApiClient(world.url, owner.token).request(method, path, options));
      for (const [i, attempt] of attempts.entries())
        this.#record(owner, attempt, single ? answer : answerAt(answer, i));
    } catch (error) {
      if (error instanceof NoAnswer) world.surprises.push(`no answer to ${JSON.stringify(asked)}`);
    }
    for (const attempt of attempts) {
      attempt.end = world.now();
      learn(owner, attempt);
    }
    return attempts;
  }

  #record(owner: Owner, attempt: Attempt, answer: Answer): void {
    const { request } = attempt;
    attempt.status = answer.status;
    attempt.outcome = outcomeOf(answer);
    if (!expectedTo(attempt, answer)) {
      this.world.surprises.push(`${answer.status} to ${JSON.stringify(request)}: ${JSON.stringify(answer.body)}`);
    }
    Object.assign(attempt, shownBy(request, answer));
    if (request.kind === 'create' && attempt.shown) attempt.id = attempt.shown[0]!.id;
    if (request.kind === 'read trash' && answer.status === 200) {
      owner.trash = new Map(answer.body.map((entry: TrashEntry) => [entry.id, shownEntry(entry)]));
    }
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
