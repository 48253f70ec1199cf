import * as v from 'valibot';
import { batchLimit } from '../../shared/limits';
import { ulidPattern } from '../../shared/ulid';
import type { InputError } from '../../shared/wire';
import { isObject, object, readFields } from '../http/fields';
import { HttpError, invalidInput } from '../http/problem';
import { readPatch, readTask, type TaskChange } from '../tasks/input';
import type { TaskFields } from '../tasks/task';

/** One change of a batch. */
export type Change =
  | { op: 'create'; id: string; fields: TaskFields }
  | { op: 'update'; id: string; version: number; change: TaskChange }
  | { op: 'delete'; id: string; version: number };

/** A change as it was read, or why it was refused. `id` is the task's as it was sent; null when it was no text. */
export type ReadChange = Change | { op: 'refused'; id: string | null; error: HttpError };

/** The body of a batch; each change is read by itself, and refused by itself. */
const batch = object({
  changes: v.pipe(
    v.array(v.unknown(), 'must be an array of changes'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(batchLimit, `must have at most ${batchLimit} entries`),
  ),
});

/**
 * Reads the body of a batch.
 * @throws HttpError 400 for a body that is no batch, or two changes of one task
 */
export function readBatch(body: unknown): ReadChange[] {
  const changes = readFields(batch, body).changes.map(readChange);
  const ids = changes.map(({ id }) => id);
  const repeated = ids.flatMap((id, index): InputError[] => {
    if (id === null || ids.indexOf(id) === index) return [];
    return [{ pointer: `/changes/${index}/id`, detail: 'is the id of another change; send one change of a task' }];
  });
  if (repeated.length > 0) throw invalidInput(repeated);
  return changes;
}

function readChange(value: unknown): ReadChange {
  const id = isObject(value) && typeof value.id === 'string' ? value.id : null;
  try {
    return readValidChange(value);
  } catch (error) {
    if (error instanceof HttpError) return { op: 'refused', id, error };
    throw error;
  }
}

function readValidChange(value: unknown): Change {
  if (!isObject(value)) throw invalidInput([{ pointer: '', detail: 'must be a JSON object' }]);
  const { op, id, version, ...fields } = value;
  if (typeof id !== 'string' || !ulidPattern.test(id)) {
    throw invalidInput([{ pointer: '/id', detail: 'must be a ULID in upper case' }]);
  }
  switch (op) {
    case 'create':
      return { op, id, fields: readTask('version' in value ? { ...fields, version } : fields) };
    case 'update':
      return { op, id, version: versionOf(version), change: readPatch(fields) };
    case 'delete':
      readFields(object({}), fields);
      return { op, id, version: versionOf(version) };
    default:
      throw invalidInput([{ pointer: '/op', detail: 'must be one of create, update, delete' }]);
  }
}

function versionOf(version: unknown): number {
  if (typeof version === 'number' && Number.isSafeInteger(version) && version >= 1) return version;
  throw invalidInput([{ pointer: '/version', detail: 'must be the version that the task has, a whole number from 1' }]);
}
