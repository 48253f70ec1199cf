import type { News } from '../message';
import { type Fields, namesOf, pick, type Task } from '../tasks/task';
import {
  type Action,
  type Advance,
  ask,
  type Bulk,
  type Change,
  type ChangeAll,
  type Conflict,
  type Create,
  type Edit,
  expandBulk,
  isAdvance,
  isBulk,
  makeReady,
  type Ready,
  rebase,
  recreate,
  refuse,
  type Sending,
  type Single,
} from './change';

/** What follows from an answer or a choice: the outbox as it is then, news of the server's tasks, and news for the person. */
export interface Outcome {
  changes: readonly Change[];
  /** A task as the server has it, or the id of one that is gone. */
  server?: Task | string;
  notice?: News;
}

/** A stale bulk change of at most so many tasks is sent task by task; a larger one is handed back to the person. */
const expandLimit = 100;

/** Puts others, or none, into the place of a change. */
export function replace(changes: readonly Change[], key: string, ...others: Change[]): readonly Change[] {
  return changes.flatMap((change) => (change.key === key ? others : [change]));
}

/** The change got through: `task` is its task on the server now, null when it is gone. */
export function onAccepted(changes: readonly Change[], change: Single & { key: string }, task: Task | null): Outcome {
  const rest = replace(changes, change.key);
  if (!task) return { changes: rest.filter((later) => isBulk(later) || later.id !== change.id), server: change.id };
  const { version } = task;
  const moved = rest.map((later) => ('version' in later && later.id === task.id ? { ...later, version } : later));
  return { changes: moved, server: task };
}

/** A bulk change got through: the server counted a version up for every task that it changed. */
export function onBulkAccepted(changes: readonly Change[], bulk: Bulk & { key: string }): Outcome {
  const known = new Set(bulk.known.map((task) => task.id));
  const rest = replace(changes, bulk.key);
  const moved = rest.map((later) =>
    'version' in later && known.has(later.id) ? { ...later, version: later.version + 1 } : later,
  );
  return { changes: moved };
}

/** A bulk change that waited too long to be sent as one: it could reach tasks that came since. */
export function onStaleBulk(changes: readonly Change[], bulk: Sending<ChangeAll>): Outcome {
  if (bulk.known.length > expandLimit) return { changes: replace(changes, bulk.key, refuse(bulk, 'stale')) };
  const singles = expandBulk(bulk).map((single, index) =>
    makeReady(single, { key: `${bulk.key}.${index}`, at: bulk.at }),
  );
  return { changes: replace(changes, bulk.key, ...singles) };
}

/** The change met `theirs`, another version than the one it was made on, or no task. `seen` is the version known here. */
export function onVersionMismatch(
  changes: readonly Change[],
  change: Sending<Single>,
  theirs: Task | null,
  seen: Task | undefined,
): Outcome {
  // An id of ours that is taken: an earlier send got through and its answer was lost. A step names its occurrence, no version.
  if (change.kind === 'create' || isAdvance(change)) return onAccepted(changes, change, theirs);
  const question = { changes: replace(changes, change.key, ask(change, theirs)) };
  if (!theirs) return change.kind === 'remove' ? onAccepted(changes, change, null) : question;
  const onTop = { changes: replace(changes, change.key, rebase(change, theirs)), server: theirs };
  const isSame = seen !== undefined && sameText(seen, theirs);
  if (change.kind === 'remove') return isSame ? onTop : question;
  switch (compare(change, theirs)) {
    case 'done':
      return onAccepted(changes, change, theirs);
    case 'theirs':
      return { ...onAccepted(changes, change, theirs), notice: 'moved-elsewhere' };
    case 'merge':
      return isSame ? onTop : { ...onTop, notice: 'merged' };
    case 'ask':
      return question;
  }
}

/**
 * How an edit relates to another version of its task. `done`: the task is as wanted already (an earlier send got through).
 * `merge`: the other side changed other fields, so both changes hold. `theirs`: only the place in the list differs, and the
 * later move counts. `ask`: both changed the same field.
 */
function compare(change: Edit, theirs: Task): 'done' | 'merge' | 'theirs' | 'ask' {
  const names = namesOf(change.fields);
  if (names.every((name) => theirs[name] === change.fields[name])) return 'done';
  const clashing = names.filter((name) => theirs[name] !== change.base[name] && theirs[name] !== change.fields[name]);
  if (clashing.length === 0) return 'merge';
  return clashing.every((name) => name === 'order') && names.length === clashing.length ? 'theirs' : 'ask';
}

/**
 * Whether the task has moved on from an occurrence whose step the server refuses, so that nothing is left to do: a later date
 * after a skip may be that of an earlier send, whose answer was lost.
 */
export function hasMovedOn({ kind, due }: Advance, theirs: Task | null): boolean {
  return theirs === null || (kind === 'skip' && theirs.due !== null && theirs.due > due);
}

const sameText = (a: Task, b: Task): boolean =>
  (['title', 'note', 'status', 'due', 'repeat', 'list'] as const).every((name) => a[name] === b[name]);

export type Resolution = 'mine' | 'theirs';

/**
 * Ends a conflict: with the person's own change on top of the version it met, or with that version. A task that was deleted
 * elsewhere is created again when the person keeps the change.
 */
export function resolveConflict(changes: readonly Change[], conflict: Conflict, resolution: Resolution): Outcome {
  const { key, id, theirs } = conflict;
  if (theirs) {
    const rest = resolution === 'mine' ? [rebase(conflict, theirs)] : [];
    return { changes: replace(changes, key, ...rest), server: theirs };
  }
  if (resolution === 'mine' && conflict.kind === 'edit') {
    const create = makeReady(recreate(conflict.task, conflict.fields), { key, at: conflict.at });
    return { changes: replace(changes, key, create), server: id };
  }
  return { changes: changes.filter((change) => isBulk(change) || change.id !== id), server: id };
}

/** Gives a refused change up, and with a creation the changes that follow it. */
export function discard(changes: readonly Change[], { key }: Change): Outcome {
  const change = changes.find((other) => other.key === key);
  if (change?.kind !== 'create' && change?.kind !== 'create-list') return { changes: replace(changes, key) };
  return { changes: changes.filter((other) => isBulk(other) || other.id !== change.id) };
}

/**
 * Plans to change fields of a task; those that have the value already are left out. `seen` is the task as the person saw it
 * when starting to edit, `current` the server's: when another page has changed the same fields since, the server is asked to
 * refuse. Returns the outbox with the edit joined to an unsent change, an edit to add, or undefined when nothing changes.
 */
export function planEdit(
  changes: readonly Change[],
  current: Task | undefined,
  fields: Fields,
  seen: Task,
): Outcome | Edit | undefined {
  const { id } = seen;
  const names = namesOf(fields).filter((name) => fields[name] !== seen[name]);
  if (names.length === 0) return undefined;
  const changed = pick({ ...seen, ...fields }, names);
  const base = pick(seen, names);
  const before = changes.filter((change) => 'id' in change && change.id === id).pop();
  if (before && canCoalesce(before) && !changes.some(isBulk)) {
    const joined = coalesce(before, changed, base);
    return { changes: replace(changes, before.key, ...(joined ? [joined] : [])) };
  }
  const isCurrent = !current || names.every((name) => current[name] === seen[name]);
  const version = isCurrent ? (current?.version ?? 1) : seen.version;
  return { kind: 'edit', id, fields: changed, base, version, task: seen };
}

/** Whether new fields of the same task may join a change: not once it may have reached the server. */
function canCoalesce(change: Change): change is Ready<Create> | Ready<Edit> {
  return change.state === 'ready' && change.attempts === 0 && (change.kind === 'create' || change.kind === 'edit');
}

/** Joins later fields to an unsent change; undefined when nothing is left to change. */
function coalesce(change: Ready<Create> | Ready<Edit>, fields: Fields, base: Fields): Change | undefined {
  if (change.kind === 'create') return { ...change, fields: { ...change.fields, ...fields } };
  const joined = { ...change, fields: { ...change.fields, ...fields }, base: { ...base, ...change.base } };
  return namesOf(joined.fields).every((name) => joined.fields[name] === joined.base[name]) ? undefined : joined;
}

export const isAction = (planned: Outcome | Action): planned is Action => 'kind' in planned;
