import type { Status } from '../../shared/wire';
import type { List, ListFields } from '../tasks/list';
import { localDate } from '../tasks/local-date';
import { isSeries, type Step } from '../tasks/series';
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
export interface ChangeAll {
  kind: 'complete-all' | 'reopen-all' | 'clear-completed';
  known: Task[];
}

/** A list that the page made, with an id of its own. */
export interface CreateList {
  kind: 'create-list';
  id: string;
  fields: ListFields & { name: string };
}

/** Changed fields of a list, which hold whatever its version is. `list` is the list as the person saw it. */
export interface EditList {
  kind: 'edit-list';
  id: string;
  fields: ListFields;
  list: List;
}

/** A list goes, and its tasks go to the Inbox or to the trash. `known` are those tasks as far as the page knows them. */
export interface RemoveList {
  kind: 'remove-list';
  list: List;
  tasks: 'inbox' | 'trash';
  known: Task[];
}

export type ListAction = CreateList | EditList;

/** A change of many tasks, which is sent when all before it is. */
export type Bulk = ChangeAll | RemoveList;
export type Single = Create | Edit | Remove | Advance;
export type Action = Single | Bulk | ListAction;

interface Mark {
  key: string;
  /** Epoch milliseconds at which the person made it. */
  at: number;
  /** Changes of one group were made together, and are sent in one call where the server can do that. */
  group?: string;
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

export const isListAction = <C extends { kind: string }>(
  change: C,
): change is Extract<C, { kind: ListAction['kind'] }> => change.kind === 'create-list' || change.kind === 'edit-list';

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
      // It is ticked until the server has moved it on, and its finished occurrence is known.
      return task?.due === change.due ? { ...task, status: 'completed' } : task;
    case 'complete-all':
      return task && task.status !== 'completed' ? { ...task, status: 'completed' } : task;
    case 'reopen-all':
      return task && task.status === 'completed' ? { ...task, status: 'open' } : task;
    case 'clear-completed':
      return task?.status === 'completed' ? undefined : task;
    case 'remove-list':
      if (task?.list !== change.list.id) return task;
      return change.tasks === 'trash' ? undefined : { ...task, list: null };
    case 'skip':
    case 'create-list':
    case 'edit-list':
      return task;
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

export function newList({ id, fields, at }: CreateList & { at: number }): List {
  const now = new Date(at).toISOString();
  return { order: null, archived: false, createdAt: now, updatedAt: now, version: 0, ...fields, id };
}

/** All fields of a task, to create it again. */
export function recreate(task: Task, fields: Fields = {}): Create {
  const { title, note, status, order, due, repeat, repeatFrom, list } = { ...task, ...fields };
  return { kind: 'create', id: task.id, fields: { title, note, status, order, due, repeat, repeatFrom, list } };
}

/**
 * The changes that take an acknowledged one back, made on the versions that it left. For a step of a repeating task the
 * server's answer has to be known: `revertAdvance`.
 */
export function inverse(action: Action): Action[] {
  switch (action.kind) {
    case 'create':
    case 'complete':
    case 'skip':
      return [];
    case 'edit':
      return [revert(action.task, { ...action.task, ...action.fields }, namesOf(action.base), action.version + 1)];
    case 'remove':
      return [recreate(action.task)];
    case 'clear-completed':
      return action.known.map((task) => recreate(task));
    case 'create-list':
      return [{ kind: 'remove-list', list: newList({ ...action, at: 0 }), tasks: 'inbox', known: [] }];
    case 'edit-list': {
      const list = { ...action.list, ...action.fields };
      return [{ ...action, fields: pick(action.list, Object.keys(action.fields) as (keyof ListFields)[]), list }];
    }
    case 'remove-list': {
      const { id, name, order, archived } = action.list;
      const list: ListAction = { kind: 'create-list', id, fields: { name, order, archived } };
      const back = (task: Task) =>
        action.tasks === 'trash' ? recreate(task) : revert(task, { ...task, list: null }, ['list'], task.version + 1);
      return [list, ...action.known.map(back)];
    }
    case 'complete-all':
    case 'reopen-all':
      return expandBulk(action).flatMap(inverse);
  }
}

/** The changes that take a step back: the task as it is now becomes due as before, and its finished occurrence goes. */
export function revertAdvance(action: Advance, now: Task, finished: Task | undefined): Single[] {
  const back = revert(action.task, now, ['status', 'due', 'repeat'], now.version);
  if (!finished) return [back];
  return [back, { kind: 'remove', id: finished.id, version: finished.version, task: finished }];
}

/** The edit that brings fields of a task back from how it was after a change. */
function revert(before: Task, after: Task, names: readonly FieldName[], version: number): Edit {
  const task = { ...after, version };
  return { kind: 'edit', id: before.id, fields: pick(before, names), base: pick(task, names), version, task };
}

/** The changes of single tasks that a bulk change stands for: they reach no task but those that the person saw. */
export function expandBulk(bulk: ChangeAll): (Edit | Remove | Advance)[] {
  return bulk.known.map((task) => {
    const { id, version } = task;
    if (bulk.kind === 'clear-completed') return { kind: 'remove', id, version, task };
    if (bulk.kind === 'complete-all' && isSeries(task)) return { kind: 'complete', id, version, task, due: task.due };
    const status: Status = bulk.kind === 'complete-all' ? 'completed' : 'open';
    return { kind: 'edit', id, version, task, fields: { status }, base: { status: task.status } };
  });
}
