/** What a task is, as far as histories are compared. */
export interface TaskState {
  version: number;
  title: string;
  note: string;
  order: number | null;
  completed: boolean;
}

export type Change = Partial<Pick<TaskState, 'note' | 'order' | 'completed'>>;

/** What a client asked for. Titles and notes are never used twice, so that what is read tells who wrote it. */
export type Request =
  | { kind: 'create'; title: string; key?: string }
  | { kind: 'get' }
  | { kind: 'list' }
  | { kind: 'replace'; title: string; note: string; ifMatch: number }
  | { kind: 'change'; change: Change; ifMatch?: number }
  | { kind: 'remove'; ifMatch?: number }
  | { kind: 'complete all' }
  | { kind: 'remove completed' };

/**
 * What became of it:
 * - `done`: acknowledged
 * - `refused`: 404 or 412, so it found the task absent or at another version
 * - `unchanged`: the answer says that nothing was changed (503 of that kind, 429)
 * - `unknown`: the answer was lost, or says that nobody knows
 */
export type Outcome = 'done' | 'refused' | 'unchanged' | 'unknown';

/** One request and its answer. Clients repeat requests; each time is an attempt of its own. */
export interface Attempt {
  client: string;
  list: string;
  /** Absent for requests about the whole list, and for a creation whose id was never learned. */
  id?: string;
  request: Request;
  /** Milliseconds since the run began. */
  start: number;
  end: number;
  outcome: Outcome;
  status: number;
  /** The task or tasks that the answer showed. */
  shown?: Shown[];
}

export interface Shown extends TaskState {
  id: string;
}

/** One line about an attempt; of what it showed, the task of one id, or the first. */
export function describe({ client, request, start, end, outcome, status, shown }: Attempt, id?: string): string {
  const task = shown && (id === undefined ? shown[0] : (shown.find((one) => one.id === id) ?? 'without the task'));
  const answer = task === undefined ? '' : ` ${JSON.stringify(task)}`;
  return `${start.toFixed(0)}–${end.toFixed(0)} ${client} ${JSON.stringify(request)}: ${outcome} ${status}${answer}`;
}
