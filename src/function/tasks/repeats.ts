import { type ExpectedVersions, matches } from '../http/preconditions';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import { finishedIdOf, finishOccurrence, nextOf, openSeriesOf, type Series, seriesOf } from './series';
import { changeTask, type Task, type TaskFields, taskCodec, toColumns } from './task';
import { type Refusal, VersionedRows } from './versioned-rows';
import { newToken } from './write-tokens';

type TaskKey = { owner: string; id: string };

/** What a completion changes. */
export interface Completion {
  /** The changes that come before it, and the status `completed`. */
  changes(task: Task): Partial<TaskFields>;
  /** The day of completion. */
  day: string;
}

/** What a completion or a skip expects. A series goes on only when an occurrence or a version is named. */
export interface Expectation {
  /** The due date of the occurrence that is meant. */
  occurrence: string | undefined;
  versions: ExpectedVersions | undefined;
}

/** Why nothing was completed or skipped. */
export type RepeatRefusal = Refusal | 'nothing expected' | 'another occurrence' | 'no repeat' | 'last occurrence';

/** A task after its completion. */
export interface Completed {
  task: Task;
  /** The id of the finished occurrence, when that is a task of its own. */
  finishedId: string | undefined;
}

/**
 * Completes tasks that may repeat. A repeating task goes on in place to its next date, and the finished occurrence is kept as
 * a completed task whose id follows from the series and the date. That copy is written first, and the series decides: after a
 * crash between the two the series has not gone on, and repeating the call completes it without a second copy.
 *
 * @throws StoreError from every method
 */
export class Repeats {
  readonly #store: TablestoreClient;
  readonly #rows: VersionedRows<Task>;

  constructor(store: TablestoreClient) {
    this.#store = store;
    this.#rows = new VersionedRows(store, taskCodec);
  }

  /** Completes a task. Two round trips, three when it repeats. A repeat of the call that names its occurrence changes nothing. */
  async complete(
    call: StoreCall,
    key: TaskKey,
    completion: Completion,
    expectation: Expectation,
  ): Promise<Completed | RepeatRefusal> {
    let finishedId: string | undefined;
    const task = await this.#rows.changeOrRefuse<RepeatRefusal>(call, key, async (task) => {
      const result = await this.#completeAt(call, key.owner, task, completion, expectation);
      if (typeof result === 'string') return result;
      finishedId = result.finishedId;
      return result.task;
    });
    return typeof task === 'string' ? task : { task, finishedId };
  }

  /** Completes a task for a client that can name no occurrence. A repeating one stays as it is when the client means another. */
  completeMeant(
    call: StoreCall,
    key: TaskKey,
    completion: Completion,
    isMeant: (series: Series) => boolean,
  ): Promise<Task | 'missing'> {
    return this.#rows.changeOrRefuse<'missing'>(call, key, async (task) => {
      const fields = completion.changes(task);
      const series = openSeriesOf(task, fields);
      if (!series) return changeTask(task, fields, Date.now());
      if (!isMeant(series)) return task;
      return (await this.#finish(call, key.owner, series, completion.day)).task;
    });
  }

  /** Moves a series to its next date and keeps nothing of the present occurrence. Two round trips. */
  skip(call: StoreCall, key: TaskKey, day: string, expectation: Expectation): Promise<Task | RepeatRefusal> {
    return this.#rows.changeOrRefuse<RepeatRefusal>(call, key, async (task) => {
      const series = seriesOf(task);
      if (!series) return 'no repeat';
      if (!namesOne(expectation)) return 'nothing expected';
      const { occurrence, versions } = expectation;
      if (occurrence !== undefined && occurrence !== series.due) {
        const isFinished = await this.#exists(call, key.owner, finishedIdOf(series.id, occurrence));
        return isFinished ? task : 'another occurrence';
      }
      if (!matches(versions, task.version)) return 'version differs';
      const next = series.status === 'completed' ? undefined : nextOf(series, day);
      return next ? changeTask(task, next, Date.now()) : 'last occurrence';
    });
  }

  async #completeAt(
    call: StoreCall,
    owner: string,
    task: Task,
    { changes, day }: Completion,
    expectation: Expectation,
  ): Promise<Completed | RepeatRefusal> {
    const { occurrence, versions } = expectation;
    const fields = changes(task);
    if (occurrence !== undefined && occurrence !== task.due) {
      const finishedId = finishedIdOf(task.id, fields.due ?? occurrence);
      return (await this.#exists(call, owner, finishedId)) ? { task, finishedId } : 'another occurrence';
    }
    if (occurrence !== undefined && task.status === 'completed') return { task, finishedId: undefined };
    if (!matches(versions, task.version)) return 'version differs';
    const series = openSeriesOf(task, fields);
    if (!series) return { task: changeTask(task, fields, Date.now()), finishedId: undefined };
    return namesOne(expectation) ? this.#finish(call, owner, series, day) : 'nothing expected';
  }

  /** Writes the copy of the present occurrence. The series is still to be written, as it is returned. */
  async #finish(call: StoreCall, owner: string, series: Series, day: string): Promise<Completed> {
    const now = Date.now();
    const { next, finished } = finishOccurrence(series, day, now);
    if (finished) {
      // When the id is taken, an earlier attempt has written the copy.
      const columns = toColumns(finished, newToken());
      await this.#store.putRow(call, tasksTable, { owner, id: finished.id }, columns, { row: 'missing' });
    }
    return { task: next, finishedId: finished?.id };
  }

  async #exists(call: StoreCall, owner: string, id: string): Promise<boolean> {
    return (await this.#store.getRow(call, tasksTable, { owner, id })) !== undefined;
  }
}

/** Whether a call names the one occurrence that it is about: `If-Match: *` holds after every completion again. */
function namesOne({ occurrence, versions }: Expectation): boolean {
  return occurrence !== undefined || (versions !== undefined && versions !== 'any');
}
