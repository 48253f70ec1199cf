import { batchLimit } from '../../shared/limits';
import { ulidPattern } from '../../shared/ulid';
import type {
  InputError,
  Problem,
  Progress,
  User,
  Versions,
  WireBatchResult,
  WireList,
  WireTask,
  WireTrashedTask,
} from '../../shared/wire';
import { exportFormat } from '../accounts/export';
import type { Health } from '../http/health';
import { bodySchemas } from './body-schemas';

/** JSON Schemas (2020-12) of what the API takes and gives. */

const string = { type: 'string' };
const address = { type: 'string', format: 'uri-reference' };
const time = { type: 'string', format: 'date-time' };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** A closed object in which all properties are present but the optional ones. `T` is its type on the wire. */
function object<T extends object>(
  properties: { readonly [Name in keyof T]-?: object },
  optional: readonly (keyof T)[] = [],
): object {
  const required = Object.keys(properties).filter((name) => !optional.some((one) => one === name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const idsWithVersions = {
  type: 'array',
  items: { type: 'array', prefixItems: [string, { type: 'integer' }], minItems: 2, maxItems: 2 },
};

/** One change of a batch: what it does, to which task, at which version. */
function changeOf(op: string, fields: object, required: string[]): object {
  const properties = { op: { const: op }, id: { ...string, pattern: ulidPattern.source }, ...fields };
  const version = required.includes('version') && { version: { type: 'integer', minimum: 1 } };
  return {
    type: 'object',
    properties: { ...properties, ...version },
    required: ['op', ...required],
    additionalProperties: false,
  };
}

const { Credentials: credentials, ...bodies } = bodySchemas;

export const schemas: Record<string, object> = {
  ...bodies,
  SignIn: {
    oneOf: [credentials, { ...object({}), description: 'Begins as a new guest with a bearer token.' }],
  },
  Task: object<WireTask>(
    {
      id: { ...string, pattern: ulidPattern.source, description: 'A ULID in upper case.' },
      url: { ...string, format: 'uri-reference' },
      ...bodies.NewTask.properties,
      tags: { type: 'array', items: string, description: 'The tags #… in title and note, each once.' },
      progress: {
        anyOf: [object<Progress>({ done: { type: 'integer' }, total: { type: 'integer' } }), { type: 'null' }],
        description: 'How many lines of the note’s check list are ticked.',
      },
      occurrenceOf: { ...string, description: 'The repeating task of which this one is a finished occurrence.' },
      completedAt: { anyOf: [time, { type: 'null' }] },
      createdAt: time,
      updatedAt: time,
      version: {
        type: 'integer',
        minimum: 1,
        description: 'Grows by 1 with every change; the ETag is this in quotes.',
      },
    },
    ['occurrenceOf'],
  ),
  List: object<WireList>({
    id: { ...string, pattern: ulidPattern.source, description: 'A ULID in upper case.' },
    url: address,
    ...bodies.NewList.properties,
    createdAt: time,
    updatedAt: time,
    version: { type: 'integer', minimum: 1, description: 'Grows by 1 with every change; the ETag is this in quotes.' },
  }),
  Versions: object<Versions>({ lists: idsWithVersions, tasks: idsWithVersions }),
  Batch: object({
    changes: {
      type: 'array',
      minItems: 1,
      maxItems: batchLimit,
      description: 'Changes of different tasks.',
      items: {
        oneOf: [
          { ...changeOf('create', bodies.NewTask.properties, ['id', 'title']), description: 'Creates a task.' },
          {
            ...changeOf('update', bodies.TaskPatch.properties, ['id', 'version']),
            description: 'Changes some fields.',
          },
          { ...changeOf('delete', {}, ['id', 'version']), description: 'Deletes a task.' },
        ],
      },
    },
  }),
  BatchResults: object({
    results: {
      type: 'array',
      items: object<WireBatchResult>(
        {
          id: { type: ['string', 'null'] },
          status: { enum: [200, 201, 204, 400, 404, 409, 412] },
          task: ref('Task'),
          problem: ref('Problem'),
        },
        ['task', 'problem'],
      ),
      description: 'In the order of the changes.',
    },
  }),
  TrashedTask: object<WireTrashedTask>({
    id: { ...string, description: 'A ULID of the time of deletion, a colon, and the task’s id.' },
    deletedAt: time,
    expiresAt: { ...time, description: 'When the task is forgotten.' },
    task: ref('Task'),
  }),
  User: object<User>({ id: string, name: string, guest: { type: 'boolean' } }),
  WhoIsCalling: object({ user: ref('User') }),
  Session: object({ user: ref('User'), token: string, expiresAt: time }),
  Export: object({
    formatVersion: { const: exportFormat },
    user: ref('User'),
    exportedAt: time,
    tasks: { type: 'array', items: ref('Task') },
    lists: { type: 'array', items: ref('List') },
    trash: { type: 'array', items: ref('TrashedTask') },
    next: { type: ['string', 'null'], description: 'The address of the next document; null in the last.' },
  }),
  Index: object({ openapi: address, session: address, tasks: address, health: address }),
  Health: object<Health>(
    {
      status: { const: 'ok' },
      version: { ...string, description: 'The version of this build.' },
      node: { ...string, description: 'The version of Node.js.' },
      v8: { ...string, description: 'The version of its V8.' },
      codeCache: { enum: ['accepted', 'rejected', 'absent'], description: 'Whether V8 took the build’s code cache.' },
      store: { const: 'ok' },
    },
    ['codeCache', 'store'],
  ),
  Problem: {
    ...object<Problem>(
      {
        type: { ...string, format: 'uri-reference' },
        title: string,
        status: { type: 'integer' },
        detail: { ...string, description: 'What was wrong and what to do about it.' },
        requestId: string,
        errors: {
          type: 'array',
          items: object<InputError>({
            pointer: { ...string, description: 'A JSON pointer into the body, or ?name for a query parameter.' },
            detail: string,
          }),
        },
      },
      ['errors'],
    ),
    description: 'RFC 9457, application/problem+json.',
  },
};
