/** What a task is, as far as histories are compared. */
export interface TaskState {
  version: number;
  title: string;
  note: string;
  order: number | null;
  completed: boolean;
  /** The id of the list that it is in; null is the Inbox. */
  list: string | null;
}

export type Change = Partial<Pick<TaskState, 'note' | 'order' | 'completed' | 'list'>>;

/** What a client asked for. Titles, notes and names are never used twice, so that what is read tells who wrote it. */
export type Request =
  | { kind: 'create'; title: string; key?: string; list?: string }
  | { kind: 'get' }
  | { kind: 'list' }
  | { kind: 'replace'; title: string; note: string; ifMatch: number }
  | { kind: 'change'; change: Change; ifMatch?: number }
  | { kind: 'remove'; ifMatch?: number; permanently?: true }
  | { kind: 'complete all' }
  | { kind: 'remove completed' }
  | { kind: 'create list'; name: string; key: string }
  | { kind: 'rename list'; list: string; name: string }
  | { kind: 'remove list'; list: string; tasks: 'inbox' | 'trash' }
  | { kind: 'read lists' }
  | { kind: 'read trash' }
  | { kind: 'restore'; entry: TrashEntry }
  | { kind: 'forget'; entry: TrashEntry }
  | { kind: 'empty trash' };

/**
 * What became of it:
 * - `done`: acknowledged
 * - `refused`: 400, 404, 409 or 412, so it found the task or its list absent, or the task at another version
 * - `unchanged`: the answer says that nothing was changed (503 of that kind, 429)
 * - `unknown`: the answer was lost, or says that nobody knows
 */
export type Outcome = 'done' | 'refused' | 'unchanged' | 'unknown';

/** One request and its answer. Clients repeat requests; each time is an attempt of its own. */
export interface Attempt {
  client: string;
  owner: string;
  /** The task that it is about; absent for requests about several, and for a creation whose id was never learned. */
  id?: string;
  request: Request;
  /** It was one of several changes in a batch. */
  batched?: true;
  /** Milliseconds since the run began. */
  start: number;
  end: number;
  outcome: Outcome;
  status: number;
  /** The task or tasks that the answer showed. */
  shown?: Shown[];
  /** The list or lists that it showed. */
  lists?: ShownList[];
}

export interface Shown extends TaskState {
  id: string;
}

export interface ShownList {
  id: string;
  name: string;
  version: number;
}

/** A deleted task, as the trash shows it. */
export interface TrashEntry {
  id: string;
  task: Shown;
}

/** What an owner has when all is over. */
export interface Remains {
  tasks: readonly Shown[];
  trash: readonly TrashEntry[];
  lists: readonly ShownList[];
  /** The ids of the tasks that each list shows, and the Inbox under `inbox`. */
  places: ReadonlyMap<string, readonly string[]>;
}

/** How long after a lost answer its request may still take effect: the longest delay that is injected, and then some. */
export const lingersMs = 15_000;

/** When an attempt can take effect no longer. */
export function endOfEffect({ outcome, end }: Attempt): number {
  return outcome === 'unknown' ? end + lingersMs : end;
}

/** One line about an attempt; of what it showed, the task of one id, or the first. */
export function describe(attempt: Attempt, id?: string): string {
  const { client, request, batched, start, end, outcome, status, shown } = attempt;
  const task = shown && (id === undefined ? shown[0] : (shown.find((one) => one.id === id) ?? 'without the task'));
  const answer = task === undefined ? '' : ` ${JSON.stringify(task)}`;
  return `${start.toFixed(0)}–${end.toFixed(0)} ${client}${batched ? ', in a batch,' : ''} ${JSON.stringify(request)}: ${outcome} ${status}${answer}`;
}
