import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CounterSet } from '../counters';
import { OtsError } from '../errors';
import { type Fault, FaultError, type Faults } from '../faults';
import { ConnectionLost, readBody } from './body';
import type { HostCheck } from './hosts';

/** The beginning of the control endpoint's paths, which no operation's path has. */
export const controlPrefix = '/-/';

const bodyLimit = 64 * 1024;

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

function parseFault(body: Buffer): Fault {
  try {
    const fault: unknown = JSON.parse(body.toString());
    if (typeof fault === 'object' && fault !== null && !Array.isArray(fault)) return fault as Fault;
  } catch {
    // answered below, like any other body that is not an object
  }
  throw new Refusal(
    400,
    'the body must be a JSON object, for example {"kind":"error","code":"OTSServerBusy","times":3}',
  );
}

function checkOrigin({ host, origin }: IncomingMessage['headers']): void {
  if (origin === undefined || origin === `http://${host}`) return;
  throw new Refusal(403, `pages of ${origin} may not control this server`);
}

/**
 * The control endpoint, in JSON and without a signature: `GET /-/counters`; `GET`, `POST` and `DELETE /-/faults`.
 * Requests of web pages of other origins are refused, and a body must be declared as application/json.
 */
export function createControl(faults: Faults, counters: CounterSet, checkHost: HostCheck) {
  const handle = async (request: IncomingMessage): Promise<{ status: number; body?: unknown }> => {
    const route = `${request.method} ${request.url}`;
    const body = await readBody(request, bodyLimit);
    checkHost(request);
    checkOrigin(request.headers);
    if (route === 'GET /-/counters') return { status: 200, body: counters.read() };
    if (route === 'GET /-/faults') return { status: 200, body: faults.list() };
    if (route === 'DELETE /-/faults') {
      faults.clear();
      return { status: 204 };
    }
    if (route === 'POST /-/faults') {
      if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
        throw new Refusal(415, 'the content type must be application/json');
      }
      faults.add(parseFault(body));
      return { status: 201, body: faults.list() };
    }
    throw new Refusal(404, `no ${route}: there are GET /-/counters, and GET, POST and DELETE /-/faults`);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, body?: unknown): void => {
      response.writeHead(status, body === undefined ? {} : { 'Content-Type': 'application/json' });
      response.end(body === undefined ? undefined : `${JSON.stringify(body)}\n`);
    };
    try {
      const { status, body } = await handle(request);
      send(status, body);
    } catch (error) {
      if (error instanceof ConnectionLost) request.socket.destroy();
      else if (error instanceof FaultError) send(400, { error: error.message });
      else if (error instanceof Refusal || error instanceof OtsError) send(error.status, { error: error.message });
      else throw error;
    }
  };
}
