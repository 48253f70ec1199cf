import type { Store } from './store';
import type { Edit, Single } from './sync/change';
import { isSeries, withoutLooseRule } from './tasks/series';
import { type Fields, isCompleted, namesOf, pick, type Task } from './tasks/task';

/** Selected tasks, each of which is changed on its own: what was changed elsewhere meanwhile asks about that task only. */
export type Selection = ReadonlySet<string>;

/** A selection without or with a task. */
export function toggled(selection: Selection, id: string): Selection {
  const others = Array.from(selection).filter((other) => other !== id);
  return new Set(others.length < selection.size ? others : [...others, id]);
}

/** A selection with all from one task to another in the order in which they are shown. */
export function extended(selection: Selection, from: string, to: string, visible: readonly string[]): Selection {
  const [start = 0, end = 0] = [visible.indexOf(from), visible.indexOf(to)].sort((a, b) => a - b);
  return new Set([...selection, ...visible.slice(Math.max(0, start), end + 1)]);
}

/** Changes fields of the tasks: their list, date, or by `change` something that depends on each, as a tag in its title. */
export function editSelected(store: Store, selection: Selection, change: Fields | ((task: Task) => Fields)): void {
  act(store, selection, (task) => editOf(task, typeof change === 'function' ? change(task) : change));
}

/** Completes the tasks; those that repeat go on to their next dates. */
export function completeSelected(store: Store, selection: Selection): void {
  act(store, selection, (task) => {
    const { id, version } = task;
    if (isCompleted(task)) return undefined;
    return isSeries(task)
      ? { kind: 'complete', id, version, task, due: task.due }
      : editOf(task, { status: 'completed' });
  });
}

export function removeSelected(store: Store, selection: Selection): void {
  act(store, selection, (task) => ({ kind: 'remove', id: task.id, version: task.version, task }));
}

function act(store: Store, selection: Selection, change: (task: Task) => Single | undefined): void {
  const changes = store.known(({ id }) => selection.has(id)).flatMap((task) => change(task) ?? []);
  if (changes.length > 0) store.actOnEach(changes, { kind: 'changed-some', count: changes.length });
}

function editOf(task: Task, fields: Fields): Edit | undefined {
  const { id, version } = task;
  const whole = withoutLooseRule(fields, task);
  const names = namesOf(whole).filter((name) => whole[name] !== task[name]);
  const changed = pick({ ...task, ...whole }, names);
  return names.length > 0 ? { kind: 'edit', id, version, task, fields: changed, base: pick(task, names) } : undefined;
}
