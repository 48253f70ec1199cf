import { dateOf, dayOf, utcDateOf } from '../../src/shared/dates';
import { ApiClient } from '../support/client';
import type { World } from './client';
import { insist, type Settled } from './insist';
import type { Random } from './random';

/** Far away, so that each completion or skip goes on by one day. */
const firstDue = '2060-01-01';
const initialCount = 900;

/** What was asked for about one repeating task. */
interface Series {
  id: string;
  /** Due dates of occurrences whose completion was sent, and those of them that were acknowledged. */
  sent: Set<string>;
  acknowledged: Set<string>;
  /** Due dates of occurrences that somebody wanted to skip. */
  skips: Set<string>;
}

/** A task as the API shows it. */
interface Shown {
  id: string;
  due: string;
  repeat: string | null;
  version: number;
  completed: boolean;
  occurrenceOf?: string;
}

/**
 * Some people who share one list of tasks that repeat every day, and complete and skip the same occurrences at once. In the
 * end each occurrence that is over was completed, and is in the list once, or was skipped.
 */
export class Household {
  readonly #series: Series[] = [];
  #client: ApiClient | undefined;
  /** All name this day, so that completing all tasks is about no series that was completed before. */
  readonly #day = utcDateOf(Date.now());

  constructor(
    readonly name: string,
    readonly random: Random,
    readonly world: World,
    private readonly members: number,
  ) {}

  async workUntil(over: () => boolean): Promise<void> {
    if (this.members === 0) return;
    const { answer } = await insist(this, new ApiClient(this.world.url), 'POST', '/api/session', [201], { body: {} });
    this.#client = new ApiClient(this.world.url, answer.body.token);
    await this.#begin();
    const work = async () => {
      do await this.#once();
      while (!over());
    };
    await Promise.all(Array.from({ length: this.members }, work));
  }

  async #begin(): Promise<void> {
    const body = { title: this.name, due: firstDue, repeat: `FREQ=DAILY;COUNT=${initialCount}` };
    const headers = { 'Idempotency-Key': `${this.name} ${this.#series.length} ${this.random.taskId()}` };
    const { answer } = await this.#insist('POST', '/api/tasks', [201], { body, headers });
    this.#series.push({ id: answer.body.id, sent: new Set(), acknowledged: new Set(), skips: new Set() });
  }

  async #once(): Promise<void> {
    const { random } = this;
    const what = random.weighted({ begin: 2, complete: 12, skip: 3, note: 4, all: 2 });
    if (what === 'begin') return this.#begin();
    if (what === 'all') {
      const body = { completed: true, completedOn: this.#day };
      await this.#insist('PATCH', '/api/tasks', [204], { body });
      return;
    }
    const series = random.pick(this.#series);
    const path = `/api/tasks/${series.id}`;
    if (what === 'note') {
      await this.#insist('PATCH', path, [200], { body: { note: random.taskId() } });
      return;
    }
    const { due, version } = (await this.#insist('GET', path, [200])).answer.body as Shown;
    const byDate = random.chance(0.6);
    const query = byDate ? `?occurrence=${due}` : '';
    const headers: Record<string, string> = byDate ? {} : { 'If-Match': `"${version}"` };
    const settling = [200, 409, 412];
    if (what === 'skip') {
      series.skips.add(due);
      await this.#insist('POST', `${path}/skip${query}`, settling, { headers });
      return;
    }
    series.sent.add(due);
    const body = { completed: true, completedOn: this.#day };
    if (random.chance(0.2)) {
      const changes = [{ op: 'update', id: series.id, version, ...body }];
      const { results } = (await this.#insist('POST', '/api/tasks/batch', [200], { body: { changes } })).answer.body;
      if (results[0].status === 200) this.#acknowledge(series, due, results[0].task);
      return;
    }
    const { answer } = await this.#insist('PATCH', `${path}${query}`, settling, { body, headers });
    if (answer.status !== 200) return;
    this.#acknowledge(series, due, answer.body);
    if (!/rel="completed"/.test(answer.headers.get('link') ?? '')) {
      this.world.surprises.push(`the completion of ${due} of ${series.id} leads to no task`);
    }
  }

  #acknowledge(series: Series, due: string, now: Shown): void {
    series.acknowledged.add(due);
    if (now.due <= due) this.world.surprises.push(`${series.id} is still due on ${now.due} after ${due} was completed`);
  }

  /** What is wrong with the list when all is over. */
  async audit(): Promise<{ occurrences: number; violations: string[] }> {
    const tasks: Shown[] = [];
    for (let path: string | undefined = '/api/tasks?limit=200'; this.#client && path; ) {
      const { answer }: Settled = await this.#insist('GET', path, [200]);
      tasks.push(...answer.body);
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    const occurrences = tasks.filter(({ occurrenceOf }) => occurrenceOf !== undefined).length;
    return { occurrences, violations: this.#series.flatMap((series) => violationsOf(series, tasks)) };
  }

  #insist(
    method: string,
    path: string,
    settling: number[],
    options: { body?: object; headers?: Record<string, string> } = {},
  ) {
    if (!this.#client) throw new Error('nobody has begun to work');
    return insist(this, this.#client, method, path, settling, options);
  }
}

function violationsOf({ id, sent, acknowledged, skips }: Series, tasks: readonly Shown[]): string[] {
  const now = tasks.find((task) => task.id === id);
  if (!now) return [`the repeating task ${id} is gone`];
  const copies = tasks.filter(({ occurrenceOf }) => occurrenceOf === id).map(({ due }) => due);
  const steps = dayOf(now.due) - dayOf(firstDue);
  const over = Array.from({ length: steps }, (_, day) => dateOf(dayOf(firstDue) + day));
  const unasked = copies.filter((due) => !sent.has(due) && !skips.has(due));
  return [
    ...copies.filter((due, i) => copies.indexOf(due) < i).map((due) => `${due} of ${id} is in the list twice`),
    ...[...acknowledged]
      .filter((due) => !copies.includes(due))
      .map((due) => `${due} of ${id} was completed and is gone`),
    ...[...acknowledged].filter((due) => due >= now.due).map((due) => `${due} of ${id} was completed and is still due`),
    ...over.filter((due) => !copies.includes(due) && !skips.has(due)).map((due) => `${due} of ${id} vanished`),
    ...copies.filter((due) => due > now.due).map((due) => `${due} of ${id} was completed before it came`),
    // Completing all tasks is about a series that was not completed on that day.
    ...(unasked.length > 1 ? [`nobody completed ${unasked.join(', ')} of ${id}`] : []),
    ...(now.repeat === `FREQ=DAILY;COUNT=${initialCount - steps}`
      ? []
      : [`${id} is at ${now.repeat} after ${steps} days`]),
  ];
}
