import { always, answer, body, json, parameters, problems, ref, withBody, write } from './parts';

/** Operations on lists, and the versions of lists and tasks. */
export const listPaths = {
  '/api/lists': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'listLists',
      summary: 'The caller’s lists in creation order.',
      responses: { 200: answer('All lists.', { type: 'array', items: ref('schemas', 'List') }), ...always },
    },
    post: {
      operationId: 'createList',
      summary: 'Creates a list.',
      parameters: parameters('idempotencyKey'),
      requestBody: body('NewList'),
      responses: {
        201: answer('The list; with a repeated Idempotency-Key as it is now.', 'List', 'ETag', 'Location'),
        ...withBody,
        ...problems(422),
      },
    },
  },
  '/api/lists/{id}': {
    parameters: parameters('id', 'ifOwner'),
    get: {
      operationId: 'getList',
      summary: 'One list.',
      parameters: parameters('ifNoneMatch'),
      responses: {
        200: answer('The list.', 'List', 'ETag'),
        304: answer('It is at the version that If-None-Match names.', undefined, 'ETag'),
        ...always,
        ...problems(404),
      },
    },
    put: {
      operationId: 'putList',
      summary: 'Creates the list with If-None-Match: *, replaces it with If-Match.',
      parameters: parameters('ifMatch', 'ifNoneMatch'),
      requestBody: body('NewList'),
      responses: {
        200: answer('It was replaced.', 'List', 'ETag'),
        201: answer('It was created.', 'List', 'ETag', 'Location'),
        ...withBody,
        ...problems(422, 428),
      },
    },
    patch: {
      operationId: 'patchList',
      summary: 'Changes some fields.',
      parameters: parameters('ifMatch'),
      requestBody: {
        required: true,
        content: {
          'application/merge-patch+json': { schema: ref('schemas', 'ListPatch') },
          ...json(ref('schemas', 'ListPatch')),
        },
      },
      responses: { 200: answer('The whole list.', 'List', 'ETag'), ...withBody, ...problems(404) },
    },
    delete: {
      operationId: 'deleteList',
      summary: 'Deletes a list. One that has tasks needs to be told what becomes of them. Safe to repeat.',
      parameters: parameters('tasksOfList', 'ifMatch'),
      responses: { 204: answer('It is gone.'), ...write, ...problems(404, 409) },
    },
  },
  '/api/versions': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'getVersions',
      summary: 'Which lists and tasks there are, each with its version; an id that is absent was deleted.',
      parameters: parameters('versionsCursor', 'ifNoneMatch'),
      responses: {
        200: answer('A page of up to 5,000.', 'Versions', 'ETag', 'Link'),
        304: answer('Nothing has changed since the answer whose ETag If-None-Match names.', undefined, 'ETag'),
        ...always,
      },
    },
  },
};
