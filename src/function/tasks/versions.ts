import * as crypto from 'crypto';
import { type Request, type Response, Router } from 'express';
import { versionsPageSize } from '../../shared/limits';
import type { Versions } from '../../shared/wire';
import { contextOf } from '../http/request-context';
import { addResource, sendJson, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import type { OwnerOf } from './answers';
import { versionsQuery } from './query';
import { endOfTasks, listIdOf, startOfLists } from './rows';

/**
 * `GET /api/versions`: which lists and tasks there are, and at which versions; one range read of the keys a page. A client
 * finds out by it what was changed elsewhere: an id that is absent was deleted.
 */
export function versionsRoutes(store: TablestoreClient, ownerOf: OwnerOf): Router {
  const show = withQuery(versionsQuery, async (req, res, { cursor }) => {
    const range = await store.getRange(contextOf(req), tasksTable, {
      partition: await ownerOf(req, res),
      from: cursor ?? startOfLists,
      until: endOfTasks,
      limit: versionsPageSize,
      columns: ['version', 'deleting'],
    });
    const versions: Versions = { lists: [], tasks: [] };
    for (const row of range.rows) {
      const list = listIdOf(row);
      const version = Number(row.columns.version);
      if (list === undefined) versions.tasks.push([row.key.id as string, version]);
      else if (row.columns.deleting === undefined) versions.lists.push([list, version]);
    }
    if (range.next !== undefined) {
      const next = `${baseUrl(req)}/api/versions?cursor=${encodeURIComponent(range.next)}`;
      res.setHeader('Link', `<${next}>; rel="next"`);
    }
    sendUnlessKnown(req, res, versions);
  });

  const router = Router();
  addResource(router, '/', { GET: show });
  return router;
}

/** Answers 304 when `If-None-Match` names the hash of the answer. */
function sendUnlessKnown(req: Request, res: Response, value: Versions): void {
  const hash = crypto.createHash('sha256').update(JSON.stringify(value)).digest('base64');
  const etag = `"${hash.slice(0, 22)}"`;
  res.setHeader('ETag', etag);
  res.setHeader('Cache-Control', 'private, no-cache');
  const known = (req.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) res.status(304).end();
  else sendJson(res, 200, value);
}
