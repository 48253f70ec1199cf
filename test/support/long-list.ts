import * as crypto from 'node:crypto';
import { TablestoreClient } from '../../src/function/tablestore/client';
import { StoreError } from '../../src/function/tablestore/errors';
import { tasksTable } from '../../src/function/tablestore/schema';
import { newTask, newTaskId, toColumns } from '../../src/function/tasks/task';
import type { ApiClient } from './client';
import type { TestStore } from './store';

/** Rows in one batch, which may hold 4 MB: notes may be full. */
const batchSize = 100;

/** Gives a client's list so many open tasks, each with a note; written past the API. */
export async function fillList(client: ApiClient, { settings }: TestStore, size: number, note = ''): Promise<void> {
  const store = new TablestoreClient({
    endpoint: () => settings.tablestoreEndpoint!,
    instance: settings.tablestoreInstance,
    credentials: settings.credentials,
  });
  const owner: string = (await client.get('/api/session')).body.user.id;
  const now = Date.now();
  const fields = {
    title: 'one of many',
    note,
    status: 'open',
    order: null,
    due: null,
    repeat: null,
    repeatFrom: 'due',
    list: null,
  } as const;
  for (let written = 0; written < size; written += batchSize) {
    const changes = Array.from({ length: Math.min(batchSize, size - written) }, (_, index) => {
      const id = newTaskId(now - size + written + index);
      const columns = toColumns(newTask(id, fields, now), crypto.randomBytes(9).toString('base64'));
      return { type: 'put', key: { owner, id }, columns, condition: { row: 'missing' } } as const;
    });
    const call = { deadline: Date.now() + 60_000, credentials: undefined, region: undefined, recordOperation() {} };
    const results = await store.batchWrite(call, tasksTable, changes);
    // A batch whose answer was late is sent again, and finds its rows.
    if (results.some((result) => result instanceof StoreError)) throw new Error('the list could not be written');
  }
}
