import * as v from 'valibot';
import { dateOf, dayOf, isDate, utcDateOf } from '../../shared/dates';
import { noteLimit, titleLimit } from '../../shared/limits';
import { parseRule, setRule, WrongPart } from '../../shared/repeat/parse';
import { isBlank, lengthOf } from '../../shared/text';
import { ulidPattern } from '../../shared/ulid';
import { repeatOrigins, statuses } from '../../shared/wire';
import { checked, flag, object, readFields, text } from '../http/fields';
import { invalidInput } from '../http/problem';
import type { Task, TaskFields } from './task';

const atMost = (limit: number) =>
  v.check<string, string>((value) => lengthOf(value) <= limit, `must be at most ${limit} characters long`);

const listProblem = 'must be the id of one of your lists, or null for the Inbox';
const dueProblem = 'must be a date of the calendar as YYYY-MM-DD, or null';

const title = v.pipe(
  text,
  v.trim(),
  v.check((value) => !isBlank(value), 'must not be empty or blank'),
  atMost(titleLimit),
  v.metadata({ maxLength: titleLimit, description: 'Trimmed; not blank.' }),
);
const note = v.pipe(text, atMost(noteLimit), v.metadata({ maxLength: noteLimit }));

const repeatProblem = 'must be a rule such as FREQ=WEEKLY;BYDAY=MO, or null';

/** Names the part of a rule that is not accepted. */
const rule = v.pipe(
  v.string(repeatProblem),
  checked((text) => {
    const parsed = parseRule(text);
    return parsed instanceof WrongPart ? `${parsed.part} ${parsed.detail}` : undefined;
  }),
);

const optionalFields = {
  status: v.exactOptional(v.picklist(statuses, `must be one of ${statuses.join(', ')}`)),
  completed: v.exactOptional(v.pipe(flag, v.description('The same fact as status "completed"; write one of the two.'))),
  order: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.number('must be a number or null'), v.finite('must be a finite number'))),
      v.description('Where the task stands in its list; any finite number.'),
    ),
  ),
  due: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(dueProblem), v.check(isDate, dueProblem), v.metadata({ format: 'date' }))),
      v.description('A date of the calendar.'),
    ),
  ),
  repeat: v.exactOptional(
    v.pipe(
      v.nullable(rule),
      v.description(
        'How the task repeats: a part of RFC 5545’s recur. It needs a due date, whose day is written into it.',
      ),
    ),
  ),
  repeatFrom: v.exactOptional(
    v.pipe(
      v.picklist(repeatOrigins, `must be one of ${repeatOrigins.join(', ')}`),
      v.description('From where the next date is counted.'),
    ),
  ),
  list: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(listProblem), v.regex(ulidPattern, listProblem))),
      v.description('The id of one of the caller’s lists; null is the Inbox.'),
    ),
  ),
};

/** `status` and `completed` are one fact; both may be sent when they agree. */
function oneStatus<T extends { status?: string; completed?: boolean }>() {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { status, completed } = dataset.value;
    if (status === undefined || completed === undefined || completed === (status === 'completed')) return;
    addIssue({
      message: `contradicts status "${status}"; send one of the two`,
      path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'completed', value: completed }],
    });
  });
}

const completedOn = v.exactOptional(
  v.pipe(
    v.string('must be a date as YYYY-MM-DD'),
    v.check(isDate, 'must be a date of the calendar as YYYY-MM-DD'),
    checked((date) => {
      const now = dayOf(utcDateOf(Date.now()));
      const isNear = Math.abs(dayOf(date) - now) <= 1;
      return isNear ? undefined : `must be at most a day from UTC’s date: ${dateOf(now - 1)} to ${dateOf(now + 1)}`;
    }),
    v.metadata({ format: 'date' }),
    v.description('The date where the person is who completes the task: UTC’s, or the day before or after it.'),
  ),
);

/** `completedOn` goes with a completion only. */
function onlyWithCompletion<T extends { status?: string; completed?: boolean; completedOn?: string }>() {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { status, completed, completedOn } = dataset.value;
    if (completedOn === undefined || completed || status === 'completed') return;
    addIssue({
      message: 'goes with "completed": true only',
      path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'completedOn', value: completedOn }],
    });
  });
}

/** The body of a creation or a replacement. */
export const newTask = v.pipe(object({ title, note: v.exactOptional(note), ...optionalFields }), oneStatus());

/** The body of a change, a JSON merge patch (RFC 7396). */
export const taskPatch = v.pipe(
  object({ title: v.exactOptional(title), note: v.exactOptional(v.nullable(note)), ...optionalFields, completedOn }),
  oneStatus(),
  onlyWithCompletion(),
  v.description('A JSON merge patch (RFC 7396).'),
);

/** The body of a change to all tasks. */
export const bulkChange = v.pipe(object({ completed: flag, completedOn }), onlyWithCompletion());

const readOnly = ['id', 'url', 'completedAt', 'tags', 'progress', 'occurrenceOf', 'createdAt', 'updatedAt', 'version'];

/** A change as it was sent: `completed: false` reopens a completed task and leaves any other status as it is. */
export interface TaskChange extends Partial<TaskFields> {
  reopen?: boolean;
  /** The person's own date, of a completion. */
  completedOn?: string;
}

/**
 * Reads a whole task, for creation and replacement: the title is required, other fields have defaults.
 * @throws HttpError 400 naming every wrong field
 */
export function readTask(body: unknown): TaskFields {
  const { completed = false, ...fields } = readFields(newTask, body, readOnly);
  const defaults = { note: '', order: null, due: null, repeat: null, repeatFrom: 'due', list: null } as const;
  const task = { ...defaults, status: completed ? 'completed' : 'open', ...fields } as const;
  return { ...task, repeat: ruleFor(task.repeat, task.due) };
}

/**
 * Reads a JSON merge patch (RFC 7396) of a task. Null unsets `note`, `order` and `due`.
 * @throws HttpError 400 naming every wrong field
 */
export function readPatch(body: unknown): TaskChange {
  const { completed, note, ...change } = readFields(taskPatch, body, readOnly);
  const result: TaskChange = { ...change, ...(note !== undefined && { note: note ?? '' }) };
  if (completed === true) result.status = 'completed';
  if (completed === false && change.status === undefined) result.reopen = true;
  return result;
}

/**
 * The rule that a task with a due date keeps, from a rule as it was sent.
 * @throws HttpError 400 when there is a rule and no due date
 */
export function ruleFor(repeat: string | null, due: string | null): string | null {
  if (repeat === null) return null;
  if (due === null)
    throw invalidInput([{ pointer: '/repeat', detail: 'needs a due date; set due too, or repeat to null' }]);
  const rule = parseRule(repeat);
  return rule instanceof WrongPart ? repeat : setRule(rule, due);
}

/**
 * The fields that a change gives to a task.
 * @throws HttpError 400 when the task would repeat without a due date
 */
export function fieldsOf({ reopen, completedOn: _, ...change }: TaskChange, task: Task): Partial<TaskFields> {
  const fields: Partial<TaskFields> = { ...change };
  if (reopen && task.status === 'completed') fields.status = 'open';
  const { due, repeat } = { ...task, ...fields };
  const rule = ruleFor(repeat, due);
  if (fields.repeat !== undefined) fields.repeat = rule;
  return fields;
}

/**
 * Reads the body of the change to all tasks.
 * @throws HttpError 400
 */
export function readBulkChange(body: unknown): { completed: boolean; completedOn?: string } {
  return readFields(bulkChange, body);
}

/**
 * Reads the body of a skip, which may be absent or an empty object.
 * @throws HttpError 400
 */
export function readNothing(body: unknown): void {
  readFields(object({}), body);
}
