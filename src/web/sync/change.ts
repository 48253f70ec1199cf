import type { Status } from '../../shared/wire';
import { type Fields, namesOf, type Task } from '../tasks/task';

/**
 * Where a change made here stands on its way to the server:
 * `held` it can still be undone by forgetting it; `ready` to be sent; `sending`; `conflict` it met another version and waits
 * for the person's choice; `refused` by the server, shown with its reason. The last two are not applied to what is shown.
 */
export type ChangeState = 'held' | 'ready' | 'sending' | 'conflict' | 'refused';

interface Common {
  key: string;
  /** Epoch milliseconds at which the person made it. */
  at: number;
  state: ChangeState;
  /** How often it was sent without a known result. */
  attempts: number;
  /** Why it was refused: the server's words and status, or `stale` for a bulk change that waited too long to be sent blindly. */
  reason?: { status: number; text: string } | 'stale';
  /** In a conflict, the version that it met; null: the task was deleted. */
  theirs?: Task | null;
}

/** A task that the page made, with an id of its own: a repeated send finds the id taken and creates nothing. */
export interface Create extends Common {
  kind: 'create';
  id: string;
  fields: Fields & { title: string };
}

/** Changed fields of one task. `was` holds the values that the person saw when changing them. */
export interface Edit extends Common {
  kind: 'edit';
  id: string;
  fields: Fields;
  was: Fields;
  version: number;
}

export interface Remove extends Common {
  kind: 'remove';
  id: string;
  version: number;
}

/** A change of the whole list. `known` are the tasks that it changes as far as the page knows the list, as they were. */
export interface Bulk extends Common {
  kind: 'complete-all' | 'reopen-all' | 'clear-completed';
  known: [id: string, version: number, status: Status][];
}

export type Single = Create | Edit | Remove;
export type Change = Single | Bulk;

export const isBulk = (change: Change): change is Bulk => !('id' in change);

/** Whether the list is shown as if the change had happened. */
export const isApplied = (change: Change): boolean => change.state !== 'conflict' && change.state !== 'refused';

/** What a task looks like after a change; undefined: not there. */
export function applyChange(task: Task | undefined, change: Change): Task | undefined {
  switch (change.kind) {
    case 'create':
      return task ?? created(change);
    case 'edit':
      return task && { ...task, ...change.fields };
    case 'remove':
      return undefined;
    case 'complete-all':
      return task && task.status !== 'completed' ? { ...task, status: 'completed' } : task;
    case 'reopen-all':
      return task && task.status === 'completed' ? { ...task, status: 'open' } : task;
    case 'clear-completed':
      return task?.status === 'completed' ? undefined : task;
  }
}

function created(change: Create): Task {
  const at = new Date(change.at).toISOString();
  const empty = { note: '', status: 'open' as const, order: null, due: null };
  return { ...empty, ...change.fields, id: change.id, createdAt: at, updatedAt: at, version: 0 };
}

/** Whether new fields of the same task may join a change that was not sent yet. */
export const canJoin = (change: Change | undefined): change is Create | Edit =>
  change !== undefined &&
  (change.kind === 'create' || change.kind === 'edit') &&
  change.state === 'ready' &&
  change.attempts === 0;

/** Joins later fields to an unsent change; undefined when nothing is left to change. */
export function join(change: Create | Edit, fields: Fields, was: Fields): Create | Edit | undefined {
  if (change.kind === 'create') return { ...change, fields: { ...change.fields, ...fields } };
  const joined = { ...change, fields: { ...change.fields, ...fields }, was: { ...was, ...change.was } };
  return namesOf(joined.fields).every((name) => joined.fields[name] === joined.was[name]) ? undefined : joined;
}

/**
 * What to do with an edit that met another version of its task.
 * `done`: the task already is as wanted (an earlier send got through). `merge`: the other side changed other fields, so both
 * changes hold. `theirs`: only the place in the list differs, and the later mover has it. `ask`: both changed the same field.
 */
export function compare(change: Edit, theirs: Task): 'done' | 'merge' | 'theirs' | 'ask' {
  const names = namesOf(change.fields);
  if (names.every((name) => theirs[name] === change.fields[name])) return 'done';
  const clashing = names.filter((name) => theirs[name] !== change.was[name] && theirs[name] !== change.fields[name]);
  if (clashing.length === 0) return 'merge';
  return clashing.every((name) => name === 'order') && names.length === clashing.length ? 'theirs' : 'ask';
}

/** The changes of single tasks that a bulk change stands for: they reach no task but those that the person saw. */
export function singles(bulk: Bulk): (Edit | Remove)[] {
  return bulk.known.map(([id, version, was], index) => {
    const common = { key: `${bulk.key}.${index}`, at: bulk.at, state: 'ready' as const, attempts: 0, id, version };
    if (bulk.kind === 'clear-completed') return { ...common, kind: 'remove' };
    const status = bulk.kind === 'complete-all' ? 'completed' : 'open';
    return { ...common, kind: 'edit', fields: { status }, was: { status: was } };
  });
}
