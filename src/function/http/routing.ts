import type { Request, RequestHandler, Response, Router } from 'express';
import { HttpError } from './problem';
import { type Parameters, readQuery } from './query';
import { contextOf } from './request-context';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Serves one method of one resource; what it throws becomes the answer. */
export type Handler = (req: Request, res: Response) => Promise<void>;

/** A handler, or one that reads the query: a plain handler's route has no parameters and refuses all. */
export type Endpoint = Handler | QueryEndpoint;

interface QueryEndpoint {
  readonly handleQuery: Handler;
}

/** An endpoint with parameters in its query: others, and repeated ones, are refused. */
export function withQuery<T>(
  parameters: Parameters<T>,
  handle: (req: Request, res: Response, query: Partial<T>) => Promise<void>,
): QueryEndpoint {
  return { handleQuery: async (req, res) => handle(req, res, readQuery(req, parameters)) };
}

/** An endpoint that reads the query itself, or takes any. */
export function withAnyQuery(handle: Handler): QueryEndpoint {
  return { handleQuery: handle };
}

/**
 * Adds a resource with its methods. HEAD is served where GET is, OPTIONS tells the methods, and any other method is
 * refused with 405 and `Allow` (RFC 9110, section 15.5.6).
 */
export function addResource(router: Router, path: string, endpoints: Partial<Record<Method, Endpoint>>): void {
  const methods = Object.keys(endpoints) as Method[];
  const allow = [...methods, ...(endpoints.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  router.all(path, function serveResource(req, res, next) {
    contextOf(req).route = `${req.baseUrl}${path === '/' ? '' : path}` || '/';
    if (req.method === 'OPTIONS') {
      res.setHeader('Allow', allow);
      res.setHeader('Access-Control-Allow-Methods', allow);
      res.status(204).end();
      return;
    }
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const endpoint = endpoints[method as Method];
    if (!endpoint) {
      next(new HttpError(405, `${req.method} is not possible here; ${allow} are.`, { headers: { Allow: allow } }));
      return;
    }
    serve(endpoint, req, res).catch(next);
  });
}

async function serve(endpoint: Endpoint, req: Request, res: Response): Promise<void> {
  if (typeof endpoint !== 'function') return endpoint.handleQuery(req, res);
  readQuery(req, {});
  return endpoint(req, res);
}

/** A middleware that is loaded by the first request that needs it, so that other calls' cold starts do not pay for it. */
export function lazy(load: () => Promise<RequestHandler>): RequestHandler {
  let loaded: Promise<RequestHandler> | undefined;
  return function loadThenServe(req, res, next) {
    loaded ??= load();
    loaded.then((handler) => handler(req, res, next)).catch(next);
  };
}

/** Sends JSON. Express's own `res.json` would compute an entity tag and load what that takes. */
export function sendJson(res: Response, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(res.req.method === 'HEAD' ? undefined : body);
}
