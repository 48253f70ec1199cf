import { type Handler, sendJson } from './routing';
import { baseUrl } from './url';

/** `GET /api`: where the parts of the API are. */
export const showApiIndex: Handler = async (req, res) => {
  const base = `${baseUrl(req)}/api`;
  sendJson(res, 200, {
    openapi: `${base}/openapi.json`,
    session: `${base}/session`,
    tasks: `${base}/tasks`,
    health: `${base}/health`,
  });
};
