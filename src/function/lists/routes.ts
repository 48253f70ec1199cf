import * as crypto from 'crypto';
import { type Request, type Response, Router } from 'express';
import { listsLimit } from '../../shared/limits';
import { ulidOf } from '../../shared/ulid';
import { readJson } from '../http/json-body';
import { etagOf, ifMatch, mustNotExist, noneMatchNames } from '../http/preconditions';
import { HttpError, invalidInput } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, type Handler, sendJson, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import type { OwnerOf } from '../tasks/answers';
import { IdempotentCreation, idempotencyKeyOf } from '../tasks/idempotency';
import type { Refusal } from '../tasks/versioned-rows';
import { ListDeletion } from './deletion';
import { isListId, type List, newList, toJson } from './list';
import { listDeletionQuery } from './query';
import { ListRepository } from './repository';

/** Validation is loaded by calls that send something: the others' cold starts go without. */
const input = () => import('./input');

/** `/api/lists`: a caller's own lists. */
export function listRoutes(store: TablestoreClient, ownerOf: OwnerOf): Router {
  const lists = new ListRepository(store);
  const deletion = new ListDeletion(store, lists);

  const showAll: Handler = async (req, res) => {
    const all = await lists.all(contextOf(req), await ownerOf(req, res));
    const base = baseUrl(req);
    sendJson(
      res,
      200,
      all.map((list) => toJson(list, base)),
    );
  };

  const create: Handler = async (req, res) => {
    const key = idempotencyKeyOf(req);
    const fields = (await input()).readList(await readJson(req));
    const call = contextOf(req);
    const owner = await ownerOf(req, res);
    const find = (id: string) => lists.get(call, owner, id);
    const insert = async (id: string, now: number) => {
      await checkNumber(lists, req, owner);
      const list = newList(id, fields, now);
      if (await lists.insert(call, owner, list)) return list;
      return (await find(id)) ?? idTaken();
    };
    const now = Date.now();
    const list =
      key === undefined
        ? await insert(ulidOf(now, crypto.randomBytes(16)), now)
        : await new IdempotentCreation(store).create(call, owner, key, { list: fields }, { find, insert });
    sendCreated(req, res, list);
  };

  const show: Handler = async (req, res) => {
    const list = await lists.get(contextOf(req), await ownerOf(req, res), idOf(req));
    if (!list) throw noSuchList();
    if (noneMatchNames(req, list.version)) {
      res.setHeader('ETag', etagOf(list.version));
      res.status(304).end();
      return;
    }
    sendList(req, res, 200, list);
  };

  const put: Handler = async (req, res) => {
    const id = req.params.id as string;
    if (!isListId(id)) throw invalidInput([{ pointer: '/id', detail: 'must be a ULID in upper case' }]);
    const creating = mustNotExist(req);
    const expected = ifMatch(req);
    if (!creating && expected === undefined) {
      throw new HttpError(428, 'Say what is expected: If-None-Match: * to create the list, or If-Match to replace it.');
    }
    const fields = (await input()).readList(await readJson(req));
    const owner = await ownerOf(req, res);
    if (expected !== undefined) {
      const list = creating ? 'missing' : await lists.replace(contextOf(req), owner, id, fields, expected);
      // A precondition on a list that does not exist is false (RFC 9110, section 13.1.1).
      if (typeof list === 'string') throw versionDiffers();
      return sendList(req, res, 200, list);
    }
    await checkNumber(lists, req, owner);
    const list = newList(id, fields, Date.now());
    if (!(await lists.insert(contextOf(req), owner, list))) {
      throw new HttpError(412, 'A list with this id exists already.');
    }
    sendCreated(req, res, list);
  };

  const patch: Handler = async (req, res) => {
    const id = idOf(req);
    const changes = (await input()).readListPatch(await readJson(req));
    const result = await lists.change(contextOf(req), await ownerOf(req, res), id, changes, ifMatch(req));
    if (typeof result === 'string') throw refusalOf(result);
    sendList(req, res, 200, result);
  };

  const remove = withQuery(listDeletionQuery, async (req, res, { tasks }) => {
    const id = idOf(req);
    const result = await deletion.remove(contextOf(req), await ownerOf(req, res), id, tasks, ifMatch(req));
    if (result === 'has tasks') {
      throw new HttpError(409, 'The list has tasks. Say what becomes of them: ?tasks=inbox or ?tasks=trash.');
    }
    if (result !== 'removed') throw refusalOf(result);
    res.status(204).end();
  });

  const router = Router();
  addResource(router, '/', { GET: showAll, POST: create });
  addResource(router, '/:id', { GET: show, PUT: put, PATCH: patch, DELETE: remove });
  return router;
}

async function checkNumber(lists: ListRepository, req: Request, owner: string): Promise<void> {
  if ((await lists.all(contextOf(req), owner)).length < listsLimit) return;
  throw new HttpError(422, `There are ${listsLimit} lists already, which is the most. Delete one first.`);
}

function sendCreated(req: Request, res: Response, list: List): void {
  res.setHeader('Location', `${baseUrl(req)}/api/lists/${list.id}`);
  sendList(req, res, 201, list);
}

function sendList(req: Request, res: Response, status: number, list: List): void {
  res.setHeader('ETag', etagOf(list.version));
  sendJson(res, status, toJson(list, baseUrl(req)));
}

function idOf(req: Request): string {
  const id = req.params.id as string;
  if (!isListId(id)) throw noSuchList();
  return id;
}

function idTaken(): never {
  throw new HttpError(503, 'The new id was taken. Try again.');
}

function noSuchList(): HttpError {
  return new HttpError(404, 'There is no such list.');
}

function versionDiffers(): HttpError {
  return new HttpError(412, 'The list is not at the version that was expected. Fetch the current version and retry.');
}

function refusalOf(refusal: Refusal): HttpError {
  return refusal === 'missing' ? noSuchList() : versionDiffers();
}
