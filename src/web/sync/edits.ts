import type { List } from '../tasks/server-tasks';
import { type Fields, namesOf, pick, type Task } from '../tasks/task';
import { type Change, canJoin, type Edit, isBulk, join } from './change';
import type { Outbox } from './outbox';

/** What an edit comes to: a change to queue, or others, if any, in the place of one that was not sent yet. */
export type Planned = { add: Pick<Edit, 'fields' | 'was' | 'version'> } | { replace: string; by: Change[] };

/**
 * Plans to change fields of a task; those that already have the value are left out. `seen` is the task as the person saw it
 * when starting to edit: when another page has changed the same fields since, the server is not told to overwrite them.
 * Returns undefined when nothing changes.
 */
export function planEdit(
  { list, outbox }: { list: List; outbox: Outbox },
  id: string,
  fields: Fields,
  seen: Task,
): Planned | undefined {
  const names = namesOf(fields).filter((name) => fields[name] !== seen[name]);
  if (names.length === 0) return undefined;
  const changed = pick({ ...seen, ...fields }, names);
  const was = pick(seen, names);
  const before = outbox.of(id).pop();
  if (canJoin(before) && !outbox.all().some(isBulk)) {
    const joined = join(before, changed, was);
    return { replace: before.key, by: joined ? [joined] : [] };
  }
  const current = list.get(id);
  const clean = !current || names.every((name) => current[name] === seen[name]);
  const version = clean ? (current?.version ?? 1) : seen.version;
  return { add: { fields: changed, was, version } };
}
