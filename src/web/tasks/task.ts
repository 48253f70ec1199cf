/** Where a task stands; only `completed` counts as done. */
export type Status = 'open' | 'completed' | 'paused' | 'closed';

/** A task as the server tells it. Times are RFC 3339, `due` is `YYYY-MM-DD`. */
export interface Task {
  id: string;
  title: string;
  note: string;
  status: Status;
  order: number | null;
  due: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
}

/** What a person may change. `completed` is never sent: `status` says the same and more. */
export type Fields = Partial<Pick<Task, 'title' | 'note' | 'status' | 'order' | 'due'>>;

export type FieldName = keyof Fields;

/** Limits of the API, counted in code points like the server counts them. */
export const TITLE_LIMIT = 500;
export const NOTE_LIMIT = 10_000;

export const isCompleted = (task: Task): boolean => task.status === 'completed';

/** The given fields of a task, to remember what a change replaced. */
export function pick(task: Task, names: readonly FieldName[]): Fields {
  return Object.fromEntries(names.map((name) => [name, task[name]])) as Fields;
}

export const namesOf = (fields: Fields): FieldName[] => Object.keys(fields) as FieldName[];

/** Cuts a text to `limit` code points, never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : Array.from(text).slice(0, limit).join('');
}
