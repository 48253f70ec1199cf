import type { Request, Response } from 'express';
import { utcDateOf } from '../../shared/dates';
import { readJson } from '../http/json-body';
import { ifMatch } from '../http/preconditions';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { type Endpoint, withQuery } from '../http/routing';
import { baseUrl } from '../http/url';
import type { TablestoreClient } from '../tablestore/client';
import { idOf, type OwnerOf, refusalOf, sendTask } from './answers';
import { checkList } from './check-list';
import type { TaskChange } from './input';
import { occurrenceQuery } from './query';
import { type RepeatRefusal, Repeats } from './repeats';
import type { Task } from './task';

/** Validation is loaded by calls that send something. */
const input = () => import('./input');

export interface RepeatEndpoints {
  /** Serves a change that completes a task, which may repeat. */
  complete(req: Request, res: Response, change: TaskChange, occurrence: string | undefined): Promise<void>;
  /** `POST /api/tasks/:id/skip` */
  skip: Endpoint;
}

/** What is done with the occurrences of repeating tasks. */
export function repeatEndpoints(store: TablestoreClient, ownerOf: OwnerOf): RepeatEndpoints {
  const repeats = new Repeats(store);

  const skip = withQuery(occurrenceQuery, async (req, res, { occurrence }) => {
    const id = idOf(req);
    const body = await readJson(req);
    if (body !== undefined) (await input()).readNothing(body);
    const key = { owner: await ownerOf(req, res), id };
    const expectation = { occurrence, versions: ifMatch(req) };
    const task = await repeats.skip(contextOf(req), key, utcDateOf(Date.now()), expectation);
    if (typeof task === 'string') throw repeatRefusalOf(task);
    sendTask(req, res, 200, task);
  });

  async function complete(req: Request, res: Response, change: TaskChange, occurrence: string | undefined) {
    const { fieldsOf } = await input();
    const key = { owner: await ownerOf(req, res), id: idOf(req) };
    await checkList(store, contextOf(req), key.owner, change.list);
    const day = change.completedOn ?? utcDateOf(Date.now());
    const completion = { day, changes: (task: Task) => fieldsOf(change, task) };
    const result = await repeats.complete(contextOf(req), key, completion, { occurrence, versions: ifMatch(req) });
    if (typeof result === 'string') throw repeatRefusalOf(result);
    if (result.finishedId !== undefined) {
      res.setHeader('Link', `<${baseUrl(req)}/api/tasks/${result.finishedId}>; rel="completed"`);
    }
    sendTask(req, res, 200, result.task);
  }

  return { complete, skip };
}

function repeatRefusalOf(refusal: RepeatRefusal): HttpError {
  switch (refusal) {
    case 'nothing expected':
      return new HttpError(
        428,
        'The task repeats. Say which occurrence is meant: by its due date as ?occurrence=YYYY-MM-DD, or by the version of the task as If-Match.',
      );
    case 'another occurrence':
      return new HttpError(409, 'The task is due on another date than ?occurrence= names. Read it again.');
    case 'no repeat':
      return new HttpError(409, 'The task does not repeat.');
    case 'last occurrence':
      return new HttpError(409, 'This is the last occurrence. Complete the task or delete it.');
    default:
      return refusalOf(refusal);
  }
}
