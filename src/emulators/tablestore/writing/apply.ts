import { invalid } from '../errors';
import { type Column, compareNames, type Row, type Version } from '../model/row';
import type { TableOptions } from '../model/table';
import type { Value } from '../model/value';
import type { ColumnChange } from '../requests/attributes';

const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);

type Columns = Map<string, readonly Version[]>;

function add(name: string, current: Value | undefined, by: Value): Value {
  if (current && current.type !== by.type) {
    throw invalid(`Column ${name} of type ${current.type} cannot be incremented by a value of type ${by.type}.`);
  }
  if (by.type === 'DOUBLE') {
    const sum = (current?.type === 'DOUBLE' ? current.value : 0) + by.value;
    if (!Number.isFinite(sum)) throw invalid("Infinity can't be set to double value.");
    return { type: 'DOUBLE', value: sum };
  }
  const sum = (current?.type === 'INTEGER' ? current.value : 0n) + (by.type === 'INTEGER' ? by.value : 0n);
  if (sum > int64Max || sum < int64Min) throw invalid(`The increment of column ${name} overflows.`);
  return { type: 'INTEGER', value: sum };
}

/** Adds a version; one of the same timestamp is replaced. Without a timestamp it becomes the newest, distinct from all. */
function addVersion(versions: readonly Version[], value: Value, timestamp: number | undefined, now: number): Version[] {
  const newest = versions[0]?.timestamp;
  const at = timestamp ?? (newest === undefined ? now : Math.max(now, newest + 1));
  const others = versions.filter((version) => version.timestamp !== at);
  return [...others, { timestamp: at, value }].sort((a, b) => b.timestamp - a.timestamp);
}

function applyChange(columns: Columns, change: ColumnChange, now: number): void {
  const versions = columns.get(change.name) ?? [];
  switch (change.kind) {
    case 'put':
      columns.set(change.name, addVersion(versions, change.value, change.timestamp, now));
      return;
    case 'increment': {
      const sum = add(change.name, versions[0]?.value, change.value);
      columns.set(change.name, addVersion(versions, sum, change.timestamp, now));
      return;
    }
    case 'deleteVersion':
      columns.set(
        change.name,
        versions.filter((version) => version.timestamp !== change.timestamp),
      );
      return;
    case 'deleteAll':
      columns.delete(change.name);
  }
}

function toRow(columns: Columns, maxVersions: number, now: number): Row {
  return {
    writtenAt: now,
    columns: [...columns]
      .filter(([, versions]) => versions.length > 0)
      .map(([name, versions]): Column => ({ name, versions: versions.slice(0, maxVersions) }))
      .sort((a, b) => compareNames(a.name, b.name)),
  };
}

type Options = Pick<TableOptions, 'maxVersions' | 'updateFullRow'>;

/** The columns that an update does not name, their newest values written again. */
function rewritten(row: Row | undefined, changes: readonly ColumnChange[]): ColumnChange[] {
  const named = new Set(changes.map(({ name }) => name));
  return (row?.columns ?? []).flatMap(({ name, versions: [newest] }) =>
    newest && !named.has(name) ? [{ kind: 'put', name, value: newest.value }] : [],
  );
}

/** The row after an UpdateRow. @throws OtsError OTSParameterInvalid for an increment that cannot be made */
export function updated(
  row: Row | undefined,
  changes: readonly ColumnChange[],
  { maxVersions, updateFullRow }: Options,
  now: number,
): Row {
  const columns: Columns = new Map(row?.columns.map(({ name, versions }) => [name, versions]));
  const all = updateFullRow ? [...changes, ...rewritten(row, changes)] : changes;
  for (const change of all) applyChange(columns, change, now);
  return toRow(columns, maxVersions, now);
}

/** The row after a PutRow. It loses the old columns, but its versions are newer than theirs. */
export function replaced(row: Row | undefined, changes: readonly ColumnChange[], options: Options, now: number): Row {
  const newest = Math.max(0, ...(row?.columns ?? []).flatMap(({ versions }) => versions[0]?.timestamp ?? 0));
  return updated(undefined, changes, options, Math.max(now, newest + 1));
}
