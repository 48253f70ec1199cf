import type { Answer, RequestOptions } from '../support/client';
import type { Attempt, Outcome, Request, Shown, ShownList, TrashEntry } from './history';

interface Message {
  method: string;
  path: string;
  options: RequestOptions;
}

/** A request, and the id of the task that it is about. */
export interface Asked {
  request: Request;
  id?: string | undefined;
}

/** What a client sends. */
export function messageOf({ request, id }: Asked): Message {
  const one = `/api/tasks/${id}`;
  const message = (method: string, path: string, options: RequestOptions = {}): Message => ({ method, path, options });
  const ifMatch = (version: number | undefined) =>
    version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } };
  switch (request.kind) {
    case 'create': {
      const { title, list, key } = request;
      const body = { title, ...(list !== undefined && { list }) };
      if (key === undefined) return message('PUT', one, { body, headers: { 'If-None-Match': '*' } });
      return message('POST', '/api/tasks', { body, headers: { 'Idempotency-Key': key } });
    }
    case 'get':
      return message('GET', one);
    case 'list':
      return message('GET', '/api/tasks?limit=200');
    case 'replace': {
      const body = { title: request.title, note: request.note };
      return message('PUT', one, { body, ...ifMatch(request.ifMatch) });
    }
    case 'change':
      return message('PATCH', one, { body: request.change, ...ifMatch(request.ifMatch) });
    case 'remove':
      return message('DELETE', request.permanently ? `${one}?permanently=true` : one, ifMatch(request.ifMatch));
    case 'complete all':
      return message('PATCH', '/api/tasks', { body: { completed: true } });
    case 'remove completed':
      return message('DELETE', '/api/tasks?completed=true');
    case 'create list': {
      const { name, key } = request;
      return message('POST', '/api/lists', { body: { name }, headers: { 'Idempotency-Key': key } });
    }
    case 'rename list':
      return message('PATCH', `/api/lists/${request.list}`, { body: { name: request.name } });
    case 'remove list':
      return message('DELETE', `/api/lists/${request.list}?tasks=${request.tasks}`);
    case 'read lists':
      return message('GET', '/api/lists');
    case 'read trash':
      return message('GET', '/api/trash?limit=200');
    case 'restore':
      return message('POST', `/api/trash/${request.entry.id}/restore`);
    case 'forget':
      return message('DELETE', `/api/trash/${request.entry.id}`);
    case 'empty trash':
      return message('DELETE', '/api/trash');
  }
}

/** Several changes, of different tasks, as one message. */
export function batchOf(asked: readonly Asked[]): Message {
  return { method: 'POST', path: '/api/tasks/batch', options: { body: { changes: asked.map(batchedChange) } } };
}

function batchedChange({ request, id }: Asked): object {
  switch (request.kind) {
    case 'create': {
      const { title, list } = request;
      return { op: 'create', id, title, ...(list !== undefined && { list }) };
    }
    case 'change':
      return { op: 'update', id, version: request.ifMatch, ...request.change };
    case 'remove':
      return { op: 'delete', id, version: request.ifMatch };
    default:
      throw new Error(`a batch cannot hold ${request.kind}`);
  }
}

/** What became of one change of a batch, as if it had been answered alone. */
export function answerAt(answer: Answer, index: number): Answer {
  if (answer.status !== 200) return answer;
  const { status, task, problem } = answer.body.results[index];
  return { status, headers: answer.headers, body: task ?? problem ?? '' };
}

export function outcomeOf({ status, body }: Answer): Outcome {
  if (status < 300) return 'done';
  if ([400, 404, 409, 412].includes(status)) return 'refused';
  if (status === 429 || (status === 503 && /nothing was changed/.test(body.detail))) return 'unchanged';
  return 'unknown';
}

/** Whether an answer is one of those that are meant; 502 is the platform's word for an instance that died. */
export function expected({ status }: Answer): boolean {
  return status < 300 || [404, 412, 429, 502, 503].includes(status);
}

/** As `expected`, for a request that can be refused for other reasons, too. */
export function expectedTo({ request, batched }: Attempt, answer: Answer): boolean {
  if (answer.status === 400) return listNamedBy(request) !== undefined;
  if (answer.status !== 409) return expected(answer);
  return request.kind === 'restore' || (batched === true && request.kind === 'create');
}

/** The list into which a request puts its task. */
export function listNamedBy(request: Request): string | undefined {
  if (request.kind === 'create') return request.list;
  return request.kind === 'change' ? (request.change.list ?? undefined) : undefined;
}

/** What an answer showed, as an attempt records it. */
export function shownBy({ kind }: Request, { status, body }: Answer): Pick<Attempt, 'shown' | 'lists'> {
  if (status >= 300 || status === 204 || kind === 'read trash') return {};
  return /lists?$/.test(kind) && kind !== 'list'
    ? { lists: [body].flat().map(shownList) }
    : { shown: [body].flat().map(shownTask) };
}

export function shownTask({ id, version, title, note, order, completed, list }: Shown): Shown {
  return { id, version, title, note, order, completed, list };
}

export function shownList({ id, name, version }: ShownList): ShownList {
  return { id, name, version };
}

export function shownEntry({ id, task }: TrashEntry): TrashEntry {
  return { id, task: shownTask(task) };
}
