import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { settingsTable } from '../tablestore/schema';
import { callOf } from './call';
import { readQuery } from './query';
import { type Endpoint, sendJson } from './routing';

/** How long the store may take to show that it answers, in milliseconds. */
const patienceMs = 2500;

/**
 * `GET /api/health`: that this build runs, without asking anybody else. With `?deep=1` also that the store answers: one
 * read of a row that need not exist, so 503 means that tasks cannot be read either.
 */
export function health(store: TablestoreClient, version: string): Endpoint {
  return async function showHealth(req, res) {
    const { deep = false } = readQuery(req, { deep: readOne });
    if (deep) {
      const call = callOf(req);
      const impatient: StoreCall = {
        deadline: Math.min(call.deadline, Date.now() + patienceMs),
        credentials: call.credentials,
        region: call.region,
        recordOperation: (operation) => call.recordOperation(operation),
      };
      await store.getRow(impatient, settingsTable, { name: 'health' });
    }
    sendJson(res, 200, { status: 'ok', version, ...(deep && { store: 'ok' }) });
  };
}

function readOne(text: string): boolean {
  if (text !== '1') throw new Error('can only be 1; leave it out not to ask the store');
  return true;
}
