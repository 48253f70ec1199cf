import { applyChange, type Change, type Conflict, isApplied, isBulk, type Refused } from '../sync/change';
import { byPosition, type Place, positionOf } from './position';
import type { ServerTasks } from './server-tasks';
import { isCompleted, type Task } from './task';

export type Filter = 'all' | 'active' | 'completed';

/** What is shown: the server's tasks with the pending changes applied. Objects that did not change keep their identity. */
export interface View {
  tasks: ReadonlyMap<string, Task>;
  /** All tasks, in the order of the list. */
  places: readonly Place[];
  /** Ids of the tasks that the filter lets through, in the order of the list. */
  visible: readonly string[];
  active: number;
  completed: number;
  /** Changes of single tasks that wait for a choice, by task. */
  conflicts: ReadonlyMap<string, Conflict>;
  /** Changes that the server refused, oldest first. */
  refused: readonly Refused[];
}

interface Cached {
  base: Task | undefined;
  changes: readonly Change[];
  task: Task | undefined;
}

/**
 * Derives what is shown. The changed state itself is never stored: dropping a change from the outbox is the whole rollback.
 */
export class TaskView {
  #cache = new Map<string, Cached>();
  #last: View | undefined;
  #madeOf: { revision: number; changes: readonly Change[]; filter: Filter } | undefined;
  readonly #places = new WeakMap<Task, Place>();

  view(list: ServerTasks, changes: readonly Change[], filter: Filter): View {
    const last = this.#last;
    const { revision } = list;
    const madeOf = this.#madeOf;
    // Most notifications concern the network or a message: a long list is not looked through for those.
    if (last && madeOf?.revision === revision && madeOf.changes === changes && madeOf.filter === filter) return last;
    this.#madeOf = { revision, changes, filter };
    const tasks = this.#tasks(list, changes.filter(isApplied));
    const conflicts = new Map<string, Conflict>();
    for (const change of changes) {
      if (change.state !== 'conflict') continue;
      conflicts.set(change.id, change);
      // A task that is gone from the list stays in sight until its conflict is resolved.
      if (!tasks.has(change.id)) tasks.set(change.id, change.task);
    }
    const places = Array.from(tasks.values(), (task) => this.#placeOf(task)).sort(byPosition);
    const shown = (id: string): boolean => {
      const task = tasks.get(id)!;
      return filter === 'all' || conflicts.has(id) || isCompleted(task) === (filter === 'completed');
    };
    const visible = places.map((place) => place.id).filter(shown);
    let completed = 0;
    for (const task of tasks.values()) if (isCompleted(task)) completed++;
    const refused = changes.filter((change): change is Refused => change.state === 'refused');
    this.#last = {
      tasks,
      places,
      visible: last && sameItems(last.visible, visible) ? last.visible : visible,
      active: tasks.size - completed,
      completed,
      conflicts,
      refused: last && sameItems(last.refused, refused) ? last.refused : refused,
    };
    return this.#last;
  }

  /** A position is read out of the task's id, which is done once for a task and not at every look at a long list. */
  #placeOf(task: Task): Place {
    const known = this.#places.get(task);
    if (known) return known;
    const place = { id: task.id, position: positionOf(task) };
    this.#places.set(task, place);
    return place;
  }

  #tasks(list: ServerTasks, applied: readonly Change[]): Map<string, Task> {
    const bulk = applied.some(isBulk);
    const byTask = new Map<string, Change[]>();
    for (const change of applied) {
      if (isBulk(change)) continue;
      const before = byTask.get(change.id);
      if (before) before.push(change);
      else byTask.set(change.id, [change]);
    }
    const tasks = new Map<string, Task>();
    const cache = new Map<string, Cached>();
    const add = (id: string, base: Task | undefined) => {
      const changes = bulk ? applied.filter((change) => isBulk(change) || change.id === id) : (byTask.get(id) ?? []);
      const before = this.#cache.get(id);
      const known = before && before.base === base && sameItems(before.changes, changes);
      const task = known ? before.task : changes.reduce<Task | undefined>(applyChange, base);
      if (changes.length > 0) cache.set(id, known ? before : { base, changes, task });
      if (task) tasks.set(id, task);
    };
    for (const base of list.values()) add(base.id, base);
    for (const id of byTask.keys()) if (!list.get(id)) add(id, undefined);
    this.#cache = cache;
    return tasks;
  }
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
