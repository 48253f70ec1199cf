import { Router } from 'express';
import type { SessionCookies } from '../accounts/session-cookies';
import { addResource, sendJson } from '../http/routing';
import { baseUrl } from '../http/url';
import { describeApi } from './document';

/** `/api/openapi.json`: what the API is, for machines. Loaded by the first call that asks for it. */
export function openapiRoutes(version: string, cookies: SessionCookies): Router {
  const router = Router();
  addResource(router, '/', {
    GET: async (req, res) => {
      sendJson(res, 200, describeApi(version, baseUrl(req), cookies.nameFor(req)));
    },
  });
  return router;
}
