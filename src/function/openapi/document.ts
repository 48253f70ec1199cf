import { defaultPageSize, idempotencyKeyLimit } from '../../shared/limits';
import { ownerHeader } from '../../shared/owner-header';
import { problemTypes } from '../../shared/problem-types';
import { healthQuery } from '../http/health';
import type { Parameter } from '../http/query';
import { deletionQuery, listQuery } from '../tasks/query';
import { schemas } from './schemas';

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });
const parameters = (...names: string[]) => names.map((name) => ref('parameters', name));
const headers = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ref('headers', name)]));

/** An answer with a body of one of the schemas, or without a body. */
function answer(description: string, schema?: string | object, ...headerNames: string[]): object {
  return {
    description,
    ...(headerNames.length > 0 && { headers: headers(...headerNames) }),
    ...(schema && { content: json(typeof schema === 'string' ? ref('schemas', schema) : schema) }),
  };
}

const body = (schema: string) => ({ required: true, content: json(ref('schemas', schema)) });

/** The refusals of an operation beside those that every operation has. */
function problems(...statuses: number[]): Record<string, object> {
  return Object.fromEntries(statuses.map((status) => [status, ref('responses', `Problem${status}`)]));
}

const always = problems(400, 401, 412, 503);
const write = { ...always, ...problems(403) };
const withBody = { ...write, ...problems(413, 415) };

const paths = {
  '/api/tasks': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'listTasks',
      summary: 'The caller’s tasks in creation order; more pages by the Link header.',
      parameters: parameters('completed', 'limit', 'cursor'),
      responses: { 200: answer('A page.', { type: 'array', items: ref('schemas', 'Task') }, 'Link'), ...always },
    },
    post: {
      operationId: 'createTask',
      summary: 'Creates a task.',
      parameters: parameters('idempotencyKey'),
      requestBody: body('NewTask'),
      responses: {
        201: answer('The task; with a repeated Idempotency-Key as it is now.', 'Task', 'ETag', 'Location'),
        ...withBody,
        ...problems(422),
      },
    },
    patch: {
      operationId: 'changeAllTasks',
      summary: 'Completes or reopens all tasks. Safe to repeat.',
      requestBody: body('BulkChange'),
      responses: { 204: answer('All are done.'), ...withBody },
    },
    delete: {
      operationId: 'deleteTasks',
      summary: 'Deletes all tasks, or the completed ones. Safe to repeat.',
      parameters: parameters('onlyCompleted'),
      responses: { 204: answer('All are gone.'), ...write },
    },
  },
  '/api/tasks/{id}': {
    parameters: parameters('id', 'ifOwner'),
    get: {
      operationId: 'getTask',
      summary: 'One task.',
      parameters: parameters('ifNoneMatch'),
      responses: {
        200: answer('The task.', 'Task', 'ETag'),
        304: answer('It is at the version that If-None-Match names.', undefined, 'ETag'),
        ...always,
        ...problems(404),
      },
    },
    put: {
      operationId: 'putTask',
      summary: 'Creates the task with If-None-Match: *, replaces it with If-Match.',
      parameters: parameters('ifMatch', 'ifNoneMatch'),
      requestBody: body('NewTask'),
      responses: {
        200: answer('It was replaced.', 'Task', 'ETag'),
        201: answer('It was created.', 'Task', 'ETag', 'Location'),
        ...withBody,
        ...problems(428),
      },
    },
    patch: {
      operationId: 'patchTask',
      summary: 'Changes some fields.',
      parameters: parameters('ifMatch'),
      requestBody: {
        required: true,
        content: {
          'application/merge-patch+json': { schema: ref('schemas', 'TaskPatch') },
          ...json(ref('schemas', 'TaskPatch')),
        },
      },
      responses: { 200: answer('The whole task.', 'Task', 'ETag'), ...withBody, ...problems(404) },
    },
    delete: {
      operationId: 'deleteTask',
      summary: 'Deletes a task.',
      parameters: parameters('ifMatch'),
      responses: { 204: answer('It is gone.'), ...write, ...problems(404) },
    },
  },
  '/api/session': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'getSession',
      summary: 'Who is calling. A caller without a session becomes a guest.',
      responses: { 200: answer('The caller.', 'WhoIsCalling'), ...always },
    },
    post: {
      operationId: 'beginSession',
      summary: 'Signs in, or begins as a new guest.',
      description: 'Signing in moves a guest’s tasks into the account, unless keepGuestTasks is false.',
      security: [{}, { bearer: [] }, { cookie: [] }],
      requestBody: { ...body('SignIn'), required: false },
      responses: { 201: answer('The new session.', 'Session'), ...withBody, ...problems(429) },
    },
    delete: {
      operationId: 'endSession',
      summary: 'Signs a browser out: its cookie is removed. A bearer token is ended by forgetting it.',
      responses: { 204: answer('Signed out.'), ...write },
    },
  },
  '/api/users': {
    parameters: parameters('ifOwner'),
    post: {
      operationId: 'register',
      summary: 'Registers an account; a guest’s tasks become the account’s.',
      requestBody: body('Registration'),
      responses: { 201: answer('The new account’s session.', 'Session'), ...withBody, ...problems(409, 429) },
    },
  },
  '/api/users/me': {
    parameters: parameters('ifOwner'),
    delete: {
      operationId: 'deleteAccount',
      summary: 'Removes the account and everything in it. Safe to repeat.',
      requestBody: body('Confirmation'),
      responses: { 204: answer('It is gone.'), ...withBody, ...problems(409, 429) },
    },
  },
  '/api/users/me/password': {
    parameters: parameters('ifOwner'),
    put: {
      operationId: 'changePassword',
      summary: 'Changes the password, which ends all other sessions of the account.',
      requestBody: body('PasswordChange'),
      responses: { 200: answer('The caller’s new session.', 'Session'), ...withBody, ...problems(409, 429) },
    },
  },
  '/api/users/me/export': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'exportEverything',
      summary: 'All that is kept for the caller, in one document.',
      responses: { 200: answer('Everything.', 'Export'), ...always },
    },
  },
  '/api': {
    get: {
      operationId: 'getIndex',
      summary: 'Where the parts of the API are.',
      security: [],
      responses: { 200: answer('Their addresses.', 'Index'), ...problems(400) },
    },
  },
  '/api/health': {
    get: {
      operationId: 'getHealth',
      summary: 'Whether the function runs, and which build; with deep=1 also whether the task store answers.',
      security: [],
      parameters: parameters('deep'),
      responses: { 200: answer('It runs.', 'Health'), ...problems(400, 503) },
    },
  },
  '/api/openapi.json': {
    get: {
      operationId: 'getDescription',
      summary: 'This document.',
      security: [],
      responses: { 200: answer('An OpenAPI document.', { type: 'object' }), ...problems(400) },
    },
  },
};

const query = (name: string, { schema }: Parameter<unknown>, description: string, initial?: unknown) => ({
  name,
  in: 'query',
  schema: initial === undefined ? schema : { ...schema, default: initial },
  description,
});
const header = (name: string, description: string) => ({ name, in: 'header', schema: { type: 'string' }, description });

const titles: Record<number, string> = {
  400: 'The request is not valid; errors names every wrong part.',
  401: `The bearer token or the password is not valid, or a session is needed. Of type ${problemTypes.sessionNotVerified}: the session cookie cannot be verified; nothing was changed and the cookie is kept.`,
  403: 'Not allowed: a write from another site, or a guest where an account is needed.',
  404: 'There is no such task in the caller’s list.',
  409: 'The user name is taken, or the account was changed at the same time.',
  412: `The task is not at the version that was expected. Of type ${problemTypes.ownerMismatch}: the session is not that of the owner whom If-Owner names; nothing was changed.`,
  413: 'The body is larger than 64 KiB.',
  415: 'The body is not JSON in UTF-8.',
  422: 'The Idempotency-Key came with another body before.',
  428: 'If-Match or If-None-Match: * is needed.',
  429: 'Too many wrong passwords.',
  503: 'The store cannot serve the request at the moment.',
};

function problemAnswer(status: number): object {
  const named = status === 401 ? ['WWW-Authenticate'] : status === 429 || status === 503 ? ['Retry-After'] : [];
  return {
    description: titles[status],
    ...(named.length > 0 && { headers: headers(...named) }),
    content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } },
  };
}

const headerTexts = {
  ETag: 'The task’s version in quotes.',
  Location: 'Where the task is.',
  Link: 'The next page with rel="next"; absent after the last.',
  'Retry-After': 'Seconds to wait.',
  'WWW-Authenticate': 'How to authenticate.',
};

/** The API as an OpenAPI 3.1 document. `server` is what its paths are appended to, `cookie` the name of the session's cookie. */
export function describeApi(version: string, server: string, cookie: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'todolist-backend',
      version,
      summary: 'A to-do list, each caller’s own.',
      description:
        'A caller without a session becomes a guest with a cookie. API clients get a bearer token from POST /api/session or POST /api/users; when an answer carries the header Session-Token, it replaces the token. Where a gateway passes on no PUT, PATCH or DELETE, POST with X-HTTP-Method-Override stands for them.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server || '/' }],
    security: [{}, { bearer: [] }, { cookie: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: cookie },
      },
      parameters: {
        id: { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'The task’s id.' },
        completed: query('completed', listQuery.completed, 'Only tasks that are, or are not, completed.'),
        onlyCompleted: query('completed', deletionQuery.completed, 'Only the completed ones.'),
        limit: query('limit', listQuery.limit, 'Tasks on a page.', defaultPageSize),
        deep: query('deep', healthQuery.deep, 'Asks the task store too; without it nobody else is asked.'),
        cursor: query('cursor', listQuery.cursor, 'From the Link of the page before.'),
        ifOwner: header(
          ownerHeader,
          'The owner for whom the request is meant: the user id of GET /api/session. A session of another owner, or none, is refused.',
        ),
        ifMatch: header('If-Match', 'The ETag that the task must have.'),
        ifNoneMatch: header('If-None-Match', 'An ETag that need not be sent again; * to create.'),
        idempotencyKey: header(
          'Idempotency-Key',
          `Makes a repeated creation create nothing; 1 to ${idempotencyKeyLimit} characters.`,
        ),
      },
      headers: Object.fromEntries(
        Object.entries(headerTexts).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
      ),
      responses: Object.fromEntries(
        Object.keys(titles).map((status) => [`Problem${status}`, problemAnswer(Number(status))]),
      ),
    },
  };
}
