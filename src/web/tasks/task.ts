import type { WireTask, WritableFields } from '../../shared/wire';

/** A task as the page keeps it: what follows from the rest is left out. */
export type Task = Omit<WireTask, 'url' | 'completed' | 'completedAt'>;

/** What a person may change. `completed` is never sent: `status` says the same and more. */
export type Fields = Partial<WritableFields>;

export type FieldName = keyof Fields;

export const isCompleted = (task: Task): boolean => task.status === 'completed';

/** The given fields of a task, to remember what a change replaced. */
export function pick(task: Task, names: readonly FieldName[]): Fields {
  return Object.fromEntries(names.map((name) => [name, task[name]])) as Fields;
}

export const namesOf = (fields: Fields): FieldName[] => Object.keys(fields) as FieldName[];
