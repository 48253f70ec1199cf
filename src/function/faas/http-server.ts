import { createServer, type IncomingMessage, type ServerResponse } from 'http';
import type { AddressInfo, Socket } from 'net';
import { attachContext, type Invocation, RequestContext } from '../http/request-context';
import type { RequestListener } from './inject';
import { problem } from './problem';
import { type Failure, logFailure } from './serve';
import type { Answer } from './types';

export interface HttpServerOptions {
  /** 0 chooses a free one. */
  port: number;
  /** Take request id, keys and region from headers `x-fc-*`, because the platform removes a client's own. */
  trustPlatformHeaders?: boolean;
  /** The region of this process, when no header names one. */
  region?: string | undefined;
  /** Milliseconds in which the app should have answered a request. Default: 25,000, because gateways wait for 29 s. */
  limit?: number;
  /** Where failures are reported. Default: one line of JSON to the error log. */
  log?(failure: Failure): void;
}

export interface HttpServer {
  url: string;
  /** Takes no more requests; settles when the running ones have been answered. */
  close(): Promise<void>;
}

const defaultLimit = 25_000;
/** Milliseconds after the limit until the caller is answered 504. */
const margin = 500;

/** Milliseconds. A gateway must be the first to close an idle connection, or it sends a request into a closed one. */
const keepAliveTimeout = 15 * 60_000;

/**
 * Serves an app over plain HTTP on all interfaces: for custom runtimes and containers, whose platform sends HTTP requests to
 * a port of the process.
 * @throws Error when the port cannot be used
 */
export function listen(app: RequestListener, options: HttpServerOptions): Promise<HttpServer> {
  const { limit = defaultLimit, log = logFailure } = options;
  const idle = new Set<Socket>();
  const running = new Set<ServerResponse>();
  let coldStart = true;
  let closing = false;

  function serve(req: IncomingMessage, res: ServerResponse): void {
    const context = contextFor(req, options, { coldStart, limit });
    coldStart = false;
    attachContext(req, context);
    track(req.socket, res);

    function fail(status: number, title: string, detail: string, { message, stack }: Error): void {
      log({ level: 'error', requestId: context.requestId, message, ...(stack !== undefined && { stack }) });
      sendAnswer(res, problem(status, title, detail, context.requestId));
    }

    const timer = setTimeout(() => {
      const cause = new Error(`no answer ${limit + margin} ms after the request`);
      fail(504, 'Gateway Timeout', 'The service did not answer in time. Try again.', cause);
    }, limit + margin);
    res.once('close', () => clearTimeout(timer));
    try {
      app(req, res);
    } catch (error) {
      fail(500, 'Internal Server Error', 'The service could not answer.', error as Error);
    }
  }

  function track(socket: Socket, res: ServerResponse): void {
    idle.delete(socket);
    running.add(res);
    if (closing) res.setHeader('Connection', 'close');
    res.once('close', () => {
      running.delete(res);
      if (closing) socket.end();
      else if (!socket.destroyed) idle.add(socket);
    });
  }

  const server = createServer(serve);
  server.keepAliveTimeout = keepAliveTimeout;
  // Node 12 measures it from the end of the previous request on.
  server.headersTimeout = keepAliveTimeout + 60_000;
  server.on('connection', (socket: Socket) => {
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });

  function close(): Promise<void> {
    closing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of idle) socket.destroy();
    for (const res of running) if (!res.headersSent) res.setHeader('Connection', 'close');
    return closed;
  }

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}

/** The context of a request; removes the headers `x-fc-*`, so that the app never sees keys. */
function contextFor(
  req: IncomingMessage,
  options: HttpServerOptions,
  { coldStart, limit }: { coldStart: boolean; limit: number },
): RequestContext {
  const given = options.trustPlatformHeaders ? { ...req.headers } : {};
  for (const name of Object.keys(req.headers)) if (name.startsWith('x-fc-')) delete req.headers[name];
  const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined);
  const startedAt = Date.now();
  const requestId = text('x-fc-request-id');
  return new RequestContext({
    ...(requestId && { requestId }),
    startedAt,
    deadline: startedAt + limit,
    credentials: credentialsIn(text),
    region: text('x-fc-region') ?? options.region,
    coldStart,
  });
}

/** The role's keys are temporary: without their token, which newer runtimes leave out, they are in the environment only. */
function credentialsIn(text: (name: string) => string | undefined): Invocation['credentials'] {
  const accessKeyId = text('x-fc-access-key-id');
  const accessKeySecret = text('x-fc-access-key-secret');
  const securityToken = text('x-fc-security-token');
  return accessKeyId && accessKeySecret && securityToken ? { accessKeyId, accessKeySecret, securityToken } : undefined;
}

/** An answer of which a part was already sent can only be cut off: the connection is closed. */
function sendAnswer(res: ServerResponse, { status, headers, body }: Answer): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, headers);
  res.end(body);
}
