import { type Attempt, endOfEffect, type Remains, type TrashEntry } from './history';
import { listNamedBy } from './requests';

/** What is wrong with what an owner has when all is over, measured by what was acknowledged and seen. */
export function auditRemains(attempts: readonly Attempt[], remains: Remains): string[] {
  return [
    ...lostTasks(attempts, remains),
    ...deniedDeletions(attempts, remains),
    ...misplacedTasks(remains),
    ...wrongLists(attempts, remains),
    ...wrongRefusals(attempts),
  ];
}

/** A task is in the list or in the trash, in its newest version that anybody saw, until it is deleted permanently. */
function lostTasks(attempts: readonly Attempt[], { tasks, trash }: Remains): string[] {
  const kept = new Map<string, number>();
  for (const { id, version } of [...tasks, ...trash.map(({ task }) => task)]) {
    kept.set(id, Math.max(version, kept.get(id) ?? 0));
  }
  const newest = new Map<string, { version: number; seen: number }>();
  for (const { shown = [], start } of attempts) {
    for (const { id, version } of shown) {
      const before = newest.get(id);
      if (!before || version > before.version) newest.set(id, { version, seen: start });
      else if (version === before.version) before.seen = Math.max(before.seen, start);
    }
  }
  const lost = [...newest].filter(([id, { version, seen }]) => {
    return (kept.get(id) ?? 0) < version && !attempts.some((attempt) => mayDiscard(attempt, id, seen));
  });
  return lost.map(([id, { version }]) => {
    const left = kept.has(id) ? `only version ${kept.get(id)} is left` : 'it is neither in the list nor in the trash';
    return `version ${version} of task ${id} was seen, and ${left}`;
  });
}

/** Whether an attempt may have destroyed a task for good that was seen at a time. */
function mayDiscard(attempt: Attempt, id: string, seen: number): boolean {
  const { request, outcome } = attempt;
  if (outcome === 'unchanged' || outcome === 'refused' || endOfEffect(attempt) < seen) return false;
  if (request.kind === 'empty trash') return true;
  return (
    attempt.id === id && (request.kind === 'forget' || (request.kind === 'remove' && request.permanently === true))
  );
}

/** Tasks in the trash although every deletion was answered by "nothing was changed". */
function deniedDeletions(attempts: readonly Attempt[], { trash }: Remains): string[] {
  const isAsked = ({ id, task }: TrashEntry) =>
    attempts.some(({ request, outcome, id: one }) => {
      if (outcome === 'unchanged') return false;
      if (request.kind === 'remove completed') return true;
      if (request.kind === 'remove list') return request.list === task.list && request.tasks === 'trash';
      return request.kind === 'remove' && !request.permanently && one === id.slice(id.indexOf(':') + 1);
    });
  return trash.filter((entry) => !isAsked(entry)).map(({ id }) => `nobody deleted what the trash has as ${id}`);
}

/** Each task is shown by one list, or by the Inbox. */
function misplacedTasks({ tasks, places }: Remains): string[] {
  return tasks.flatMap(({ id, list }) => {
    const found = [...places].filter(([, ids]) => ids.includes(id)).map(([place]) => place);
    const expected = list !== null && places.has(list) ? list : 'inbox';
    return found.length === 1 && found[0] === expected
      ? []
      : [`task ${id} of list ${list} is shown by ${found.length === 0 ? 'no list' : found.join(' and ')}`];
  });
}

/** Lists that are gone, back, made twice, or called what nobody called them. */
function wrongLists(attempts: readonly Attempt[], { lists }: Remains): string[] {
  const found: string[] = [];
  const kept = new Map(lists.map((list) => [list.id, list]));
  const names = new Set(
    attempts.flatMap(({ request }) =>
      /^(create|rename) list$/.test(request.kind) && 'name' in request ? request.name : [],
    ),
  );
  const nameAt = new Map<string, string>();
  const idOf = new Map<string, string>();
  const newest = new Map<string, number>();
  const shown = attempts.flatMap((attempt) => (attempt.lists ?? []).map((list) => ({ ...list, attempt })));
  for (const { id, name, version, attempt } of shown) {
    if (!names.has(name)) found.push(`nobody called a list ${name}`);
    if ((nameAt.get(`${id} ${version}`) ?? name) !== name) found.push(`version ${version} of list ${id} has two names`);
    if ((idOf.get(name) ?? id) !== id) found.push(`list "${name}" was created twice`);
    nameAt.set(`${id} ${version}`, name);
    idOf.set(name, id);
    newest.set(id, Math.max(version, newest.get(id) ?? 0));
    const removed = removalsOf(id, attempts).filter(({ outcome }) => outcome === 'done');
    if (removed.some(({ end }) => end < attempt.start)) found.push(`list ${id} was deleted and is shown again`);
  }
  for (const [id, version] of newest) {
    const removals = removalsOf(id, attempts);
    if (!kept.has(id) && removals.length === 0) found.push(`list ${id} is gone, and nobody deleted it`);
    if (kept.has(id) && kept.get(id)!.version < version) found.push(`list ${id} has lost a change`);
    if (kept.has(id) && removals.some(({ outcome }) => outcome === 'done'))
      found.push(`list ${id} was deleted and is there`);
  }
  return [...new Set(found)];
}

/** Tasks that a list took after it was deleted, and those that it refused although it was there. */
function wrongRefusals(attempts: readonly Attempt[]): string[] {
  return attempts.flatMap((attempt) => {
    const list = listNamedBy(attempt.request);
    if (list === undefined) return [];
    const removals = removalsOf(list, attempts);
    const isGone = removals.some(({ outcome, end }) => outcome === 'done' && end < attempt.start);
    if (attempt.outcome === 'done' && isGone) return [`list ${list} was deleted and took a task`];
    const mayBeGone = removals.some(({ start }) => start < attempt.end);
    return attempt.status === 400 && !mayBeGone ? [`list ${list} was there and refused a task`] : [];
  });
}

/** The deletions of a list that were carried out, or may have been. */
function removalsOf(id: string, attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ request, outcome }) => {
    return request.kind === 'remove list' && request.list === id && (outcome === 'done' || outcome === 'unknown');
  });
}
