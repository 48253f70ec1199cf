import { type Capacity, failedCondition, keySize, writeCapacity } from '../capacity';
import { conditionFailed, OtsError } from '../errors';
import type { Column, Key, Row } from '../model/row';
import type { Table } from '../model/table';
import { encodeRowReply } from '../plainbuffer/reply';
import { isChecked, isMet } from '../requests/condition';
import type { WriteKey } from '../requests/primary-key';
import type { RowChange } from '../requests/row-change';
import type { Outcome, RowWrite } from '../storage/rows';
import { replaced, updated } from './apply';
import type { Sequences } from './sequences';

/** The answer to a write of one row. */
export interface WriteResult {
  readonly capacity: Capacity;
  /** The encoded row, when the request asked for one. */
  readonly row?: Buffer;
}

/** A failed condition, with the capacity units of the check. */
export class ConditionFailure extends OtsError {
  readonly capacity = failedCondition;

  constructor() {
    const { code, message, status } = conditionFailed();
    super(code, message, status);
  }
}

function completeKey(table: Table, key: WriteKey, sequences: Sequences): Key {
  return key.map((value) =>
    value.type === 'AUTO_INCREMENT' ? { type: 'INTEGER', value: sequences.next(table) } : value,
  );
}

function outcomeOf({ kind, table, changes }: RowChange, current: Row | undefined): Outcome {
  const now = Date.now();
  if (kind === 'delete') return current ? { row: undefined } : 'unchanged';
  if (kind === 'put') return { row: replaced(current, changes, table.options, now) };
  const onlyDeletes = changes.every((change) => change.kind === 'deleteAll' || change.kind === 'deleteVersion');
  if (!current && onlyDeletes) return 'unchanged';
  return { row: updated(current, changes, table.options, now) };
}

function returnedColumns({ returned, changes }: RowChange, outcome: Outcome): readonly Column[] {
  if (returned.kind !== 'afterModify' || outcome === 'unchanged') return [];
  const incremented = changes.filter(({ kind }) => kind === 'increment').map(({ name }) => name);
  const names = returned.columns.length > 0 ? returned.columns : incremented;
  return (outcome.row?.columns ?? [])
    .filter(({ name }) => names.includes(name))
    .map(({ name, versions }) => ({ name, versions: versions.slice(0, 1) }));
}

/** A checked change as a write that is decided under the row's lock. */
export function toRowWrite(change: RowChange, sequences: Sequences): RowWrite<WriteResult> {
  const { table, condition, returned } = change;
  const generated = change.key.some(({ type }) => type === 'AUTO_INCREMENT');
  const key = completeKey(table, change.key, sequences);
  return {
    table,
    key,
    size: change.size,
    ...(generated && { extraWrites: () => [sequences.record(table)] }),
    decide: (current) => {
      if (!isMet(condition, table, key, current)) throw new ConditionFailure();
      const outcome = outcomeOf(change, current);
      const columns = returnedColumns(change, outcome);
      const capacity = writeCapacity(change.size, keySize(table, key), isChecked(condition));
      const row = returned.kind === 'nothing' ? undefined : encodeRowReply(table, key, columns);
      return { outcome, result: { capacity, ...(row && { row }) } };
    },
  };
}
