import { auditRemains } from './audit';
import { type Attempt, describe, type Remains, type Request, type Shown } from './history';
import { checkLinearizable } from './linearizability';
import { operationsOn, type State, stateKey } from './model';

export interface Findings {
  tasks: number;
  violations: string[];
}

/** Everything that is wrong with what the clients of a run saw, and with what owners have in the end. */
export function checkHistory(history: readonly Attempt[], remains: ReadonlyMap<string, Remains>): Findings {
  const findings: Findings = { tasks: 0, violations: [] };
  for (const [owner, attempts] of groupBy(history, (attempt) => attempt.owner)) {
    const found = checkOwner(attempts);
    const left = remains.get(owner);
    const wrong = [...found.violations, ...(left ? auditRemains(attempts, left) : [])];
    findings.tasks += found.tasks;
    findings.violations.push(...wrong.map((violation) => `owner ${owner}: ${violation}`));
  }
  return findings;
}

function checkOwner(attempts: readonly Attempt[]): Findings {
  const shown = attempts.flatMap((attempt) => attempt.shown ?? []);
  const idOf = new Map(shown.map(({ title, id }) => [title, id]));
  const placed = attempts.map((attempt) => {
    const { request, id } = attempt;
    const found = id ?? (request.kind === 'create' ? idOf.get(request.title) : undefined);
    return found === undefined ? attempt : { ...attempt, id: found };
  });
  const ids = new Set(placed.flatMap(({ id }) => id ?? []).concat(shown.map(({ id }) => id)));
  const violations = [...strangers(attempts, shown), ...doubles(attempts), ...forks(placed)];
  for (const id of ids) violations.push(...checkTask(id, placed));
  return { tasks: ids.size, violations };
}

/** Texts that nobody sent. */
function strangers(attempts: readonly Attempt[], shown: readonly Shown[]): string[] {
  const titles = new Set(attempts.flatMap(({ request }) => ('title' in request ? [request.title] : [])));
  const notes = new Set(['']);
  for (const { request } of attempts) {
    if (request.kind === 'replace') notes.add(request.note);
    if (request.kind === 'change' && request.change.note !== undefined) notes.add(request.change.note);
  }
  const strange = shown.filter(({ title, note }) => !titles.has(title) || !notes.has(note));
  return [...new Set(strange.map((task) => `nobody wrote ${JSON.stringify(task)}`))];
}

/** Tasks that one answer shows twice, and creations that made two tasks. */
function doubles(attempts: readonly Attempt[]): string[] {
  const found = new Set<string>();
  const byTitle = new Map<string, string>();
  for (const { shown = [] } of attempts) {
    if (new Set(shown.map(({ id }) => id)).size < shown.length) found.add('an answer shows a task twice');
    for (const { title, id } of shown) {
      if ((byTitle.get(title) ?? id) !== id) found.add(`"${title}" was created twice: ${byTitle.get(title)} and ${id}`);
      byTitle.set(title, id);
    }
  }
  return [...found];
}

const removals = new Set<Request['kind']>(['remove', 'remove completed', 'remove list']);

/** Acknowledged writes that made the same version of a task in different ways, while it was never made anew. */
function forks(attempts: readonly Attempt[]): string[] {
  const found: string[] = [];
  const written = attempts.filter(({ request, outcome }) => outcome === 'done' && /change|replace/.test(request.kind));
  for (const [id, changes] of groupBy(written, (attempt) => attempt.id!)) {
    const removed = attempts.some(({ request, id: one }) => removals.has(request.kind) && (one ?? id) === id);
    if (removed) continue;
    for (const [version, same] of groupBy(changes, ({ shown }) => shown![0]!.version)) {
      const states = new Set(same.map(({ shown }) => stateKey(shown![0]!)));
      if (states.size > 1) found.push(`version ${version} of ${id} was written ${states.size} times, each differently`);
    }
  }
  return found;
}

/** The requests that read or change tasks which they do not name. */
const aboutAll = new Set<Request['kind']>(['list', 'complete all', 'remove completed', 'remove list']);

function checkTask(id: string, attempts: readonly Attempt[]): string[] {
  const about = attempts.filter((attempt) => attempt.id === undefined || attempt.id === id);
  const created = about.filter(({ request, id: one }) => request.kind === 'create' && one === id);
  const first = Math.min(...created.map(({ start }) => start));
  const relevant = about.filter(
    ({ id: one, end, shown }) => one === id || end >= first || shown?.some((task) => task.id === id),
  );
  const searched = relevant.filter(({ id: one, request }) => one === id || aboutAll.has(request.kind));
  const operations = searched.flatMap((attempt) => operationsOn(id, attempt));
  const verdict = checkLinearizable<State>(operations, null, stateKey);
  if (verdict.linearizable) return [];
  return [
    [
      `the history of task ${id} cannot have happened; no order explains one of:`,
      ...verdict.stuckAt,
      'its whole story:',
      ...searched.map((attempt) => describe(attempt, id)),
    ].join('\n    '),
  ];
}

function groupBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
