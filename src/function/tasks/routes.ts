import { type Request, type Response, Router } from 'express';
import { utcDateOf } from '../../shared/dates';
import { defaultPageSize } from '../../shared/limits';
import { readJson } from '../http/json-body';
import { etagOf, ifMatch, mustNotExist, noneMatchNames } from '../http/preconditions';
import { HttpError, invalidInput } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, type Handler, sendJson, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import { idOf, noSuchTask, type OwnerOf, refusalOf, sendCreated, sendTask, versionDiffers } from './answers';
import { BulkTasks } from './bulk';
import { checkList } from './check-list';
import { findTasks } from './find';
import { IdempotentCreation, idempotencyKeyOf, keyedBody } from './idempotency';
import { deletionQuery, listQuery, occurrenceQuery, removalQuery } from './query';
import { repeatEndpoints } from './repeat-endpoints';
import { TaskRepository } from './repository';
import { isTaskId, newTask, newTaskId, type Task, type TaskFields, toJson } from './task';

/** Validation is loaded by calls that send something: the others' cold starts go without. */
const input = () => import('./input');

/** `/api/tasks`: a caller's own tasks, one by one and all together. */
export function taskRoutes(store: TablestoreClient, ownerOf: OwnerOf): Router {
  const tasks = new TaskRepository(store);
  const bulk = new BulkTasks(store);
  const { complete, skip } = repeatEndpoints(store, ownerOf);

  const createOnce = (req: Request, owner: string, key: string, fields: TaskFields): Promise<Task> => {
    const call = contextOf(req);
    return new IdempotentCreation(store).create(call, owner, key, keyedBody(fields), {
      find: (id) => tasks.get(call, owner, id),
      insert: (id, createdAt) => tasks.insertOrFind(call, owner, newTask(id, fields, createdAt)),
    });
  };

  const list = withQuery(listQuery, async (req, res, query) => {
    const { ids, limit = defaultPageSize, cursor: from, ...wanted } = query;
    const call = contextOf(req);
    if (ids) {
      checkAlone(query);
      return sendTasks(req, res, await tasks.getSome(call, await ownerOf(req, res), ids));
    }
    const owner = await ownerOf(req, res);
    const { completed, ...others } = wanted;
    const searches = Object.keys(others).length > 0;
    const page = searches
      ? await findTasks(store, call, owner, wanted, { from, limit })
      : await tasks.list(call, owner, { from, limit, completed });
    if (page.next !== undefined) res.setHeader('Link', `<${nextPage(req, limit, page.next)}>; rel="next"`);
    sendTasks(req, res, page.tasks);
  });

  const create: Handler = async (req, res) => {
    const key = idempotencyKeyOf(req);
    const fields = (await input()).readTask(await readJson(req));
    const owner = await ownerOf(req, res);
    await checkList(store, contextOf(req), owner, fields.list);
    const task =
      key === undefined ? await createNew(tasks, req, owner, fields) : await createOnce(req, owner, key, fields);
    sendCreated(req, res, task);
  };

  const changeAll: Handler = async (req, res) => {
    const { completed, completedOn } = (await input()).readBulkChange(await readJson(req));
    const owner = await ownerOf(req, res);
    if (completed) await bulk.completeAll(contextOf(req), owner, completedOn ?? utcDateOf(Date.now()));
    else await bulk.reopenAll(contextOf(req), owner);
    res.status(204).end();
  };

  const removeAll = withQuery(deletionQuery, async (req, res, { completed = false, permanently = false }) => {
    const which = { completedOnly: completed, permanently };
    await bulk.removeAll(contextOf(req), await ownerOf(req, res), which);
    res.status(204).end();
  });

  const show: Handler = async (req, res) => {
    const id = idOf(req);
    const task = await tasks.get(contextOf(req), await ownerOf(req, res), id);
    if (!task) throw noSuchTask();
    if (noneMatchNames(req, task.version)) {
      res.setHeader('ETag', etagOf(task.version));
      res.status(304).end();
      return;
    }
    sendTask(req, res, 200, task);
  };

  const put: Handler = async (req, res) => {
    const id = req.params.id as string;
    if (!isTaskId(id)) throw invalidInput([{ pointer: '/id', detail: 'must be a ULID in upper case' }]);
    const creating = mustNotExist(req);
    const expected = ifMatch(req);
    if (!creating && expected === undefined) {
      throw new HttpError(428, 'Say what is expected: If-None-Match: * to create the task, or If-Match to replace it.');
    }
    const fields = (await input()).readTask(await readJson(req));
    const owner = await ownerOf(req, res);
    if (creating && expected !== undefined) throw versionDiffers();
    await checkList(store, contextOf(req), owner, fields.list);
    if (expected !== undefined) {
      const task = await tasks.replace(contextOf(req), owner, id, fields, expected);
      // A precondition on a task that does not exist is false (RFC 9110, section 13.1.1).
      if (typeof task === 'string') throw versionDiffers();
      sendTask(req, res, 200, task);
    } else {
      const task = newTask(id, fields, Date.now());
      if (!(await tasks.insert(contextOf(req), owner, task)))
        throw new HttpError(412, 'A task with this id exists already.');
      sendCreated(req, res, task);
    }
  };

  const patch = withQuery(occurrenceQuery, async (req, res, { occurrence }) => {
    const id = idOf(req);
    const { fieldsOf, readPatch } = await input();
    const change = readPatch(await readJson(req));
    if (change.status === 'completed') return complete(req, res, change, occurrence);
    if (occurrence !== undefined)
      throw invalidInput([{ pointer: '?occurrence', detail: 'goes with a completion only' }]);
    const owner = await ownerOf(req, res);
    await checkList(store, contextOf(req), owner, change.list);
    const result = await tasks.change(contextOf(req), owner, id, (task) => fieldsOf(change, task), ifMatch(req));
    if (typeof result === 'string') throw refusalOf(result);
    sendTask(req, res, 200, result);
  });

  const remove = withQuery(removalQuery, async (req, res, { permanently = false }) => {
    const id = idOf(req);
    const owner = await ownerOf(req, res);
    const result = permanently
      ? await tasks.removePermanently(contextOf(req), owner, id, ifMatch(req))
      : await tasks.remove(contextOf(req), owner, id, ifMatch(req));
    if (result !== 'removed') throw refusalOf(result);
    res.status(204).end();
  });

  const router = Router();
  addResource(router, '/', { GET: list, POST: create, PATCH: changeAll, DELETE: removeAll });
  addResource(router, '/:id', { GET: show, PUT: put, PATCH: patch, DELETE: remove });
  addResource(router, '/:id/skip', { POST: skip });
  return router;
}

async function createNew(tasks: TaskRepository, req: Request, owner: string, fields: TaskFields): Promise<Task> {
  const now = Date.now();
  const task = newTask(newTaskId(now), fields, now);
  if (!(await tasks.insert(contextOf(req), owner, task))) throw new HttpError(503, 'The new id was taken. Try again.');
  return task;
}

/** @throws HttpError 400 when `ids` stands beside parameters that it has no use for */
function checkAlone(query: Record<string, unknown>): void {
  const others = Object.keys(query).filter((name) => name !== 'ids');
  if (others.length === 0) return;
  throw invalidInput(others.map((name) => ({ pointer: `?${name}`, detail: 'cannot stand beside ids' })));
}

/** The address of the next page of a list: the same query with another cursor. */
function nextPage(req: Request, limit: number, cursor: string): string {
  const query = new URLSearchParams((req.url ?? '').split('?')[1]);
  query.delete('limit');
  query.delete('cursor');
  query.append('limit', String(limit));
  query.append('cursor', cursor);
  return `${baseUrl(req)}/api/tasks?${query}`;
}

function sendTasks(req: Request, res: Response, tasks: readonly Task[]): void {
  const base = baseUrl(req);
  sendJson(
    res,
    200,
    tasks.map((task) => toJson(task, base)),
  );
}
