import type { TablestoreClient } from '../tablestore/client';
import { settingsTable } from '../tablestore/schema';
import { only } from './query';
import { contextOf } from './request-context';
import { type Endpoint, sendJson, withQuery } from './routing';

/** Milliseconds that the store may take to answer. */
const storeTimeout = 2500;

/** The parameters of `GET /api/health`. */
export const healthQuery = { deep: only('1', 'can only be 1; leave it out not to ask the store') };

/**
 * `GET /api/health`: that this build runs, without asking anybody else. With `?deep=1` also that the store answers: one
 * read of a row that need not exist, so 503 means that tasks cannot be read either.
 */
export function health(store: TablestoreClient, version: string): Endpoint {
  return withQuery(healthQuery, async function showHealth(req, res, { deep = false }) {
    if (deep) {
      await store.getRow(contextOf(req).withDeadline(storeTimeout), settingsTable, { name: 'health' });
    }
    sendJson(res, 200, { status: 'ok', version, ...(deep && { store: 'ok' }) });
  });
}
