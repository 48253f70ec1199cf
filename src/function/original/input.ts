import { HttpError, invalidInput } from '../http/problem';
import { readPatch, readTask } from '../tasks/input';
import type { Task, TaskFields } from '../tasks/task';
import { toStatus } from './row';

/** What the body of a write holds, still unread. */
export type RuleBody = Record<string, unknown>;

/** @throws HttpError 400 */
export function readBody(body: unknown): RuleBody {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as RuleBody;
  throw invalidInput([{ pointer: '', detail: 'must be a JSON object' }]);
}

/**
 * Reads a new todo. Fields that the original's rows have beside `name`, `desc` and `status` are ignored.
 * @throws HttpError 400 naming every wrong field
 */
export function readNewTask(body: RuleBody): TaskFields {
  return inWordsOfPage(() => readTask(toFields(body)));
}

/** Which task an update means, and what it makes of it. */
export interface RuleUpdate {
  key: string;
  change(task: Task): Partial<TaskFields>;
}

/**
 * Reads an update. Absent fields stay as they are.
 *
 * Completing is special: the page sends the name and the description along as it last fetched them, which may be long ago.
 * They would put back what somebody has changed since, so that a completion changes the status alone, unless the body also
 * carries the row's `updatedAt` as it still is: then its sender has seen the newest name, and means what it says.
 * @throws HttpError 400 naming every wrong field
 */
export function readUpdate(body: RuleBody): RuleUpdate {
  const [key, ...others] = readKeys(body);
  if (key === undefined || others.length > 0) throw invalidInput([{ pointer: '/key', detail: 'must be one key' }]);
  const change = inWordsOfPage(() => readPatch(toFields(body)));
  return {
    key,
    change(task) {
      if (change.status !== 'completed') return change;
      return body.updatedAt === new Date(task.updatedAt).toISOString() ? change : { status: 'completed' };
    },
  };
}

/**
 * Reads the keys that a body names: one, or a list of them.
 * @throws HttpError 400
 */
export function readKeys({ key }: RuleBody): string[] {
  const keys: unknown[] = Array.isArray(key) ? key : [key];
  const wrong = keys.some((one) => (typeof one !== 'string' && typeof one !== 'number') || one === '');
  if (wrong) throw invalidInput([{ pointer: '/key', detail: 'must be the key of a row, or a list of keys' }]);
  return [...new Set(keys.map(String))];
}

function toFields({ name, desc, status }: RuleBody): object {
  return {
    ...(name !== undefined && { title: name }),
    ...(desc !== undefined && { note: desc ?? '' }),
    // What is no status becomes null, which is none either.
    ...(status !== undefined && { status: toStatus(status) ?? null }),
  };
}

const words: Record<string, { pointer: string; detail?: string }> = {
  '/title': { pointer: '/name' },
  '/note': { pointer: '/desc' },
  '/status': { pointer: '/status', detail: 'must be 0, 1, 2 or 3' },
};

/** Tells what is wrong by the names that the page uses. */
function inWordsOfPage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HttpError) || !error.more.errors) throw error;
    throw invalidInput(error.more.errors.map((one) => ({ ...one, ...words[one.pointer] })));
  }
}
