import { ApiClient } from '../support/client';
import { FaultProxy } from '../support/fault-proxy';
import { startStack } from '../support/stack';
import { useStore } from '../support/store';
import { AccountMoveWorkload } from './account-move-workload';
import { checkHistory } from './check';
import { type Mix, usualMix } from './choice';
import { ChaosClient, type Owner, type World } from './client';
import type { Attempt, Remains } from './history';
import { Nemesis } from './nemesis';
import { Random } from './random';
import { remainsOf } from './remains';
import { Household } from './repeat-workload';
import { faultsOf, type ScheduledFault } from './schedule';
import { MortalStore } from './store';

export interface ChaosOptions {
  seed: string;
  /** How long clients begin something new, at most. */
  seconds?: number;
  /** How many requests they send, at least; they finish what they have begun. */
  requests?: number;
  /** Default: 8. */
  clients?: number;
  /** Those who sign in on one device after the other. Default: 2. */
  accountMoves?: number;
  /** Those who complete the same repeating tasks. Default: 3. */
  housemates?: number;
  /** What goes wrong; by default what the seed says. */
  faults?: Iterator<ScheduledFault>;
  mix?: Mix;
  /** Keep instances between calls. */
  warm?: boolean;
  /** A built function in place of the usual one. */
  code?: string;
}

/** What happened in a run, and what is wrong with it. */
export interface ChaosReport {
  seed: string;
  seconds: number;
  requests: number;
  /** Requests that were repeated by clients. */
  clientRetries: number;
  /** Store operations that failed inside the function, each of which it dealt with by itself or answered. */
  storeFailures: number;
  outcomes: Record<string, number>;
  tasks: number;
  /** Finished occurrences of repeating tasks that are in the list in the end. */
  occurrences: number;
  /** Sign-ins that moved a guest's tasks into an account, and the tasks moved. */
  moves: { signIns: number; tasks: number };
  instances: { started: number; killed: Record<string, number> };
  store: { killed: number; faults: Record<string, number>; cutReplies: number };
  violations: string[];
  /** Everything that the clients saw and the function and the platform logged, to look into a violation with. */
  evidence: { history: readonly Attempt[]; logged: readonly string[] };
}

/** New owners begin so often, so that nobody has more tasks than a page and histories stay short enough to be searched. */
const eraMs = 30_000;

/**
 * Lets clients work for shared and private owners while everything fails that can, then checks what they saw. Calls go
 * through the local Function Compute, each to a process of its own, to a local Tablestore with its data on disk.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, seconds = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY, code, warm = false } = options;
  const store = await MortalStore.start();
  const proxy = await FaultProxy.start();
  proxy.target = store.url;
  const access = await useStore(store.url, { TABLESTORE_ENDPOINT: proxy.url });
  const stack = await startStack({ store: access, ahead: warm ? 8 : 3, warm, ...(code !== undefined && { code }) });
  try {
    const world = new ChaosWorld(stack.url);
    const clients = Array.from({ length: options.clients ?? 8 }, (_, i) => {
      return new ChaosClient(`c${i}`, new Random(`client ${i} of ${seed}`), world, options.mix ?? usualMix);
    });
    const nemesis = new Nemesis(seed, stack.functionCompute, proxy, store);
    const accountMoves = Array.from({ length: options.accountMoves ?? 2 }, (_, i) => {
      return new AccountMoveWorkload(`t${i}`, new Random(`mover ${i} of ${seed}`), world);
    });
    const household = new Household('h', new Random(`household of ${seed}`), world, options.housemates ?? 3);
    const over = () => world.now() > seconds * 1000 || world.sent >= requests;
    await Promise.all([
      nemesis.follow(options.faults ?? faultsOf(seed), () => world.sent, over),
      ...clients.map((client) => client.workUntil(over)),
      ...accountMoves.map((mover) => mover.workUntil(over)),
      household.workUntil(over),
    ]);
    const remains = await world.readEverything();
    const { tasks, violations } = checkHistory(world.history, remains);
    const repeats = await household.audit();
    return {
      seed,
      seconds: Math.round(world.now() / 1000),
      requests: world.sent,
      clientRetries: world.retries,
      storeFailures: stack.logged.reduce((sum, line) => sum + failuresIn(line), 0),
      outcomes: countBy(world.history, ({ outcome }) => outcome),
      tasks,
      occurrences: repeats.occurrences,
      moves: { signIns: world.moves, tasks: world.moved },
      instances: { started: stack.functionCompute.stats().started, killed: nemesis.kills },
      store: { killed: store.deaths, faults: Object.fromEntries(store.struck), cutReplies: proxy.truncated },
      violations: [...world.surprises, ...violations, ...repeats.violations],
      evidence: { history: world.history, logged: stack.logged },
    };
  } finally {
    await stack.close();
    await proxy.close();
    await store.close();
  }
}

class ChaosWorld implements World {
  readonly history: Attempt[] = [];
  readonly surprises: string[] = [];
  sent = 0;
  retries = 0;
  moves = 0;
  moved = 0;
  readonly #began = performance.now();
  readonly #owners = new Map<string, Promise<Owner>>();

  constructor(readonly url: string) {}

  now(): number {
    return performance.now() - this.#began;
  }

  ownerFor(client: string, random: Random): Promise<Owner> {
    const era = Math.floor(this.now() / eraMs);
    const whom = random.weighted({ 'shared a': 4, 'shared b': 2, [`private to ${client}`]: 2 });
    const name = `${whom}, era ${era}`;
    const owner = this.#owners.get(name) ?? this.#newOwner(name);
    this.#owners.set(name, owner);
    return owner;
  }

  async #newOwner(name: string): Promise<Owner> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { token } = await ApiClient.guest(this.url);
        return { name, token: token!, known: new Map(), lists: new Set(), trash: new Map() };
      } catch (error) {
        if (attempt === 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** What each owner has when all is over. */
  async readEverything(): Promise<Map<string, Remains>> {
    const reader = new ChaosClient('last', new Random('last'), this, usualMix);
    const remains = new Map<string, Remains>();
    const read = async (owner: Owner) => {
      const [attempt] = await reader.attempt(owner, [{ request: { kind: 'list' } }]);
      if (attempt?.outcome !== 'done') this.surprises.push('tasks cannot be read although nothing fails any more');
      remains.set(owner.name, await remainsOf(new ApiClient(this.url, owner.token)));
    };
    await Promise.all([...this.#owners.values()].map(async (owner) => read(await owner)));
    return remains;
  }
}

function failuresIn(line: string): number {
  const [json] = /\{.*\}/.exec(line) ?? [];
  return json?.includes('"storeErrors"') ? JSON.parse(json).storeErrors.length : 0;
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}
