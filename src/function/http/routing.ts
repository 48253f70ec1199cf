import type { Request, RequestHandler, Response, Router } from 'express';
import { callOf } from './call';
import { HttpError } from './problem';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Serves one method of one resource; what it throws becomes the answer. */
export type Endpoint = (req: Request, res: Response) => Promise<void>;

/**
 * Adds a resource with its methods. HEAD is served where GET is, OPTIONS tells the methods, and any other method is
 * refused with 405 and `Allow` (RFC 9110, section 15.5.6).
 */
export function addResource(router: Router, path: string, endpoints: Partial<Record<Method, Endpoint>>): void {
  const methods = Object.keys(endpoints) as Method[];
  const allow = [...methods, ...(endpoints.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  router.all(path, function serveResource(req, res, next) {
    callOf(req).route = `${req.baseUrl}${path === '/' ? '' : path}` || '/';
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
    endpoint(req, res).catch(next);
  });
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
