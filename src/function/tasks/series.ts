import * as crypto from 'crypto';
import { nextOccurrence } from '../../shared/repeat/next';
import { occurrenceId, occurrenceSeed } from '../../shared/repeat/occurrence';
import { changeTask, newTask, type Task, type TaskFields } from './task';

/** A task that repeats. */
export type Series = Task & { repeat: string; due: string };

export function seriesOf(task: Task): Series | undefined {
  const { repeat, due } = task;
  return repeat === null || due === null ? undefined : { ...task, repeat, due };
}

/** The series that a completion is about, with the changes that come with it; undefined when no series is completed. */
export function openSeriesOf(task: Task, changes: Partial<TaskFields> = {}): Series | undefined {
  if (task.status === 'completed') return undefined;
  return seriesOf({ ...task, ...changes, status: task.status });
}

/**
 * Where a series goes on.
 * @param day the day of completion
 * @returns undefined when the present occurrence is the last one
 */
export function nextOf(series: Series, day: string): Pick<Series, 'due' | 'repeat'> | undefined {
  return nextOccurrence(series.repeat, series.due, day, series.repeatFrom);
}

/**
 * The next version of a series whose present occurrence is finished, and that occurrence as a completed task of its own. The
 * last occurrence has no copy: it completes the series itself.
 * @param day the day of completion
 */
export function finishOccurrence(series: Series, day: string, now: number): { next: Task; finished?: Task } {
  const next = nextOf(series, day);
  if (!next) return { next: changeTask(series, { status: 'completed' }, now) };
  return { next: { ...changeTask(series, next, now), rolledOn: day }, finished: copyOf(series, now) };
}

function copyOf(series: Series, now: number): Task {
  const { id, title, note, order, due, list } = series;
  const fields = { title, note, status: 'completed', order, due, repeat: null, repeatFrom: 'due', list } as const;
  return { ...newTask(finishedIdOf(id, due), fields, now), occurrenceOf: id };
}

/** The id under which the occurrence of a date is kept when it is finished. */
export function finishedIdOf(seriesId: string, due: string): string {
  return occurrenceId(due, crypto.createHash('sha256').update(occurrenceSeed(seriesId, due)).digest());
}

/**
 * Whether a completion that names no occurrence is about the present one: that one is due, or none was completed on that day
 * or later, as people in other time zones may have done. So a call that is repeated on one day completes nothing twice.
 */
export function isMeantOn({ due, rolledOn }: Pick<Series, 'due' | 'rolledOn'>, day: string): boolean {
  return due <= day || rolledOn === null || rolledOn < day;
}
