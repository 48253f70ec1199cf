import { foldText } from '../../shared/search';
import { applyChange, type Change, type Conflict, isApplied, isBulk, type Refused } from '../sync/change';
import { type Place as Address, passes, type Sort } from './place';
import { byPosition, type Place, positionOf } from './position';
import type { ServerTasks } from './server-tasks';
import { isCompleted, type Task, tagsOf } from './task';

/** What a person looks at, and how. */
export interface Scope {
  place: Address;
  sort: Sort;
  /** What is searched for; it looks through all tasks, wherever one is. */
  matches: ((task: Task) => boolean) | undefined;
  /** The person's own date, `YYYY-MM-DD`. */
  today: string;
  /** Whose rules sorting by title follows. */
  language: string | undefined;
  /** Ids of the lists that exist; a task of another one is in the Inbox. */
  lists: ReadonlySet<string>;
}

/** How many open tasks a place of the side bar has. */
export interface Counts {
  inbox: number;
  today: number;
  overdue: number;
  lists: ReadonlyMap<string, number>;
  /** By the form in which tags are compared: the tag as it is written, and how many. */
  tags: ReadonlyMap<string, { name: string; count: number }>;
}

/** What is shown: the server's tasks with the pending changes applied. Objects that did not change keep their identity. */
export interface View {
  tasks: ReadonlyMap<string, Task>;
  /** All tasks, in the order of the list. */
  places: readonly Place[];
  /** Ids of the tasks that are shown, in their order. */
  visible: readonly string[];
  /** The groups of what is shown, by the id of their first task: `overdue` or a date. */
  groups: ReadonlyMap<string, { key: string; count: number }>;
  /** How many tasks the place has, whatever the filter. */
  active: number;
  completed: number;
  counts: Counts;
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
  #madeOf: { revision: number; changes: readonly Change[]; scope: Scope } | undefined;
  readonly #places = new WeakMap<Task, Place>();

  view(list: ServerTasks, changes: readonly Change[], scope: Scope): View {
    const last = this.#last;
    const { revision } = list;
    const madeOf = this.#madeOf;
    // Most notifications concern the network or a message: a long list is not looked through for those.
    if (last && madeOf?.revision === revision && madeOf.changes === changes && sameScope(madeOf.scope, scope))
      return last;
    this.#madeOf = { revision, changes, scope };
    const tasks = this.#tasks(list, changes.filter(isApplied));
    const conflicts = new Map<string, Conflict>();
    for (const change of changes) {
      if (change.state !== 'conflict') continue;
      conflicts.set(change.id, change);
      // A task that is gone from the list stays in sight until its conflict is resolved.
      if (!tasks.has(change.id)) tasks.set(change.id, change.task);
    }
    const places = Array.from(tasks.values(), (task) => this.#placeOf(task)).sort(byPosition);
    const here = places.flatMap(({ id }) => {
      const task = tasks.get(id)!;
      return isHere(task, scope) || conflicts.has(id) ? [task] : [];
    });
    const completed = here.filter(isCompleted).length;
    const filter = !scope.matches && 'filter' in scope.place ? scope.place.filter : 'all';
    const shown = here.filter((task) => conflicts.has(task.id) || passes(task, filter));
    const visible = sorted(shown, scope).map((task) => task.id);
    const refused = changes.filter((change): change is Refused => change.state === 'refused');
    this.#last = {
      tasks,
      places,
      visible: last && sameItems(last.visible, visible) ? last.visible : visible,
      groups: groupsOf(visible, tasks, scope),
      active: here.length - completed,
      completed,
      counts: countsOf(tasks, scope),
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

/** The list that a task is in; null is the Inbox. */
export const listOf = (task: Task, lists: ReadonlySet<string>): string | null =>
  task.list && lists.has(task.list) ? task.list : null;

/** Whether a task belongs to what is looked at, whatever the filter. */
export function isHere(task: Task, { place, matches, today, lists }: Scope): boolean {
  if (matches) return matches(task);
  switch (place.kind) {
    case 'inbox':
      return listOf(task, lists) === null;
    case 'list':
      return task.list === place.name;
    case 'tag':
      return tagsOf(task).some((tag) => foldText(tag) === foldText(place.name));
    case 'today':
      return task.due !== null && (isCompleted(task) ? task.due === today : task.due <= today);
    case 'upcoming':
      return task.due !== null && task.due > today && !isCompleted(task);
    case 'done':
      return isCompleted(task);
    case 'trash':
      return false;
  }
}

/** Puts tasks, which come in their order by hand, into the order of a scope. */
function sorted(tasks: Task[], { place, sort, matches, language }: Scope): Task[] {
  const by = (key: (task: Task) => string) => tasks.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  if (matches) return by((task) => (isCompleted(task) ? '1' : '0'));
  if (place.kind === 'done') return by((task) => task.completedAt ?? '9').reverse();
  if (!('filter' in place) || sort === 'due') return by((task) => task.due ?? '9999-99');
  if (sort === 'hand') return tasks;
  const collator = new Intl.Collator(language, { numeric: true });
  return tasks.sort((a, b) => collator.compare(a.title, b.title));
}

function groupsOf(visible: readonly string[], tasks: ReadonlyMap<string, Task>, { place, today, matches }: Scope) {
  const groups = new Map<string, { key: string; count: number }>();
  if (matches || (place.kind !== 'today' && place.kind !== 'upcoming')) return groups;
  let group: { key: string; count: number } | undefined;
  for (const id of visible) {
    const due = tasks.get(id)?.due ?? today; // a conflict of a task without a date
    const key = due < today ? 'overdue' : due;
    if (group?.key !== key) {
      group = { key, count: 0 };
      groups.set(id, group);
    }
    group.count++;
  }
  return groups;
}

function countsOf(tasks: ReadonlyMap<string, Task>, { today, lists }: Scope): Counts {
  const counts = { inbox: 0, today: 0, overdue: 0 };
  const byList = new Map<string, number>();
  const byTag = new Map<string, { name: string; count: number }>();
  for (const task of tasks.values()) {
    for (const name of tagsOf(task)) {
      const tag = byTag.get(foldText(name)) ?? { name, count: 0 };
      byTag.set(foldText(name), tag);
      if (!isCompleted(task)) tag.count++;
    }
    if (isCompleted(task)) continue;
    const list = listOf(task, lists);
    if (list) byList.set(list, (byList.get(list) ?? 0) + 1);
    else counts.inbox++;
    if (task.due !== null && task.due <= today) counts.today++;
    if (task.due !== null && task.due < today) counts.overdue++;
  }
  return { ...counts, lists: byList, tags: byTag };
}

const sameScope = (a: Scope, b: Scope): boolean =>
  a.place === b.place && a.sort === b.sort && a.matches === b.matches && a.today === b.today && a.lists === b.lists;

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
