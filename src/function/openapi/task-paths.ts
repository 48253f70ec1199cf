import { always, answer, body, json, parameters, problems, ref, withBody, write } from './parts';

/** Operations on tasks. */
export const taskPaths = {
  '/api/tasks': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'listTasks',
      summary: 'The caller’s tasks in creation order; the Link header leads to the next page.',
      description: 'A search reads a bounded number of tasks: a page may be empty and still have a next one.',
      parameters: parameters('completed', 'q', 'tag', 'list', 'due', 'ids', 'limit', 'cursor'),
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
      summary:
        'Completes or reopens all tasks. Those that repeat go on to their next dates, once on one day. Safe to repeat.',
      requestBody: body('BulkChange'),
      responses: { 204: answer('All are done.'), ...withBody },
    },
    delete: {
      operationId: 'deleteTasks',
      summary: 'Deletes all tasks, or the completed ones. Safe to repeat.',
      parameters: parameters('onlyCompleted', 'permanently'),
      responses: { 204: answer('All are gone.'), ...write },
    },
  },
  '/api/tasks/batch': {
    parameters: parameters('ifOwner'),
    post: {
      operationId: 'changeTasks',
      summary: 'Changes up to 100 tasks in one call, each on its own. Safe to repeat.',
      description: 'A repeated creation finds its task; a repeated update or deletion is refused in its result.',
      parameters: parameters('permanently'),
      requestBody: body('Batch'),
      responses: { 200: answer('What became of each change.', 'BatchResults'), ...withBody },
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
      summary:
        'Changes some fields. A completed task that repeats goes on to its next date; the Link header leads to the finished occurrence, which is a task of its own. The last occurrence completes the task itself.',
      parameters: parameters('ifMatch', 'occurrence'),
      requestBody: {
        required: true,
        content: {
          'application/merge-patch+json': { schema: ref('schemas', 'TaskPatch') },
          ...json(ref('schemas', 'TaskPatch')),
        },
      },
      responses: {
        200: answer('The whole task, a repeating one at its next date.', 'Task', 'ETag', 'Link'),
        ...withBody,
        ...problems(404, 409, 428),
      },
    },
    delete: {
      operationId: 'deleteTask',
      summary: 'Deletes a task.',
      parameters: parameters('permanently', 'ifMatch'),
      responses: { 204: answer('It is gone.'), ...write, ...problems(404) },
    },
  },
  '/api/tasks/{id}/skip': {
    parameters: parameters('id', 'ifOwner'),
    post: {
      operationId: 'skipOccurrence',
      summary: 'Moves a repeating task to its next date without completing the present occurrence.',
      parameters: parameters('ifMatch', 'occurrence'),
      responses: {
        200: answer('The task at its next date.', 'Task', 'ETag'),
        ...withBody,
        ...problems(404, 409, 428),
      },
    },
  },
};
