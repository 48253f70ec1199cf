import { type Request, type Response, Router } from 'express';
import type { EmbeddedList, EmbeddedTask, PageData } from '../../shared/page-data';
import type { User } from '../../shared/wire';
import type { Caller, Sessions } from '../accounts/sessions';
import { userOf } from '../accounts/token';
import { HttpError } from '../http/problem';
import { contextOf } from '../http/request-context';
import { addResource, type Handler, withAnyQuery } from '../http/routing';
import { isHttps } from '../http/url';
import { type List, toJson as listToJson } from '../lists/list';
import type { TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import { type Task, toJson } from '../tasks/task';
import { PageDocument } from './document';
import { readFirstRows } from './first-rows';
import { accepts, languageOf } from './negotiate';
import type { Encoding } from './resume-compression';

/** Tasks on the pages that the page asks for after the document. */
const nextPageSize = 200;

/**
 * `GET /`: the page, with its visitor's session and first tasks in it, so that a visit is one call.
 * `GET /assets/NAME`: a script that the page imports, cached for good.
 */
export function pageRoutes(store: TablestoreClient, sessions: Sessions, folder: string): Router {
  const document = new PageDocument(folder);

  const show: Handler = async (req, res) => {
    const language = languageOf(req);
    const visit = await readVisit(req, res, sessions, store);
    const data = { ...visit, api: `${contextOf(req).pathPrefix}/api` };
    const { encoding, bytes } = document.encode(language, data, (coding) => accepts(req, coding));
    res.statusCode = visit.unread ? 503 : 200;
    if (visit.unread) res.setHeader('Retry-After', '1');
    setHeaders(req, res, document.policy(language));
    res.setHeader('Content-Language', language);
    sendEncoded(res, encoding, bytes);
  };

  const showScript: Handler = async (req, res) => {
    const script = document.script(req.params.name as string, (coding) => accepts(req, coding));
    if (!script) throw new HttpError(404, 'There is no such script in this build.');
    res.setHeader('Content-Type', 'text/javascript; charset=utf-8');
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    res.setHeader('Vary', 'Accept-Encoding');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    sendEncoded(res, script.encoding, script.bytes);
  };

  const router = Router();
  addResource(router, '/', { GET: withAnyQuery(show) });
  addResource(router, '/assets/:name', { GET: showScript });
  return router;
}

function sendEncoded(res: Response, encoding: Encoding, bytes: Buffer): void {
  if (encoding !== 'identity') res.setHeader('Content-Encoding', encoding);
  res.setHeader('Content-Length', bytes.length);
  res.end(res.req.method === 'HEAD' ? undefined : bytes);
}

async function readVisit(
  req: Request,
  res: Response,
  sessions: Sessions,
  store: TablestoreClient,
): Promise<Omit<PageData, 'api'>> {
  let user: User | null = null;
  try {
    const identity = await sessions.resolve(req, res);
    if (identity.kind === 'unverified') return { user, tasks: [], next: null, session: 'unverified' };
    const caller = identity.kind === 'known' ? identity.caller : await sessions.createGuest(req, res, identity.device);
    user = userOf(caller.session);
    return { user, ...(await embeddedRows(req, caller, store)) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { user, tasks: [], next: null, unread: true };
  }
}

async function embeddedRows(
  req: Request,
  { session, via }: Caller,
  store: TablestoreClient,
): Promise<Pick<PageData, 'lists' | 'tasks' | 'next'>> {
  if (via === 'new') return { tasks: [], next: null }; // a guest that began just now has no list to look for
  const call = contextOf(req);
  const { lists, tasks, next } = await readFirstRows(store, call, session.owner);
  return {
    ...(lists.length > 0 && { lists: lists.map(embeddedList) }),
    tasks: tasks.map(embedded),
    next: next === undefined ? null : `${call.pathPrefix}/api/tasks?limit=${nextPageSize}&cursor=${next}`,
  };
}

function embeddedList(list: List): EmbeddedList {
  const { url: _url, ...rest } = listToJson(list, '');
  return rest;
}

/** A task as the API shows it, without what the page can tell from the rest. */
function embedded(task: Task): EmbeddedTask {
  const { url: _url, completed: _completed, ...rest } = toJson(task, '');
  return rest;
}

function setHeaders(req: Request, res: Response, contentSecurityPolicy: string): void {
  const headers: Record<string, string> = {
    'Content-Type': 'text/html; charset=utf-8',
    // A person's own list: neither a shared cache nor the back button after signing out may show it.
    'Cache-Control': 'private, no-store',
    Vary: 'Accept-Encoding, Accept-Language, Cookie',
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  if (isHttps(req)) headers['Strict-Transport-Security'] = 'max-age=31536000';
  for (const name of Object.keys(headers)) res.setHeader(name, headers[name] as string);
}
