import * as v from 'valibot';
import { noteLimit, titleLimit } from '../../shared/limits';
import type { InputError } from '../../shared/wire';
import { type Status, statuses } from '../../shared/wire';
import { invalidInput } from '../http/problem';
import type { TaskFields } from './task';

/** Lengths count code points, and a text must survive UTF-8, so half a surrogate pair is refused. */
const text = v.pipe(
  v.string('must be a text'),
  v.check((value) => !/\p{Cs}/u.test(value), 'holds half a surrogate pair, which is not valid Unicode'),
);
const codePoints = (value: string) => Array.from(value).length;

const title = v.pipe(
  text,
  v.transform((value) => value.trim()),
  v.check((value) => value !== '', 'must not be empty or blank'),
  v.check((value) => codePoints(value) <= titleLimit, `must be at most ${titleLimit} characters long`),
);
const note = v.pipe(
  text,
  v.check((value) => codePoints(value) <= noteLimit, `must be at most ${noteLimit} characters long`),
);
const due = v.nullable(v.pipe(v.string(dueProblem()), v.check(isDate, dueProblem())));
const order = v.nullable(v.pipe(v.number('must be a number or null'), v.finite('must be a finite number')));

const fields = {
  title: v.optional(title),
  note: v.optional(note),
  status: v.optional(v.picklist(statuses, `must be one of ${statuses.join(', ')}`)),
  completed: v.optional(v.boolean('must be true or false')),
  order: v.optional(order),
  due: v.optional(due),
};
const taskBody = v.object(fields);
const readOnly = ['id', 'url', 'completedAt', 'createdAt', 'updatedAt', 'version'];

type TaskBody = v.InferOutput<typeof taskBody>;

/** A change as asked for: `completed: false` reopens a completed task and leaves any other status as it is. */
export interface TaskChange extends Partial<TaskFields> {
  reopen?: boolean;
}

/**
 * Reads a whole task, for creation and replacement: the title is required, other fields have defaults.
 * @throws HttpError 400 naming every wrong field
 */
export function readTask(body: unknown): TaskFields {
  const parsed = parse(body, ['title']);
  const { status = parsed.completed ? 'completed' : 'open' } = parsed;
  return {
    title: parsed.title as string,
    note: parsed.note ?? '',
    status,
    order: parsed.order ?? null,
    due: parsed.due ?? null,
  };
}

/**
 * Reads a JSON merge patch (RFC 7396) of a task. Null unsets what may be unset: `note`, `order` and `due`.
 * @throws HttpError 400 naming every wrong field
 */
export function readPatch(body: unknown): TaskChange {
  const withoutNulls = isObject(body) && body.note === null ? { ...body, note: '' } : body;
  const { completed, ...change } = parse(withoutNulls, []);
  const result: TaskChange = withoutUndefined(change);
  if (completed === true) result.status = 'completed';
  if (completed === false && change.status === undefined) result.reopen = true;
  return result;
}

/**
 * Reads the body of the bulk change: `{ "completed": true or false }`.
 * @throws HttpError 400
 */
export function readBulkChange(body: unknown): boolean {
  const problems = isObject(body) ? unknownFields(body, ['completed']) : [notAnObject];
  const completed = isObject(body) ? body.completed : undefined;
  if (problems.length === 0 && typeof completed !== 'boolean') {
    problems.push({ pointer: '/completed', detail: 'must be true or false' });
  }
  if (problems.length > 0) throw invalidInput(problems);
  return completed as boolean;
}

function parse(body: unknown, requiredFields: string[]): TaskBody {
  if (!isObject(body)) throw invalidInput([notAnObject]);
  const errors = unknownFields(body, Object.keys(fields));
  for (const name of requiredFields) {
    if (!(name in body)) errors.push({ pointer: `/${name}`, detail: 'is required' });
  }
  const result = v.safeParse(taskBody, body, { abortPipeEarly: true });
  for (const issue of result.issues ?? []) {
    errors.push({ pointer: `/${String(issue.path?.[0].key)}`, detail: issue.message });
  }
  const { status, completed } = body as { status?: Status; completed?: boolean };
  if (result.success && status !== undefined && completed !== undefined && completed !== (status === 'completed')) {
    errors.push({ pointer: '/completed', detail: `contradicts status "${status}"; send one of the two` });
  }
  if (errors.length > 0) throw invalidInput(errors);
  return result.output as TaskBody;
}

const notAnObject: InputError = { pointer: '', detail: 'must be a JSON object' };

function unknownFields(body: object, known: readonly string[]): InputError[] {
  return Object.keys(body)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      pointer: `/${name.slice(0, 100).replace(/~/g, '~0').replace(/\//g, '~1')}`,
      detail: readOnly.includes(name)
        ? 'is set by the server; leave it out'
        : `is not a field; known ones are ${known.join(', ')}`,
    }));
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function withoutUndefined<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function dueProblem(): string {
  return 'must be a date of the calendar as YYYY-MM-DD, or null';
}
