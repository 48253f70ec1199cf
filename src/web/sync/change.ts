import type { Status } from '../../shared/wire';
import { localDate } from '../tasks/local-date';
import { isSeries, moveOn, type Step } from '../tasks/series';
import { type FieldName, type Fields, namesOf, pick, type Task } from '../tasks/task';

/*
 * The way of an edit:
 *   1. a component calls `Store.edit`
 *   2. `planEdit` joins it to an unsent change of the task, or makes a new one
 *   3. the outbox keeps it, in memory and in the browser's storage
 *   4. `TaskView` applies the outbox to the server's tasks, and the page is drawn
 *   5. the sender takes the first change that nothing holds up:  ready -> sending
 *   6. the API answers, for the owner whom `If-Owner` names
 *   7. accepted: `onAccepted` puts the task into the server's tasks and drops the change
 *   8. another version: `onVersionMismatch` sends it again on top, drops it, or asks:  sending -> conflict
 *   9. no answer, or not now:  sending -> ready, and the sender waits;  refused:  sending -> refused
 *  10. the person resolves a conflict, retries or discards:  conflict, refused -> ready, or dropped
 */

/** A task that the page made, with an id of its own: a repeated send finds the id taken and creates nothing. */
export interface Create {
  kind: 'create';
  id: string;
  fields: Fields & { title: string };
}

/** Changed fields of one task. `base` holds their values as the person saw them, `task` the whole task. */
export interface Edit {
  kind: 'edit';
  id: string;
  fields: Fields;
  base: Fields;
  version: number;
  task: Task;
}

export interface Remove {
  kind: 'remove';
  id: string;
  version: number;
  task: Task;
}

/** A step of a repeating task, from its occurrence of the date `due` on to the next one. */
export interface Advance {
  kind: Step;
  id: string;
  version: number;
  task: Task;
  due: string;
}

/** A change of the whole list. `known` are the tasks that it changes as far as the page knows the list, as they were. */
export interface Bulk {
  kind: 'complete-all' | 'reopen-all' | 'clear-completed';
  known: Task[];
}

export type Single = Create | Edit | Remove | Advance;
export type Action = Single | Bulk;

interface Mark {
  key: string;
  /** Epoch milliseconds at which the person made it. */
  at: number;
}

/** Why a change was refused: the server's words and status, or a bulk change that waited too long to be sent as one. */
export type Reason = { status: number; text: string } | 'stale';

/** It can still be undone by dropping it, and is sent when its time is over. */
export type Held<A extends Action = Action> = Mark & A & { state: 'held' };
/** To be sent. `attempts`: how often it was sent without a known result. */
export type Ready<A extends Action = Action> = Mark & A & { state: 'ready'; attempts: number };
export type Sending<A extends Action = Action> = Mark & A & { state: 'sending'; attempts: number };
/** It met another version, or null where the task was deleted, and waits for the person's choice. */
export type Conflict = Mark & (Edit | Remove) & { state: 'conflict'; theirs: Task | null };
export type Refused<A extends Action = Action> = Mark & A & { state: 'refused'; reason: Reason };

/** A change made here and where it stands on its way to the server. Conflicts and refusals are not applied to what is shown. */
export type Change = Held | Ready | Sending | Conflict | Refused;

export const makeReady = (action: Action, mark: Mark): Ready => ({ ...action, ...mark, state: 'ready', attempts: 0 });
export const makeHeld = (action: Action, mark: Mark): Held => ({ ...action, ...mark, state: 'held' });

export const release = (change: Held): Ready => ({ ...change, state: 'ready', attempts: 0 });
export const startSending = (change: Ready): Sending => ({ ...change, state: 'sending' });
export const stopSending = (change: Sending): Ready => ({ ...change, state: 'ready' });
export const sendAgain = (change: Sending): Ready => ({ ...change, state: 'ready', attempts: change.attempts + 1 });
export const refuse = (change: Sending, reason: Reason): Refused => ({ ...change, state: 'refused', reason });
export const retry = (change: Refused, at: number): Ready => ({ ...change, at, state: 'ready', attempts: 0 });
export const ask = (change: Sending<Edit | Remove>, theirs: Task | null): Conflict => ({
  ...change,
  state: 'conflict',
  theirs,
});
export const rebase = (change: Sending<Edit | Remove> | Conflict, { version }: Task): Ready => ({
  ...change,
  version,
  state: 'ready',
  attempts: 0,
});

/** A change whose page is gone: undo is no longer possible, and a send may have got through. */
export function revive(change: Change): Change {
  if (change.state === 'held') return release(change);
  return change.state === 'sending' ? sendAgain(change) : change;
}

export const isBulk = <C extends { kind: Action['kind'] }>(change: C): change is Extract<C, { kind: Bulk['kind'] }> =>
  !('id' in change);

export const isAdvance = <C extends { kind: Action['kind'] }>(change: C): change is Extract<C, { kind: Step }> =>
  change.kind === 'complete' || change.kind === 'skip';

/** Whether a change has not left this page yet, so that it can be taken back by dropping it. */
export const isUnsent = (change: Change): boolean =>
  change.state === 'held' || (change.state === 'ready' && change.attempts === 0);

/** Whether the list is shown as if the change had happened. */
export const isApplied = (change: Change): boolean => change.state !== 'conflict' && change.state !== 'refused';

/** A task after a change; undefined: not there. */
export function applyChange(task: Task | undefined, change: Action & { at: number }): Task | undefined {
  switch (change.kind) {
    case 'create':
      return task ?? created(change);
    case 'edit':
      return task && { ...task, ...change.fields };
    case 'remove':
      return undefined;
    case 'complete':
    case 'skip':
      return task?.due === change.due && isSeries(task) ? moveOn(task, change.kind, dayOf(change)) : task;
    case 'complete-all':
      if (!task || task.status === 'completed') return task;
      return isSeries(task) ? moveOn(task, 'complete', dayOf(change)) : { ...task, status: 'completed' };
    case 'reopen-all':
      return task && task.status === 'completed' ? { ...task, status: 'open' } : task;
    case 'clear-completed':
      return task?.status === 'completed' ? undefined : task;
  }
}

/** The person's own date when a change was made, `YYYY-MM-DD`. */
export const dayOf = ({ at }: { at: number }): string => localDate(new Date(at));

function created(change: Create & { at: number }): Task {
  const at = new Date(change.at).toISOString();
  const empty = {
    note: '',
    status: 'open',
    order: null,
    due: null,
    repeat: null,
    repeatFrom: 'due',
    list: null,
  } as const;
  return { ...empty, ...change.fields, id: change.id, createdAt: at, updatedAt: at, version: 0 };
}

/** All fields of a task, to create it again. */
export function recreate(task: Task, fields: Fields = {}): Create {
  const { title, note, status, order, due, repeat, repeatFrom, list } = { ...task, ...fields };
  return { kind: 'create', id: task.id, fields: { title, note, status, order, due, repeat, repeatFrom, list } };
}

/** The changes that take an acknowledged one back, made on the versions that it left. */
export function inverse(action: Action & { at: number }): Single[] {
  switch (action.kind) {
    case 'create':
      return [];
    case 'edit':
      return [revert(action.task, { ...action.task, ...action.fields }, namesOf(action.base), action.version + 1)];
    case 'complete':
    case 'skip': {
      const after = applyChange(action.task, action) ?? action.task;
      return [revert(action.task, after, ['status', 'due', 'repeat'], action.version + 1)];
    }
    case 'remove':
      return [recreate(action.task)];
    case 'clear-completed':
      return action.known.map((task) => recreate(task));
    case 'complete-all':
    case 'reopen-all':
      return expandBulk(action).flatMap((single) => inverse({ ...single, at: action.at }));
  }
}

/** The edit that brings fields of a task back from how it was after a change. */
function revert(before: Task, after: Task, names: readonly FieldName[], version: number): Edit {
  const task = { ...after, version };
  return { kind: 'edit', id: before.id, fields: pick(before, names), base: pick(task, names), version, task };
}

/** The changes of single tasks that a bulk change stands for: they reach no task but those that the person saw. */
export function expandBulk(bulk: Bulk): (Edit | Remove | Advance)[] {
  return bulk.known.map((task) => {
    const { id, version } = task;
    if (bulk.kind === 'clear-completed') return { kind: 'remove', id, version, task };
    if (bulk.kind === 'complete-all' && isSeries(task)) return { kind: 'complete', id, version, task, due: task.due };
    const status: Status = bulk.kind === 'complete-all' ? 'completed' : 'open';
    return { kind: 'edit', id, version, task, fields: { status }, base: { status: task.status } };
  });
}
