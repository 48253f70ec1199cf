import { isCompleted, type Task } from './task';

export type Filter = 'all' | 'active' | 'completed';

export const filters: readonly Filter[] = ['all', 'active', 'completed'];

/** A part of the tasks that the side bar leads to. `done` are all completed tasks, of every list. */
export type Place =
  | { kind: 'inbox'; filter: Filter }
  | { kind: 'list' | 'tag'; name: string; filter: Filter }
  | { kind: 'today' | 'upcoming' | 'done' | 'trash' };

export type PlaceKind = Place['kind'];

/** In which order tasks are shown where a person may choose: as they were put by hand, by due date, by title. */
export type Sort = 'hand' | 'due' | 'name';

/** The place that an address leads to; `#!/` counts like `#/`, anything unknown is the Inbox. */
export function placeOf(hash: string): Place {
  const [kind = '', second = '', third = ''] = hash.replace(/^#!?\/?/, '').split('/');
  if (kind === 'today' || kind === 'upcoming' || kind === 'done' || kind === 'trash') return { kind };
  if ((kind === 'list' || kind === 'tag') && second)
    return { kind, name: decoded(second), filter: filters.find((filter) => filter === third) ?? 'all' };
  return { kind: 'inbox', filter: filters.find((filter) => filter === kind) ?? 'all' };
}

/** The address of a place. */
export function addressOf(place: Place): string {
  if (!('filter' in place)) return `#/${place.kind}`;
  const filter = place.filter === 'all' ? '' : place.filter;
  if (place.kind === 'inbox') return `#/${filter}`;
  return `#/${place.kind}/${encodeURIComponent(place.name)}${filter && `/${filter}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether a filter lets a task through. */
export function passes(task: Task, filter: Filter): boolean {
  return filter === 'all' || isCompleted(task) === (filter === 'completed');
}
