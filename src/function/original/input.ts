import { isObject } from '../http/fields';
import { HttpError, invalidInput } from '../http/problem';
import { readPatch, readTask } from '../tasks/input';
import { isMeantOn, type Series } from '../tasks/series';
import type { Task, TaskFields } from '../tasks/task';
import { toStatus } from './row';

/** The body of a write, not yet checked. */
export type RuleBody = Record<string, unknown>;

/** @throws HttpError 400 */
export function readBody(body: unknown): RuleBody {
  if (isObject(body)) return body;
  throw invalidInput([{ pointer: '', detail: 'must be a JSON object' }]);
}

/**
 * Reads a new todo. Fields that the original's rows have beside `name`, `desc` and `status` are ignored.
 * @throws HttpError 400 naming every wrong field
 */
export function readNewTask(body: RuleBody): TaskFields {
  return inWordsOfPage(() => readTask(toFields(body)));
}

/** The key of the task to update, and the change. */
export interface RuleUpdate {
  key: string;
  completes: boolean;
  change(task: Task): Partial<TaskFields>;
  /**
   * Whether a completion means the present occurrence of a repeating task. The pages cannot name one: a row that the body
   * shows by `updatedAt` has it; otherwise it is due, or none was completed on that day.
   */
  isMeant(series: Series, day: string): boolean;
}

/**
 * Reads an update. Absent fields stay as they are.
 *
 * When it completes a task, the page also sends the name and the description as it last fetched them, perhaps long ago. They
 * would undo later changes, so a completion changes the status alone, unless the body has the row's current `updatedAt`: then
 * its sender has seen the newest name.
 * @throws HttpError 400 naming every wrong field
 */
export function readUpdate(body: RuleBody): RuleUpdate {
  const [key, ...others] = readKeys(body);
  if (key === undefined || others.length > 0) throw invalidInput([{ pointer: '/key', detail: 'must be one key' }]);
  const change = inWordsOfPage(() => readPatch(toFields(body)));
  const completes = change.status === 'completed';
  const isShown = (task: Task) => body.updatedAt === new Date(task.updatedAt).toISOString();
  return {
    key,
    completes,
    change: (task) => (!completes || isShown(task) ? change : { status: 'completed' }),
    isMeant: (series, day) => (body.updatedAt === undefined ? isMeantOn(series, day) : isShown(series)),
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
    // An unknown status becomes null, which the schema refuses.
    ...(status !== undefined && { status: toStatus(status) ?? null }),
  };
}

const words: Record<string, { pointer: string; detail?: string }> = {
  '/title': { pointer: '/name' },
  '/note': { pointer: '/desc' },
  '/status': { pointer: '/status', detail: 'must be 0, 1, 2 or 3' },
};

/** Names the wrong fields as the page names them. */
function inWordsOfPage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HttpError) || !error.more.errors) throw error;
    throw invalidInput(error.more.errors.map((one) => ({ ...one, ...words[one.pointer] })));
  }
}
