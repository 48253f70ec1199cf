import { Router } from 'express';
import { batchBodyLimit } from '../../shared/limits';
import type { WireBatchResult } from '../../shared/wire';
import { readJson } from '../http/json-body';
import { problemOf } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, sendJson, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import type { OwnerOf } from '../tasks/answers';
import { removalQuery } from '../tasks/query';
import { toJson } from '../tasks/task';
import { TaskBatch } from './batch';
import type { Change, ReadChange } from './input';
import { type Outcome, refused } from './plan';

/** `/api/tasks/batch`: changes of many tasks in one call. */
export function batchRoutes(store: TablestoreClient, ownerOf: OwnerOf): Router {
  const change = withQuery(removalQuery, async (req, res, { permanently = false }) => {
    const [{ readBatch }, { fieldsOf }] = await Promise.all([import('./input'), import('../tasks/input')]);
    const read = readBatch(await readJson(req, batchBodyLimit));
    const changes = read.filter(isValid);
    const owner = await ownerOf(req, res);
    const batch = new TaskBatch(store, fieldsOf);
    const outcomes = changes.length > 0 ? await batch.apply(contextOf(req), owner, changes, { permanently }) : [];
    const base = baseUrl(req);
    const { requestId } = contextOf(req);
    const toResult = (id: string | null, outcome: Outcome): WireBatchResult => {
      const { status } = outcome;
      if ('task' in outcome) return { id, status, task: toJson(outcome.task, base) };
      return 'error' in outcome ? { id, status, problem: problemOf(outcome.error, requestId) } : { id, status };
    };
    let next = 0;
    const results = read.map((one) =>
      toResult(one.id, isValid(one) ? (outcomes[next++] as Outcome) : refused(one.error)),
    );
    sendJson(res, 200, { results });
  });

  const router = Router();
  addResource(router, '/', { POST: change });
  return router;
}

function isValid(change: ReadChange): change is Change {
  return change.op !== 'refused';
}
