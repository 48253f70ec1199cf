import type { Request, Response } from 'express';
import { utcDateOf } from '../../shared/dates';
import type { Sessions } from '../accounts/sessions';
import type { Session } from '../accounts/token';
import { readJson } from '../http/json-body';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { type Endpoint, type Handler, type Method, sendJson, withAnyQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { Repeats } from '../tasks/repeats';
import { type Refusal, TaskRepository } from '../tasks/repository';
import { isTaskId, newTask, newTaskId, type Task } from '../tasks/task';
import { TaskDeletion } from './deletion';
import { type RuleBody, type RuleUpdate, readBody, readKeys, readNewTask, readUpdate } from './input';
import { type ListQuery, readListQuery } from './query';
import { shownName, toRow } from './row';
import { TaskSearch } from './search';

/** The list after a deletion begins with as many rows. */
const listAfterDeletion: ListQuery = { current: 1, pageSize: 100, order: 'newest first' };

type Write = (req: Request, res: Response, body: RuleBody) => Promise<void>;

/**
 * `/api/rule`: the caller's tasks as the original's pages ask for them. One page sends everything as POST and names the
 * `method` in the body, the other sends POST, PUT and DELETE, all with bodies.
 */
export function ruleEndpoints(store: TablestoreClient, sessions: Sessions): Partial<Record<Method, Endpoint>> {
  const tasks = new TaskRepository(store);
  const repeats = new Repeats(store);
  const search = new TaskSearch(store);
  const deletion = new TaskDeletion(store, tasks);
  const sessionOf = async (req: Request, res: Response) => (await sessions.authenticateOrCreateGuest(req, res)).session;

  const list: Handler = async (req, res) => {
    const query = readListQuery(req);
    const session = await sessionOf(req, res);
    const { tasks, total } = await search.find(contextOf(req), session.owner, query);
    const { current, pageSize } = query;
    sendJson(res, 200, { data: rowsOf(req, session, tasks), total, success: true, pageSize, current });
  };

  const create: Write = async (req, res, body) => {
    const fields = readNewTask(body);
    const session = await sessionOf(req, res);
    const now = Date.now();
    const task = newTask(newTaskId(now), fields, now);
    if (!(await tasks.insert(contextOf(req), session.owner, task))) {
      throw new HttpError(503, 'The new key was taken. Try again.');
    }
    sendJson(res, 200, toRow(task, baseUrl(req), shownName(session)));
  };

  const update: Write = async (req, res, body) => {
    const { key, ...update } = readUpdate(body);
    const session = await sessionOf(req, res);
    const task = isTaskId(key)
      ? await applyUpdate(contextOf(req), { owner: session.owner, id: key }, update)
      : 'missing';
    if (typeof task === 'string') throw new HttpError(404, 'There is no task with this key in your list.');
    sendJson(res, 200, toRow(task, baseUrl(req), shownName(session)));
  };

  function applyUpdate(
    call: StoreCall,
    key: { owner: string; id: string },
    { completes, change, isMeant }: Omit<RuleUpdate, 'key'>,
  ): Promise<Task | Refusal> {
    if (!completes) return tasks.change(call, key.owner, key.id, change, undefined);
    const day = utcDateOf(Date.now());
    return repeats.completeMeant(call, key, { changes: change, day }, (series) => isMeant(series, day));
  }

  const remove: Write = async (req, res, body) => {
    const keys = readKeys(body);
    const session = await sessionOf(req, res);
    await deletion.remove(contextOf(req), session.owner, keys.filter(isTaskId));
    const { tasks, total } = await search.find(contextOf(req), session.owner, listAfterDeletion);
    const { current, pageSize } = listAfterDeletion;
    sendJson(res, 200, { list: rowsOf(req, session, tasks), pagination: { total, pageSize, current } });
  };

  const byMethod: Handler = async (req, res) => {
    const body = readBody(await readJson(req));
    const write = body.method === 'delete' ? remove : body.method === 'update' ? update : create;
    await write(req, res, body);
  };

  const withBody = (write: Write): Endpoint => {
    return withAnyQuery(async (req, res) => write(req, res, readBody(await readJson(req))));
  };

  return { GET: withAnyQuery(list), POST: withAnyQuery(byMethod), PUT: withBody(update), DELETE: withBody(remove) };
}

function rowsOf(req: Request, session: Session, tasks: Task[]): object[] {
  return tasks.map((task) => toRow(task, baseUrl(req), shownName(session)));
}
