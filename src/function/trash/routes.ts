import { type Request, Router } from 'express';
import { defaultPageSize } from '../../shared/limits';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, type Handler, sendJson, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import { type OwnerOf, sendTask } from '../tasks/answers';
import { entryToJson } from './json';
import { isTrashId, trashQuery } from './query';
import { Trash } from './trash';

/** `/api/trash`: the caller's deleted tasks, for as long as they are kept. */
export function trashRoutes(store: TablestoreClient, ownerOf: OwnerOf): Router {
  const trash = new Trash(store);

  const list = withQuery(trashQuery, async (req, res, { limit = defaultPageSize, cursor }) => {
    const owner = await ownerOf(req, res);
    const page = await trash.list(contextOf(req), owner, { from: cursor, limit });
    const base = baseUrl(req);
    if (page.next !== undefined) {
      res.setHeader('Link', `<${base}/api/trash?limit=${limit}&cursor=${page.next}>; rel="next"`);
    }
    sendJson(
      res,
      200,
      page.entries.map((entry) => entryToJson(entry, base)),
    );
  });

  const restore: Handler = async (req, res) => {
    const id = idOf(req);
    const task = await trash.restore(contextOf(req), await ownerOf(req, res), id);
    if (task === 'missing') throw notInTrash();
    if (task === 'id taken') throw new HttpError(409, 'Another task in your list has this id.');
    sendTask(req, res, 200, task);
  };

  const remove: Handler = async (req, res) => {
    const id = idOf(req);
    const result = await trash.remove(contextOf(req), await ownerOf(req, res), id);
    if (result === 'missing') throw notInTrash();
    res.status(204).end();
  };

  const empty: Handler = async (req, res) => {
    await trash.empty(contextOf(req), await ownerOf(req, res));
    res.status(204).end();
  };

  const router = Router();
  addResource(router, '/', { GET: list, DELETE: empty });
  addResource(router, '/:id', { DELETE: remove });
  addResource(router, '/:id/restore', { POST: restore });
  return router;
}

function idOf(req: Request): string {
  const id = req.params.id as string;
  if (!isTrashId(id)) throw notInTrash();
  return id;
}

function notInTrash(): HttpError {
  return new HttpError(404, 'There is no such task in your trash.');
}
