import type { WireTask, WritableFields } from '../../shared/wire';

/** The fields that a person changes on the page. `completed` is never sent: `status` says the same and more. */
export type Fields = Partial<WritableFields>;

/** The part of a task that the page keeps. */
export type Task = Required<Fields> &
  Pick<WireTask, 'id' | 'createdAt' | 'updatedAt' | 'version'> &
  Partial<Pick<WireTask, 'completedAt' | 'occurrenceOf' | 'tags' | 'progress'>>;

export type FieldName = keyof Fields;

export const isCompleted = (task: Task): boolean => task.status === 'completed';

/** The given fields of a task or a list, to remember what a change replaced. */
export function pick<T extends object, K extends keyof T>(whole: T, names: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(names.map((name) => [name, whole[name]])) as Partial<Pick<T, K>>;
}

export const namesOf = (fields: Fields): FieldName[] => Object.keys(fields) as FieldName[];

/** The tags of a task, as they are written: those that the server found, and those of a title that it has yet to read. */
export function tagsOf({ tags, title }: Task): readonly string[] {
  return tags ?? title.match(/(?<=(?:^|\s)[#＃])\p{L}[\p{L}\p{M}\p{N}_-]*/gu) ?? [];
}
