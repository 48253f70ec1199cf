import type { Request, Response } from 'express';
import { etagOf } from '../http/preconditions';
import { HttpError } from '../http/problem';
import { sendJson } from '../http/routing';
import { baseUrl } from '../http/url';
import { isTaskId, type Task, toJson } from './task';
import type { Refusal } from './versioned-rows';

/** The owner whose tasks a request is about; a caller without a session becomes a guest. */
export type OwnerOf = (req: Request, res: Response) => Promise<string>;

export function sendCreated(req: Request, res: Response, task: Task): void {
  res.setHeader('Location', `${baseUrl(req)}/api/tasks/${task.id}`);
  sendTask(req, res, 201, task);
}

export function sendTask(req: Request, res: Response, status: number, task: Task): void {
  res.setHeader('ETag', etagOf(task.version));
  sendJson(res, status, toJson(task, baseUrl(req)));
}

export function idOf(req: Request): string {
  const id = req.params.id as string;
  if (!isTaskId(id)) throw noSuchTask();
  return id;
}

export function noSuchTask(): HttpError {
  return new HttpError(404, 'There is no such task in your list.');
}

export function versionDiffers(): HttpError {
  return new HttpError(412, 'The task is not at the version that was expected. Read it again, then decide.');
}

export function refusalOf(refusal: Refusal): HttpError {
  return refusal === 'missing' ? noSuchTask() : versionDiffers();
}
