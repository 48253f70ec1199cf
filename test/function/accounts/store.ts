import { TablestoreClient } from '../../../src/function/tablestore/client';
import type { Columns } from '../../../src/function/tablestore/rows';
import { accountsTable, tasksTable, trashTable } from '../../../src/function/tablestore/schema';
import type { TestApp } from '../../support/app';

const call = () => ({
  deadline: Date.now() + 5000,
  credentials: undefined,
  region: undefined,
  recordOperation: () => {},
});

/** The tables themselves, for states that take a day, a crash or an older version of this service to come about. */
export function storeOf({ store: { settings } }: TestApp) {
  const store = new TablestoreClient({
    endpoint: () => settings.tablestoreEndpoint!,
    instance: settings.tablestoreInstance,
    credentials: settings.credentials,
  });
  return {
    account: async (username: string) => (await store.getRow(call(), accountsTable, { username }))?.columns,
    updateAccount: (username: string, put: Columns) =>
      store.updateRow(call(), accountsTable, { username }, { put }, { row: 'exists' }),
    /** All rows of an owner, those of idempotency keys included. */
    rowsOf: async (owner: string) =>
      (await store.getRange(call(), tasksTable, { partition: owner, until: '~', limit: 5000 })).rows,
    trashOf: async (owner: string) =>
      (await store.getRange(call(), trashTable, { partition: owner, until: '~', limit: 5000 })).rows,
    putTask: (owner: string, id: string, columns: Columns) =>
      store.putRow(call(), tasksTable, { owner, id }, columns, { row: 'missing' }),
  };
}
