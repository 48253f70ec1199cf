import { dayOf } from '../../shared/dates';
import { type Fields, isCompleted, type Task } from './task';

/** What can be done with the present occurrence of a repeating task; both move the task on to its next date, as the server says. */
export type Step = 'complete' | 'skip';

/** A task that goes on to another date when it is completed. */
export type Series = Task & { due: string; repeat: string };

export function isSeries(task: Task): task is Series {
  return task.repeat !== null && task.due !== null && !isCompleted(task);
}

/**
 * The finished occurrence of a repeating task, as the server keeps it: a completed task of its own.
 * @param at when it was completed, RFC 3339
 */
export function finishedCopy(series: Task, id: string, at: string): Task {
  const times = { createdAt: at, updatedAt: at, completedAt: at };
  const fields = { status: 'completed', repeat: null, repeatFrom: 'due' } as const;
  return { ...series, ...fields, ...times, id, occurrenceOf: series.id, version: 1 };
}

/** Fields of an edit as the server keeps them: without a due date nothing repeats. */
export function withoutLooseRule(fields: Fields, task: Task): Fields {
  const { due = task.due, repeat = task.repeat } = fields;
  return due === null && repeat !== null ? { ...fields, repeat: null } : fields;
}

/** The day of completion to send; undefined when it is more than a day from UTC’s, which the server refuses. */
export function sendableDay(day: string, now: number): string | undefined {
  return Math.abs(dayOf(day) - Math.floor(now / 86_400_000)) <= 1 ? day : undefined;
}
