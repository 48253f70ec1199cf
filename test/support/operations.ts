import { ApiClient } from './client';

/** One operation of the API, with a request that is all right. */
export interface ApiOperation {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: object;
  /** Names of its query parameters. */
  queries: string[];
}

const taskId = '01JD0000000000000000000000';
const person = { username: 'somebody', password: 'correct horse battery staple' };

/** Bodies that are all right, by operationId. */
const bodies: Record<string, object> = {
  createTask: { title: 'a' },
  changeAllTasks: { completed: true },
  changeTasks: { changes: [{ op: 'create', id: taskId, title: 'a' }] },
  putTask: { title: 'a' },
  patchTask: { note: 'n' },
  createList: { name: 'a' },
  putList: { name: 'a' },
  patchList: { archived: true },
  beginSession: person,
  register: person,
  deleteAccount: { password: person.password },
  changePassword: { password: person.password, newPassword: 'another horse entirely' },
};

/** Every operation of the server's own OpenAPI description. */
export async function operationsOf(url: string): Promise<ApiOperation[]> {
  const { body: document } = await new ApiClient(url).get('/api/openapi.json');
  const operations: ApiOperation[] = [];
  for (const [template, item] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!operation.operationId) continue;
      const named = (operation.parameters ?? []).map(
        ({ $ref }) => document.components.parameters[$ref.split('/').pop()!],
      );
      const body = bodies[operation.operationId];
      if (operation.requestBody && !body) throw new Error(`${operation.operationId} needs a body here`);
      operations.push({
        name: operation.operationId,
        method: method.toUpperCase(),
        path: template.replace('{id}', /trash/.test(template) ? `${taskId}:${taskId}` : taskId),
        headers: method === 'put' ? { 'If-Match': '"1"' } : {},
        queries: named.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
        ...(body && { body }),
      });
    }
  }
  return operations;
}

interface Operation {
  operationId?: string;
  parameters?: { $ref: string }[];
  requestBody?: object;
}
