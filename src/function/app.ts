import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ownerPrecondition } from './accounts/owner-precondition';
import { AccountRepository } from './accounts/repository';
import { SessionCookies } from './accounts/session-cookies';
import { SessionKeys } from './accounts/session-keys';
import { Sessions } from './accounts/sessions';
import { showApiIndex } from './http/api-index';
import { health } from './http/health';
import { apiHeaders, closeToOtherOrigins, forwardedHeaders, methodOverride } from './http/middleware';
import { HttpError, sendProblem, toHttpError } from './http/problem';
import { contextOf, type RequestContext } from './http/request-context';
import { type ObserveOptions, observe } from './http/request-log';
import { addResource, lazy } from './http/routing';
import { prefersHtml } from './page/negotiate';
import { type Settings, SettingsError, tablestoreEndpoint } from './settings';
import { mayHaveWritten, TablestoreClient } from './tablestore/client';
import { StoreError } from './tablestore/errors';

/** What the app is made of; nothing else reaches it. */
export interface Parts {
  settings: Settings;
  /** The build's version, shown by `/api/health`. */
  version: string;
  observe: ObserveOptions;
  /** The folder of the built page; without one, the app serves the API alone. */
  pageFolder?: string;
}

/** The whole HTTP service as an Express app, which does not listen. It holds no state that a call after it would miss. */
export function createApp({ settings, version, observe: observation, pageFolder }: Parts): Express {
  const store = new TablestoreClient({
    endpoint: (region) => tablestoreEndpoint(settings, region),
    instance: settings.tablestoreInstance,
    credentials: settings.credentials,
  });
  const keys = new SessionKeys(settings.sessionSecrets, store);
  const accountRows = new AccountRepository(store);
  const cookies = new SessionCookies(settings.sessionCookie);
  const sessions = new Sessions(keys, accountRows, cookies);
  const loadAccounts = async () => new (await import('./accounts/accounts')).Accounts(store, accountRows, keys);

  const ownerOf = async (req: Request, res: Response) =>
    (await sessions.authenticateOrCreateGuest(req, res)).session.owner;

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', () => ({}));
  app.set('case sensitive routing', true);
  app.use(observe(observation), closeToOtherOrigins, forwardedHeaders(settings.forwardedHeaders));
  app.use('/api', apiHeaders, methodOverride, ownerPrecondition(sessions));
  app.use(
    '/api/tasks/batch',
    lazy(async () => (await import('./batch/routes')).batchRoutes(store, ownerOf)),
  );
  app.use(
    '/api/tasks',
    lazy(async () => (await import('./tasks/routes')).taskRoutes(store, ownerOf)),
  );
  app.use(
    '/api/trash',
    lazy(async () => (await import('./trash/routes')).trashRoutes(store, ownerOf)),
  );
  app.use(
    '/api/lists',
    lazy(async () => (await import('./lists/routes')).listRoutes(store, ownerOf)),
  );
  app.use(
    '/api/versions',
    lazy(async () => (await import('./tasks/versions')).versionsRoutes(store, ownerOf)),
  );
  app.use(
    '/api/session',
    lazy(async () => (await import('./accounts/routes')).sessionRoutes(sessions, await loadAccounts())),
  );
  app.use(
    '/api/users',
    lazy(async () => (await import('./accounts/user-routes')).userRoutes(store, sessions, await loadAccounts())),
  );
  app.use(
    '/api/openapi.json',
    lazy(async () => (await import('./openapi/routes')).openapiRoutes(version, cookies)),
  );
  app.all(
    ['/api/currentUser', '/api/rule', '/api/login/:step'],
    lazy(async () => (await import('./original/routes')).originalRoutes(store, sessions, await loadAccounts())),
  );
  addResource(app, '/api', { GET: showApiIndex });
  addResource(app, '/api/health', { GET: health(store, version, observation.codeCache) });
  const { originalPageFolder } = settings;
  if (originalPageFolder !== undefined) {
    app.use(lazy(async () => (await import('./original/page')).originalPage(originalPageFolder)));
  } else if (pageFolder !== undefined) {
    app.all(
      ['/', '/assets/:name'],
      lazy(async () => (await import('./page/routes')).pageRoutes(store, sessions, pageFolder)),
    );
  }
  app.use(unknownPath);
  app.use(answerError(observation));
  return app;
}

/** Refuses a path that no route has served; a person in a browser gets a page. */
function unknownPath(req: Request, res: Response, next: NextFunction): void {
  const isForPeople = /^(GET|HEAD)$/.test(req.method) && !/^\/api(\/|$)/.test(req.path) && prefersHtml(req);
  if (!isForPeople) return next(new HttpError(404, 'There is nothing at this path.'));
  import('./page/not-found').then(({ sendNotFound }) => sendNotFound(req, res)).catch(next);
}

function answerError({ log }: ObserveOptions) {
  return function answerWithProblem(thrown: unknown, req: Request, res: Response, next: NextFunction): void {
    const { requestId, operations } = contextOf(req);
    const error = toHttpError(thrown, mayHaveWritten(operations));
    if (error.status >= 500) log(failureLine(contextOf(req), req.method, thrown));
    if (res.headersSent) return next(thrown);
    sendProblem(res, error, requestId);
  };
}

/** Tells what failed. Messages of unexpected errors are left out: they may quote a task's text. */
function failureLine({ requestId, route, operations }: RequestContext, method: string, thrown: unknown): string {
  const { name, code, operation, message, stack } = Object(thrown) as Partial<StoreError>;
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  const isOurs = thrown instanceof StoreError || thrown instanceof SettingsError;
  return JSON.stringify({
    level: 'error',
    requestId,
    method,
    route: route ?? null,
    error: name ?? typeof thrown,
    code,
    ...(thrown instanceof StoreError && { operation, outcome: mayHaveWritten(operations) ? 'unknown' : 'rejected' }),
    ...(isOurs && { detail: message }),
    at: frames?.slice(0, 5).map((line) => line.trim()),
  });
}
