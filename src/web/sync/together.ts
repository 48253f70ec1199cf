import { batchLimit } from '../../shared/limits';
import type { WireBatchResult } from '../../shared/wire';
import type { Task } from '../tasks/task';
import { type Api, type BatchChange, Refused } from './api';
import type { Change, Create, Edit, Remove } from './change';
import type { Outbox } from './outbox';

type Batched = Extract<Change, Create | Edit | Remove>;

/** Statuses of a server, or of something in front of it, that takes no batch, or none of this size. */
const takesNone = [404, 405, 413];

/** Sends changes that were made together in one call. Each is then settled on its own, as if it had been sent alone. */
export class Together {
  readonly #answers = new Map<string, Promise<Map<string, WireBatchResult>>>();
  #isPossible = true;

  constructor(
    private readonly api: Api,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The server's answer to a change of a group: its task, or null where there is none now; undefined when the change has to
   * be sent on its own.
   * @throws Refused as if the change had been sent alone
   */
  async answer(change: Batched): Promise<Task | null | undefined> {
    const { group, key } = change;
    if (group === undefined || !this.#isPossible) return undefined;
    const sent = this.#answers.get(group) ?? this.#send(group);
    this.#answers.set(group, sent);
    let results: Map<string, WireBatchResult>;
    try {
      results = await sent;
    } catch (error) {
      this.#answers.delete(group);
      if (!(error instanceof Refused) || !takesNone.includes(error.status)) throw error;
      this.#isPossible = false;
      return undefined;
    }
    const result = results.get(key);
    results.delete(key);
    if (result?.problem) throw new Refused(result.status, result.problem, undefined);
    return result && (result.task ?? null);
  }

  async #send(group: string): Promise<Map<string, WireBatchResult>> {
    await Promise.resolve(); // until all of the group are in the outbox
    const isOfGroup = (change: Change): change is Batched => isBatched(change) && change.group === group;
    const changes = this.outbox.all().filter(isOfGroup).slice(0, batchLimit);
    const keys = new Set(changes.map(({ key }) => key));
    // From now on the server may have carried them out.
    const counted = (change: Change): Change =>
      change.state === 'ready' && keys.has(change.key) ? { ...change, attempts: change.attempts + 1 } : change;
    this.outbox.set(this.outbox.all().map(counted));
    const results = await this.api.batch(changes.map(toBatch));
    return new Map(results.flatMap((result, index) => (changes[index] ? [[changes[index].key, result]] : [])));
  }
}

const isBatched = (change: Change): change is Batched =>
  change.kind === 'create' || change.kind === 'edit' || change.kind === 'remove';

function toBatch(change: Batched): BatchChange {
  const { id } = change;
  if (change.kind === 'create') return { op: 'create', id, ...change.fields };
  const { version } = change;
  return change.kind === 'edit' ? { op: 'update', id, version, ...change.fields } : { op: 'delete', id, version };
}
