/** JSON Schemas (2020-12) of what the API takes and gives. */
import { ulidPattern } from '../../shared/ulid';

const time = { type: 'string', format: 'date-time' };
const nullable = (schema: { type: string; [keyword: string]: unknown }) => ({ ...schema, type: [schema.type, 'null'] });

/** A closed object in which all properties are present, unless said otherwise. */
function object(properties: Record<string, object>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const status = { type: 'string', enum: ['open', 'completed', 'paused', 'closed'] };
const order = { ...nullable({ type: 'number' }), description: 'Where the task stands in its list; any finite number.' };
const due = { ...nullable({ type: 'string', format: 'date' }), description: 'A date of the calendar.' };
const title = { type: 'string', maxLength: 500, description: 'Trimmed; not blank.' };
const note = { type: 'string', maxLength: 10_000 };
const taskId = { type: 'string', pattern: ulidPattern.source, description: 'A ULID in upper case.' };

const writable = {
  title,
  note,
  status,
  completed: { type: 'boolean', description: 'The same fact as status "completed"; write one of the two.' },
  order,
  due,
};

const username = {
  type: 'string',
  minLength: 3,
  maxLength: 64,
  description:
    'Letters of any script, digits and . _ -, beginning with a letter or digit. Case and form of characters do not matter.',
};
const newPassword = { type: 'string', minLength: 8, maxLength: 256, description: 'Not one of the most common ones.' };
const password = { type: 'string' };
const user = object({ id: { type: 'string' }, name: { type: 'string' }, guest: { type: 'boolean' } });
const task = { $ref: '#/components/schemas/Task' };

export const schemas: Record<string, object> = {
  Task: object({
    id: taskId,
    url: { type: 'string', format: 'uri-reference' },
    ...writable,
    completedAt: nullable(time),
    createdAt: time,
    updatedAt: time,
    version: { type: 'integer', minimum: 1, description: 'Grows by 1 with every change; the ETag is this in quotes.' },
  }),
  NewTask: object(writable, ['title']),
  TaskPatch: {
    ...object({ ...writable, note: nullable(note) }, []),
    description: 'A JSON merge patch (RFC 7396).',
  },
  BulkChange: object({ completed: { type: 'boolean' } }),
  User: user,
  WhoIsCalling: object({ user: { $ref: '#/components/schemas/User' } }),
  Session: object({ user: { $ref: '#/components/schemas/User' }, token: { type: 'string' }, expiresAt: time }),
  SignIn: {
    oneOf: [
      object({ username, password, keepGuestTasks: { type: 'boolean', default: true } }, ['username', 'password']),
      { ...object({}), description: 'Begins as a new guest with a bearer token.' },
    ],
  },
  Registration: object({ username, password: newPassword }),
  PasswordChange: object({ password, newPassword }),
  Confirmation: object({ password }),
  Export: object({
    user: { $ref: '#/components/schemas/User' },
    exportedAt: time,
    tasks: { type: 'array', items: task },
  }),
  Health: object({ status: { const: 'ok' }, version: { type: 'string' }, store: { const: 'ok' } }, [
    'status',
    'version',
  ]),
  Problem: {
    ...object(
      {
        type: { type: 'string', format: 'uri-reference' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string', description: 'What was wrong and how to mend it.' },
        requestId: { type: 'string' },
        errors: {
          type: 'array',
          items: object({
            pointer: { type: 'string', description: 'A JSON pointer into the body, or ?name for a query parameter.' },
            detail: { type: 'string' },
          }),
        },
      },
      ['type', 'title', 'status', 'detail', 'requestId'],
    ),
    description: 'RFC 9457, application/problem+json.',
  },
};
