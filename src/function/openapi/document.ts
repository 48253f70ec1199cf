import { bodyLimit, defaultPageSize, idempotencyKeyLimit } from '../../shared/limits';
import { ownerHeader } from '../../shared/owner-header';
import { problemTypes } from '../../shared/problem-types';
import { exportQuery } from '../accounts/export';
import { healthQuery } from '../http/health';
import type { Parameter } from '../http/query';
import { listDeletionQuery } from '../lists/query';
import { deletionQuery, listQuery, occurrenceQuery, versionsQuery } from '../tasks/query';
import { trashQuery } from '../trash/query';
import { accountPaths } from './account-paths';
import { listPaths } from './list-paths';
import { answer, headers, parameters, problems, ref } from './parts';
import { schemas } from './schemas';
import { taskPaths } from './task-paths';
import { trashPaths } from './trash-paths';

const servicePaths = {
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
  400: 'The request is not valid; `errors` names every wrong part.',
  401: `The bearer token or the password is not valid, or a session is needed. Of type ${problemTypes.sessionNotVerified}: the session cookie cannot be verified; nothing was changed and the cookie is kept.`,
  403: 'Not allowed: a write from another site, or a guest where an account is needed.',
  404: 'The caller has nothing of this id.',
  409: 'The request conflicts with the present state: the id or the user name is taken, the account was changed at the same time, the list has tasks. Of a repeating task: it is due on another date than `occurrence`, does not repeat, or is at its last occurrence.',
  412: `The task is not at the version that was expected. Of type ${problemTypes.ownerMismatch}: the session is not that of the owner whom If-Owner names; nothing was changed.`,
  413: `The body is larger than ${bodyLimit / 1024} KiB.`,
  415: 'The body is not JSON in UTF-8.',
  422: 'The Idempotency-Key came with another body before, or there are as many lists as there may be.',
  428: 'If-Match or If-None-Match: * is needed; for a repeating task If-Match with a version, or `occurrence`.',
  429: 'Too many wrong passwords.',
  503: 'The store cannot serve the request at the moment, or lacks a table, which the detail names.',
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
  Link: 'The next page with rel="next", absent after the last; the finished occurrence of a repeating task with rel="completed".',
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
        'A caller without a session becomes a guest with a cookie. API clients get a bearer token from POST /api/session or POST /api/users; when an answer carries the header Session-Token, it replaces the token. Behind a gateway that does not pass on PUT, PATCH or DELETE, send POST with X-HTTP-Method-Override.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server || '/' }],
    security: [{}, { bearer: [] }, { cookie: [] }],
    paths: { ...taskPaths, ...listPaths, ...trashPaths, ...accountPaths, ...servicePaths },
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: cookie },
      },
      parameters: {
        id: { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'The id.' },
        completed: query('completed', listQuery.completed, 'Only tasks that are, or are not, completed.'),
        q: query('q', listQuery.q, 'Words that all occur in title or note; case and width make no difference.'),
        tag: query(
          'tag',
          listQuery.tag,
          'A tag that the task has; may be given more than once, also as one text with commas.',
        ),
        list: query('list', listQuery.list, 'The id of a list, or inbox for the tasks without one.'),
        due: query('due', listQuery.due, 'When the task is due.'),
        ids: query('ids', listQuery.ids, 'Answers the tasks of these ids that exist; no other parameter goes with it.'),
        tasksOfList: query('tasks', listDeletionQuery.tasks, 'What becomes of the list’s tasks.'),
        versionsCursor: query('cursor', versionsQuery.cursor, 'From the Link of the page before.'),
        onlyCompleted: query('completed', deletionQuery.completed, 'Only the completed ones.'),
        permanently: query('permanently', deletionQuery.permanently, 'At once and for good, not into the trash.'),
        limit: query('limit', listQuery.limit, 'Tasks on a page.', defaultPageSize),
        deep: query('deep', healthQuery.deep, 'Also asks the task store whether it answers.'),
        trashId: {
          name: 'id',
          in: 'path',
          required: true,
          schema: { type: 'string' },
          description: 'The id of the entry: the deletion’s, a colon, and the task’s.',
        },
        trashCursor: query('cursor', trashQuery.cursor, 'From the Link of the page before.'),
        cursor: query('cursor', listQuery.cursor, 'From the Link of the page before.'),
        occurrence: query(
          'occurrence',
          occurrenceQuery.occurrence,
          'The due date of the occurrence that is completed or skipped. A repeat changes nothing.',
        ),
        exportCursor: query('cursor', exportQuery.cursor, 'From the Link of the document before.'),
        ifOwner: header(
          ownerHeader,
          'The owner for whom the request is meant: the user id of GET /api/session. A session of another owner, or none, is refused.',
        ),
        ifMatch: header('If-Match', 'The ETag that the task must have.'),
        ifNoneMatch: header(
          'If-None-Match',
          'The ETag of the version that the client has: while it is current, the answer is 304. With PUT, * creates the task.',
        ),
        idempotencyKey: header(
          'Idempotency-Key',
          `A repeat with the same key creates nothing; 1 to ${idempotencyKeyLimit} characters.`,
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
