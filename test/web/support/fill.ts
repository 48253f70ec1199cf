import { tablestoreEndpoint } from '../../../src/function/settings';
import { TablestoreClient } from '../../../src/function/tablestore/client';
import { tasksTable } from '../../../src/function/tablestore/schema';
import { newTask, newTaskId, toColumns } from '../../../src/function/tasks/task';
import type { TestStore } from '../../support/store';

/** Puts many tasks on an owner's list, past the API, which takes one at a time. */
export async function fill({ settings }: TestStore, owner: string, count: number): Promise<void> {
  const store = new TablestoreClient({
    endpoint: (region) => tablestoreEndpoint(settings, region),
    instance: settings.tablestoreInstance,
    credentials: settings.credentials,
  });
  const start = Date.now() - count * 1000;
  const tasks = Array.from({ length: count }, (_, index) => {
    const at = start + index * 1000;
    const title = `Task ${index}, of a list that grew for years`;
    return newTask(
      newTaskId(at),
      { title, note: '', status: 'open', order: null, due: null, repeat: null, repeatFrom: 'due', list: null },
      at,
    );
  });
  for (let index = 0; index < count; index += 200) {
    const call = { deadline: Date.now() + 20_000, credentials: undefined, region: undefined, recordOperation() {} };
    const batch = tasks.slice(index, index + 200);
    const results = await store.batchWrite(
      call,
      tasksTable,
      batch.map((task) => ({
        type: 'update',
        key: { owner, id: task.id },
        put: Object.fromEntries(
          Object.entries(toColumns(task, 'fill')).filter(([, value]) => value !== undefined),
        ) as never,
        condition: { row: 'any' },
      })),
    );
    if (results.some((result) => result !== 'applied')) throw new Error('the list could not be written');
  }
}
