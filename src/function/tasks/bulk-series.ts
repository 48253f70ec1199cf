import type { RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { Columns, PrimaryKey, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { writeBatch } from './batches';
import { finishOccurrence, isMeantOn, openSeriesOf, type Series } from './series';
import { fromRow, optionalColumns, type Task, toColumns } from './task';
import { ifUnchanged, newToken, withToken } from './write-tokens';

/** Series read and written together. Even with the longest notes so many stay under the service's 4 MB of one batch. */
const batched = 64;

/** The columns that tell whether a row is a series and what to do with it, beside its version. */
export const seriesColumns = ['repeat', 'due', 'rolled_on'];

export function isSeries({ columns }: Row): boolean {
  return columns.repeat !== undefined && columns.due !== undefined;
}

/**
 * Completes the present occurrence of each series, once on that day: the copies are written first, then the series.
 * @param rows with the columns `seriesColumns`
 * @param day the day of completion
 * @returns false when some must be read again
 * @throws StoreError
 */
export async function completeSeries(
  store: TablestoreClient,
  call: StoreCall,
  rows: Row[],
  day: string,
): Promise<boolean> {
  const keys = rows.filter((row) => meantSeries(row, day)).map(({ key }) => key);
  let done = true;
  for (let start = 0; start < keys.length; start += batched) {
    const read = await store.batchGet(call, tasksTable, keys.slice(start, start + batched));
    const whole = read.filter((row) => row !== undefined);
    done = (await completeWhole(store, call, whole, day)) && done;
  }
  return done;
}

async function completeWhole(store: TablestoreClient, call: StoreCall, rows: Row[], day: string): Promise<boolean> {
  const copies: RowChange[] = [];
  const changes: RowChange[] = [];
  for (const row of rows) {
    const series = meantSeries(row, day);
    if (!series) continue;
    const { next, finished } = finishOccurrence(series, day, Date.now());
    if (finished) copies.push(insertion({ ...row.key, id: finished.id }, finished));
    changes.push(versionChange(row, next));
  }
  const copied = await writeBatch(store, call, copies);
  // A copy whose key is taken was written by an earlier attempt.
  if (copied.some((result) => result instanceof StoreError)) return false;
  const changed = await writeBatch(store, call, changes);
  // A task that repeats no longer is completed as the others are.
  return changed.every((result) => result === 'applied') && rows.every(isSeries);
}

/** The series whose present occurrence is to be completed. */
function meantSeries(row: Row, day: string): Series | undefined {
  const series = openSeriesOf(fromRow(row));
  return series && isMeantOn(series, day) ? series : undefined;
}

function insertion(key: PrimaryKey, task: Task): RowChange {
  return { type: 'put', key, columns: toColumns(task, newToken()), condition: { row: 'missing' } };
}

/** Writes the next version of a series. Title and note stay as they are. */
function versionChange(row: Row, next: Task): RowChange {
  const { title: _, note: __, ...columns } = toColumns(next, withToken(row, newToken()));
  const put: Columns = columns;
  const remove = optionalColumns.filter((column) => put[column] === undefined);
  return { type: 'update', key: row.key, put, remove, condition: { row: 'exists', columns: ifUnchanged(row) } };
}
