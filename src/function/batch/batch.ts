import type { RowResult, StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { PrimaryKey, Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { writeBatch } from '../tasks/batches';
import { isListRow, listRowKey } from '../tasks/rows';
import { putIntoTrash, trashBatch } from '../tasks/trash-rows';
import { outcomeUnknown } from '../tasks/versioned-rows';
import { hasToken, lacksWrite, relationOf } from '../tasks/write-tokens';
import type { Change } from './input';
import { type Given, type Outcome, outcomeOfTaken, type Plan, planChange, refused, versionDiffers } from './plan';

/** Rows that the service reads together by their keys. */
const readTogether = 100;

/**
 * Changes of many tasks at once: the rows are read together and written together. Each change is made on its own, on
 * condition that its task is as it was read, so that a batch may be repeated.
 */
export class TaskBatch {
  readonly #store: TablestoreClient;
  readonly #fieldsOf: Given['fieldsOf'];

  constructor(store: TablestoreClient, fieldsOf: Given['fieldsOf']) {
    this.#store = store;
    this.#fieldsOf = fieldsOf;
  }

  /**
   * Makes changes of different tasks. Two round trips, one more when tasks go into the trash and one when tasks repeat.
   * @returns what became of each, in order
   * @throws StoreError when the store does not tell what became of one; a repeat completes them
   */
  async apply(
    call: StoreCall,
    owner: string,
    changes: readonly Change[],
    { permanently }: { permanently: boolean },
  ): Promise<Outcome[]> {
    const lists = [...new Set(changes.flatMap((change) => listOf(change) ?? []))];
    const taskKeys = changes.map(({ id }) => ({ owner, id }));
    const rows = await this.#read(call, [...taskKeys, ...lists.map((id) => listRowKey(owner, id))]);
    const existing = new Set(lists.filter((_, index) => isListRow(rows[changes.length + index])));
    const plans = changes.map((change, index) =>
      planChange(change, {
        owner,
        row: rows[index],
        isList: (id) => existing.has(id),
        fieldsOf: this.#fieldsOf,
        now: Date.now(),
      }),
    );
    await this.#prepare(call, plans.filter(isPlan), permanently);
    const results = await writeBatch(
      this.#store,
      call,
      plans.filter(isPlan).map(({ write }) => write),
    );
    return this.#outcomes(call, changes, plans, rows, results);
  }

  async #read(call: StoreCall, keys: PrimaryKey[]): Promise<(Row | undefined)[]> {
    const rows: (Row | undefined)[] = [];
    for (let start = 0; start < keys.length; start += readTogether) {
      rows.push(...(await this.#store.batchGet(call, tasksTable, keys.slice(start, start + readTogether))));
    }
    return rows;
  }

  /** Writes what must be there before: entries of the trash, and finished occurrences. */
  async #prepare(call: StoreCall, plans: readonly Plan[], permanently: boolean): Promise<void> {
    const deleted = permanently ? [] : plans.flatMap((plan) => plan.deleted ?? []);
    for (let start = 0; start < deleted.length; start += trashBatch) {
      await putIntoTrash(this.#store, call, deleted.slice(start, start + trashBatch));
    }
    const copies = plans.flatMap((plan) => plan.before ?? []);
    for (let start = 0; start < copies.length; start += trashBatch) {
      // A copy whose id is taken was written by an earlier attempt.
      const results = await writeBatch(this.#store, call, copies.slice(start, start + trashBatch));
      throwFailure(results);
    }
  }

  async #outcomes(
    call: StoreCall,
    changes: readonly Change[],
    plans: readonly (Plan | Outcome)[],
    rows: readonly (Row | undefined)[],
    results: RowResult[],
  ): Promise<Outcome[]> {
    throwFailure(results);
    const unclear = plans.filter(isPlan).filter((_, index) => results[index] !== 'applied');
    const now = new Map<Plan, Row | undefined>();
    if (unclear.length > 0) {
      const read = await this.#read(
        call,
        unclear.map(({ write }) => write.key),
      );
      for (const [index, plan] of unclear.entries()) now.set(plan, read[index]);
    }
    return plans.map((plan, index) => {
      if (!isPlan(plan)) return plan;
      return now.has(plan) ? resolve(changes[index] as Change, plan, rows[index], now.get(plan)) : plan.outcome;
    });
  }
}

/**
 * The outcome of a write whose condition is false by now: it was applied and its answer was lost, or another write came first.
 * @param before the row that it was written on
 * @param now the row as it is
 * @throws StoreError when the row does not tell
 */
function resolve(change: Change, plan: Plan, before: Row | undefined, now: Row | undefined): Outcome {
  if (change.op === 'delete') {
    const relation = now && before ? relationOf(now, before) : 'another task';
    if (relation === 'unclear') throw outcomeUnknown('BatchWriteRow');
    return relation === 'same task' ? refused(versionDiffers()) : plan.outcome;
  }
  if (now && plan.token !== undefined && hasToken(now, plan.token)) return plan.outcome;
  if (change.op === 'create' && now) return outcomeOfTaken(change.fields, now);
  if (now && before && lacksWrite(now, before)) return refused(versionDiffers());
  throw outcomeUnknown('BatchWriteRow');
}

function throwFailure(results: readonly RowResult[]): void {
  const failure = results.find((result) => result instanceof StoreError);
  if (failure) throw failure;
}

function isPlan(plan: Plan | Outcome): plan is Plan {
  return 'write' in plan;
}

function listOf(change: Change): string | null | undefined {
  if (change.op === 'create') return change.fields.list;
  return change.op === 'update' ? change.change.list : undefined;
}
