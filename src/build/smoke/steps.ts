import { isDeepStrictEqual } from 'node:util';
import type { Answer, Guest } from './guest';

export interface Step {
  what: string;
  /** @throws Error that says what was expected and what came */
  run(guest: Guest): Promise<void>;
}

const title = '冒烟测试 <b>&</b> 🧪';

/** The way of one guest through the API; each step relies on those before it. */
export const steps: readonly Step[] = [
  {
    what: 'answers its health',
    run: async (guest) => expect(await guest.call('GET', '/api/health'), { status: 200 }),
  },
  {
    what: 'serves the page',
    async run(guest) {
      const answer = await guest.call('GET', '/', { headers: { Accept: 'text/html' } });
      expect(answer, { status: 200 });
      equal('content type', answer.headers.get('content-type')?.split(';')[0], 'text/html');
    },
  },
  {
    what: 'begins a session',
    async run(guest) {
      const answer = await guest.call('POST', '/api/session', { body: {} });
      expect(answer, { status: 201 });
      guest.token = answer.json.token;
    },
  },
  {
    what: 'creates a task once, though asked twice',
    async run(guest) {
      const create = { body: { title }, headers: { 'Idempotency-Key': `smoke-${Date.now()}` } };
      const first = await guest.call('POST', '/api/tasks', create);
      expect(first, { status: 201, etag: '"1"' });
      const second = await guest.call('POST', '/api/tasks', create);
      expect(second, { status: 201 });
      equal('id of the repeat', second.json.id, first.json.id);
    },
  },
  {
    what: 'lists that task alone',
    run: async (guest) =>
      equal(
        'titles',
        (await tasksOf(guest)).map((task) => task.title),
        [title],
      ),
  },
  {
    what: 'answers 304 when nothing changed',
    async run(guest) {
      const [task] = await tasksOf(guest);
      const headers = { 'If-None-Match': '"1"' };
      expect(await guest.call('GET', `/api/tasks/${task!.id}`, { headers }), { status: 304 });
    },
  },
  {
    what: 'completes the task, and refuses a change of the older version',
    async run(guest) {
      const [task] = await tasksOf(guest);
      const change = { body: { completed: true }, headers: { 'If-Match': '"1"' } };
      expect(await guest.call('PATCH', `/api/tasks/${task!.id}`, change), { status: 200, etag: '"2"' });
      expect(await guest.call('PATCH', `/api/tasks/${task!.id}`, change), { status: 412 });
    },
  },
  {
    what: 'deletes the task',
    async run(guest) {
      const [task] = await tasksOf(guest);
      expect(await guest.call('DELETE', `/api/tasks/${task!.id}`), { status: 204 });
      expect(await guest.call('GET', `/api/tasks/${task!.id}`), { status: 404 });
    },
  },
];

async function tasksOf(guest: Guest): Promise<{ id: string; title: string }[]> {
  const answer = await guest.call('GET', '/api/tasks');
  expect(answer, { status: 200 });
  return answer.json;
}

function expect(answer: Answer, { status, etag }: { status: number; etag?: string }): void {
  if (answer.status !== status) {
    throw new Error(`expected ${status}, but the answer was ${answer.status} ${answer.text.slice(0, 500)}`);
  }
  if (etag !== undefined) equal('ETag', answer.headers.get('etag'), etag);
}

function equal(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, but it was ${JSON.stringify(actual)}`);
}
