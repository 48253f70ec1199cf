import { type Attempt, describe, endOfEffect, type Request, type Shown, type TaskState } from './history';
import type { Operation } from './linearizability';

/** A task as it should behave; null while there is none under its id. */
export type State = TaskState | null;

export function stateKey(state: State): string {
  return JSON.stringify(state && [state.version, state.title, state.note, state.order, state.completed, state.list]);
}

/** What an attempt means for the task of one id: the operations that it may have been. */
export function operationsOn(id: string, attempt: Attempt): Operation<State>[] {
  const { request, outcome, start, end } = attempt;
  // A request that names no list of its owner says nothing about the task.
  if (outcome === 'unchanged' || attempt.status === 400) return [];
  const certain = { start, end, label: describe(attempt) };
  const lost = { start, end: endOfEffect(attempt), maybe: true, label: describe(attempt) };
  const unsure = outcome === 'unknown';
  switch (request.kind) {
    case 'get':
    case 'list':
      return unsure ? [] : [{ ...certain, readOnly: true, apply: showing(shownAs(attempt, id)) }];
    case 'complete all':
    case 'remove completed':
    case 'remove list': {
      if (outcome === 'refused') return [];
      const apply = changeOfAll(request);
      // It goes over the list more than once, so that what somebody undoes meanwhile it may do again.
      const again = { ...certain, maybe: true, apply };
      return unsure ? [1, 2].map(() => ({ ...lost, apply })) : [{ ...certain, apply }, again, again];
    }
    case 'create': {
      const created = { ...blank, version: 1, title: request.title, list: request.list ?? null };
      const apply = (state: State) => state ?? created;
      if (unsure) return [{ ...lost, apply }];
      // Sent to the store again after a lost answer, it may create again what somebody deleted meanwhile.
      const again = { ...certain, maybe: true, apply };
      if (outcome === 'refused') return [{ ...certain, readOnly: true, apply: (state) => state ?? undefined }];
      if (request.key !== undefined || (attempt.batched && attempt.status === 200))
        return [{ ...certain, apply: giving(apply, attempt, id) }, again];
      return [{ ...certain, apply: giving((state) => (state ? undefined : created), attempt, id) }, again];
    }
    case 'change':
    case 'replace': {
      const apply = (state: State): State | undefined => {
        if (!state || (request.ifMatch !== undefined && state.version !== request.ifMatch)) return undefined;
        return request.kind === 'change'
          ? changed(state, request.change)
          : { ...blank, version: state.version + 1, title: request.title, note: request.note };
      };
      if (unsure) return [{ ...lost, apply }];
      if (outcome === 'refused') return [refusal(certain, attempt, apply)];
      return [{ ...certain, apply: giving(apply, attempt, id) }];
    }
    case 'remove': {
      const apply = (state: State): State | undefined =>
        state && (request.ifMatch === undefined || state.version === request.ifMatch) ? null : undefined;
      if (unsure) return [{ ...lost, apply }];
      if (outcome === 'refused') return [refusal(certain, attempt, apply)];
      // Gone is what was asked for; when an answer of the store was lost, nobody can tell who did it.
      return [{ ...certain, apply: (state) => (state ? apply(state) : null) }];
    }
    case 'restore': {
      const { id: _, ...deleted } = request.entry.task;
      const apply = (state: State) => state ?? { ...deleted, version: deleted.version + 1 };
      if (unsure) return [{ ...lost, apply }];
      if (outcome === 'refused') return [refusal(certain, attempt, () => undefined)];
      // As for a creation.
      return [
        { ...certain, apply: giving(apply, attempt, id) },
        { ...certain, maybe: true, apply },
      ];
    }
    default:
      return [];
  }
}

const blank = { note: '', order: null, completed: false, list: null };

/** What a request about several tasks makes of each. */
function changeOfAll(request: Request): (state: State) => State {
  if (request.kind === 'complete all') return complete;
  if (request.kind !== 'remove list') return removeCompleted;
  const { list, tasks } = request;
  return (state) => {
    if (state?.list !== list) return state;
    return tasks === 'trash' ? null : { ...state, list: null, version: state.version + 1 };
  };
}

/** 404 found no task; 409 and 412 found another one or another version, 412 for a replacement none. */
function refusal(
  base: Pick<Operation<State>, 'start' | 'end' | 'label'>,
  { status, request }: Attempt,
  apply: (state: State) => State | undefined,
): Operation<State> {
  const fits = (state: State) => {
    if (status === 404) return state === null;
    return state ? apply(state) === undefined : request.kind === 'replace';
  };
  return { ...base, readOnly: true, apply: (state) => (fits(state) ? state : undefined) };
}

function changed(state: TaskState, change: Partial<TaskState>): TaskState {
  const next = { ...state, ...change };
  return stateKey(next) === stateKey(state) ? state : { ...next, version: state.version + 1 };
}

function complete(state: State): State {
  return state && changed(state, { completed: true });
}

function removeCompleted(state: State): State {
  return state?.completed ? null : state;
}

function shownAs({ shown = [] }: Attempt, id: string): State {
  return stateOf(shown.find((task) => task.id === id));
}

function stateOf(shown: Shown | undefined): State {
  if (!shown) return null;
  const { version, title, note, order, completed, list } = shown;
  return { version, title, note, order, completed, list };
}

function showing(expected: State): (state: State) => State | undefined {
  const key = stateKey(expected);
  return (state) => (stateKey(state) === key ? state : undefined);
}

/** An operation whose answer showed the state that it left. */
function giving(apply: (state: State) => State | undefined, attempt: Attempt, id: string) {
  const key = stateKey(shownAs(attempt, id));
  return (state: State): State | undefined => {
    const after = apply(state);
    return after !== undefined && stateKey(after) === key ? after : undefined;
  };
}
