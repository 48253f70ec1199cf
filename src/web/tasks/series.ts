import { dayOf } from '../../shared/dates';
import { nextOccurrence } from '../../shared/repeat/next';
import { setRule } from '../../shared/repeat/parse';
import { type Fields, isCompleted, type Task } from './task';

/** What can be done with the present occurrence of a repeating task; both move the task on to its next date. */
export type Step = 'complete' | 'skip';

/** A task that goes on to another date when it is completed. */
export type Series = Task & { due: string; repeat: string };

export function isSeries(task: Task): task is Series {
  return task.repeat !== null && task.due !== null && !isCompleted(task);
}

/**
 * A repeating task after its present occurrence. The last one completes the task itself, and cannot be skipped.
 * @param day the person's own date, `YYYY-MM-DD`
 */
export function moveOn(series: Series, step: Step, day: string): Task {
  const next = nextOccurrence(series.repeat, series.due, day, series.repeatFrom);
  if (next) return { ...series, ...next };
  return step === 'complete' ? { ...series, status: 'completed' } : series;
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

/** Fields of an edit as the server keeps them: a rule in its one form, and none without a due date. */
export function withWholeRule(fields: Fields, task: Task): Fields {
  const { due = task.due, repeat = task.repeat } = fields;
  if (repeat === null) return fields;
  if (due === null) return { ...fields, repeat: null };
  return fields.repeat ? { ...fields, repeat: setRule(fields.repeat, due) } : fields;
}

/** The day of completion to send; undefined when it is more than a day from UTC’s, which the server refuses. */
export function sendableDay(day: string, now: number): string | undefined {
  return Math.abs(dayOf(day) - Math.floor(now / 86_400_000)) <= 1 ? day : undefined;
}
