import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import './localhost-names.cjs';
import { ApiError, actions, type Call, Kinds, type Refusal, type Reply, type Resources } from './fc3-actions';
import { isSigned } from './fc3-signatures';

/** Stand-ins for the APIs of Function Compute 3.0, Tablestore's control, RAM and Log Service. */
export interface Fc3Api {
  /** Variables that lead the deployment to it. */
  environment: Record<string, string>;
  /** All there is, by kind and name; the code of functions as bytes. */
  resources: Resources;
  /** Actions that changed something, or were refused. */
  changes: string[];
  /** From now on refuses an action. */
  refuse(action: string, refusal: Refusal): void;
  /** Refuses nothing any longer. */
  allow(): void;
  close(): Promise<void>;
}

/** Access keys that the APIs know. */
export const keys = { accessKeyId: 'key-id', accessKeySecret: 'key-secret-of-the-test' };

/**
 * Starts APIs that have nothing yet. Calls on tables are handed to a local Tablestore as long as the instance is open to the
 * internet; otherwise the connection breaks.
 */
export async function startFc3Api(tablesUrl: string): Promise<Fc3Api> {
  const resources: Resources = {};
  const refusals = new Map<string, Refusal>();
  const changes: string[] = [];
  const answer = (action: string, call: Call): Reply => {
    const run = actions[action];
    if (!run) throw new ApiError({ status: 400, code: 'InvalidAction', message: action });
    if (!/^(Get|List)/.test(action)) changes.push(action);
    const refusal = refusals.get(action);
    const reply = !refusal || refusal.takesEffect ? run(call, new Kinds(resources)) : undefined;
    if (refusal) throw new ApiError(refusal);
    return reply;
  };
  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (req.headers['x-ots-instancename'] !== undefined) return forward(req, body, res, tablesUrl, resources);
    const send = (status: number, content: object = {}) => {
      const requestIds = { 'x-acs-request-id': 'test', 'x-log-requestid': 'test' };
      res.writeHead(status, { 'content-type': 'application/json', ...requestIds });
      res.end(JSON.stringify(content));
    };
    try {
      if (!isSigned(req, body, keys)) {
        throw new ApiError({ status: 403, code: 'SignatureDoesNotMatch', message: 'not signed with a known key' });
      }
      send(200, answer(actionOf(req), callOf(req, body)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, code, message } = error.refusal;
      send(status, { Code: code, Message: message, errorCode: code, errorMessage: message, RequestId: 'test' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    environment: {
      REGION: 'cn-hangzhou',
      ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
      FC3_ENDPOINT: url,
      OTS_ENDPOINT: url,
      RAM_ENDPOINT: url,
      SLS_ENDPOINT: `http://log.localhost:${port}`,
      TABLESTORE_ENDPOINT: url,
    },
    resources,
    changes,
    refuse: (action, refusal) => refusals.set(action, refusal),
    allow: () => refusals.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Log Service has no header for the action: its method and path tell. */
function actionOf(req: http.IncomingMessage): string {
  const action = req.headers['x-acs-action'];
  if (action !== undefined) return String(action);
  const verb = { GET: 'Get', POST: 'Create', PUT: 'Update', DELETE: 'Delete' }[String(req.method)];
  const path = req.url!.split('?')[0]!;
  if (path === '/') return `${verb}Project`;
  if (path.endsWith('/index')) return `${verb}Index`;
  return path === '/logstores' && verb === 'Get' ? 'ListLogStores' : `${verb}LogStore`;
}

function callOf(req: http.IncomingMessage, body: Buffer): Call {
  const { pathname, searchParams } = new URL(req.url!, 'http://api');
  const form = String(req.headers['content-type']).includes('x-www-form-urlencoded');
  const fields = form ? Object.fromEntries(new URLSearchParams(body.toString())) : JSON.parse(body.toString() || '{}');
  return {
    project: req.headers.host!.split('.log.')[0]!,
    path: pathname.split('/').filter((part) => part !== '' && part !== '2023-03-30'),
    fields: { ...Object.fromEntries(searchParams), ...fields },
  };
}

function forward(
  req: http.IncomingMessage,
  body: Buffer,
  res: http.ServerResponse,
  tablesUrl: string,
  resources: Resources,
): void {
  const instance = resources.instances?.[String(req.headers['x-ots-instancename'])];
  if (!(instance?.NetworkTypeACL as string[] | undefined)?.includes('INTERNET')) return void req.socket.destroy();
  const { host: _host, ...headers } = req.headers;
  const onward = http.request(new URL(req.url!, tablesUrl), { method: 'POST', headers }, (reply) => {
    res.writeHead(reply.statusCode!, reply.headers);
    reply.pipe(res);
  });
  onward.end(body);
}
