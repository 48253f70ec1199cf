import * as http from 'http';
import type { AddressInfo, Socket } from 'net';

/**
 * What happens to one store operation on its way:
 * - `pass`: nothing
 * - `cut before`: the connection is cut, the store never hears of it
 * - `cut after`: the store carries it out, the connection is cut in place of the reply
 * - `truncate`: the store carries it out, the connection is cut in the middle of the reply
 * - `hang`: nobody ever answers, and the store never hears of it
 * - `garble`: the store carries it out, a reply that it worked becomes bytes that mean nothing
 * - a function: runs first, then the operation passes; the function may hold it back or let others go first
 */
export type Step = 'pass' | 'cut before' | 'cut after' | 'truncate' | 'hang' | 'garble' | (() => Promise<unknown>);

/** A road to the store on which things happen to operations, one by one in an order that the test decides. */
export interface Gate {
  url: string;
  /** The store's address; to be set before anything passes. */
  target: string;
  /** What happens to the next operations of a name, in turn; those after them pass. */
  plan(operation: string, ...steps: Step[]): void;
  /** What happens to everything that no plan is about. */
  always(step: Step): void;
  /** How many operations came, by name. */
  seen: Map<string, number>;
  /** Connections that came so far. */
  connections: Set<Socket>;
  close(): Promise<void>;
}

export async function startGate(): Promise<Gate> {
  const plans = new Map<string, Step[]>();
  let usual: Step = 'pass';
  const server = http.createServer((request, response) => {
    const operation = (request.url ?? '/').slice(1);
    gate.seen.set(operation, (gate.seen.get(operation) ?? 0) + 1);
    const step = plans.get(operation)?.shift() ?? usual;
    passBy(step, gate.target, request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 0;
  server.on('connection', (socket: Socket) => gate.connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate: Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    seen: new Map(),
    connections: new Set(),
    plan: (operation, ...steps) => void plans.set(operation, steps),
    always(step) {
      usual = step;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gate;
}

async function passBy(
  step: Step,
  target: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (step === 'hang') return;
  if (step === 'cut before') return void request.socket.destroy();
  if (typeof step === 'function') await step();
  const { status, headers, body } = await forward(target, request, Buffer.concat(chunks));
  if (step === 'cut after') return void request.socket.destroy();
  if (step === 'garble' && status === 200) {
    response.writeHead(status, { 'Content-Length': 3 });
    return void response.end(Buffer.from([0xff, 0xff, 0xff]));
  }
  response.writeHead(status, headers);
  if (step !== 'truncate') return void response.end(body);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
}

function forward(
  target: string,
  { url, method, headers }: http.IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(url ?? '/', target), { method: method ?? 'POST', headers, agent: false });
    request.once('error', reject).once('response', async (reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of reply) chunks.push(chunk as Buffer);
      resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) });
    });
    request.end(body);
  });
}
