import { always, answer, parameters, problems, ref, write } from './parts';

/** Operations on the trash. */
export const trashPaths = {
  '/api/trash': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'listTrash',
      summary: 'The caller’s deleted tasks, the last deleted first; the Link header leads to the next page.',
      parameters: parameters('limit', 'trashCursor'),
      responses: { 200: answer('A page.', { type: 'array', items: ref('schemas', 'TrashedTask') }, 'Link'), ...always },
    },
    delete: {
      operationId: 'emptyTrash',
      summary: 'Deletes everything in the trash for good. Safe to repeat.',
      responses: { 204: answer('It is empty.'), ...write },
    },
  },
  '/api/trash/{id}': {
    parameters: parameters('trashId', 'ifOwner'),
    delete: {
      operationId: 'deleteForGood',
      summary: 'Deletes a task in the trash for good.',
      responses: { 204: answer('It is gone.'), ...write, ...problems(404) },
    },
  },
  '/api/trash/{id}/restore': {
    parameters: parameters('trashId', 'ifOwner'),
    post: {
      operationId: 'restoreTask',
      summary: 'Puts a task back into the list, under its old id and as its next version. Safe to repeat.',
      responses: { 200: answer('The task, as it is in the list.', 'Task', 'ETag'), ...write, ...problems(404, 409) },
    },
  },
};
