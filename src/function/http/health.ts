import type { TablestoreClient } from '../tablestore/client';
import { settingsTable } from '../tablestore/schema';
import { only } from './query';
import { contextOf } from './request-context';
import type { CodeCache } from './request-log';
import { type Endpoint, sendJson, withQuery } from './routing';

/** Milliseconds that the store may take to answer. */
const storeTimeout = 2500;

/** The parameters of `GET /api/health`. */
export const healthQuery = { deep: only('1', 'can only be 1; leave it out not to ask the store') };

/** The answer of `GET /api/health`. */
export interface Health {
  status: 'ok';
  /** The build's version. */
  version: string;
  /** The versions of Node.js and of its V8, without their leading `v`. */
  node: string;
  v8: string;
  /** Absent when the app was not started from the package. */
  codeCache?: CodeCache;
  /** Present when the store was asked. */
  store?: 'ok';
}

/**
 * `GET /api/health`: that this build runs, on which Node.js, and whether its code cache fits. It uses no other service,
 * except with `?deep=1` the store: one read of a row that need not exist, so 503 means that tasks cannot be read either.
 */
export function health(store: TablestoreClient, version: string, codeCache?: CodeCache): Endpoint {
  return withQuery(healthQuery, async function showHealth(req, res, { deep = false }) {
    if (deep) {
      await store.getRow(contextOf(req).withDeadline(storeTimeout), settingsTable, { name: 'health' });
    }
    const { node, v8 } = process.versions;
    const answer: Health = {
      status: 'ok',
      version,
      node,
      v8,
      ...(codeCache && { codeCache }),
      ...(deep && { store: 'ok' }),
    };
    sendJson(res, 200, answer);
  });
}
