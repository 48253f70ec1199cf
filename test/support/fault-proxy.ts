import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

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
  /** As plan, behind what is planned already. */
  add(operation: string, ...steps: Step[]): void;
  /** What happens to everything that no plan is about. */
  always(step: Step): void;
  /**
   * Told of each operation that passes: before it is forwarded, when the store has carried it out, and when the reply has left.
   * `port` is that of the caller's end of the connection.
   */
  watch(listener: (phase: 'before' | 'during' | 'after', port: number | undefined) => void): void;
  /** How many operations came, by name. */
  seen: Map<string, number>;
  /** Connections that came so far. */
  connections: Set<Socket>;
  /** Replies that were cut in the middle. */
  truncated: number;
  close(): Promise<void>;
}

export async function startGate(): Promise<Gate> {
  const plans = new Map<string, Step[]>();
  let usual: Step = 'pass';
  let listener: Parameters<Gate['watch']>[0] = () => {};
  const server = http.createServer((request, response) => {
    const operation = (request.url ?? '/').slice(1);
    gate.seen.set(operation, (gate.seen.get(operation) ?? 0) + 1);
    const step = plans.get(operation)?.shift() ?? usual;
    if (step === 'truncate') gate.truncated++;
    passBy(step, gate.target, request, response, listener).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 0;
  server.on('connection', (socket: Socket) => gate.connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate: Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    seen: new Map(),
    connections: new Set(),
    truncated: 0,
    plan: (operation, ...steps) => void plans.set(operation, steps),
    add: (operation, ...steps) => void plans.set(operation, [...(plans.get(operation) ?? []), ...steps]),
    always(step) {
      usual = step;
    },
    watch(next) {
      listener = next;
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
  tell: Parameters<Gate['watch']>[0],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (step === 'hang') return;
  if (step === 'cut before') return void request.socket.destroy();
  if (typeof step === 'function') await step();
  const { remotePort } = request.socket;
  tell('before', remotePort);
  const { status, headers, body } = await forward(target, request, Buffer.concat(chunks));
  tell('during', remotePort);
  if (step === 'cut after') return void request.socket.destroy();
  if (step === 'garble' && status === 200) {
    response.writeHead(status, { 'Content-Length': 3 });
    return void response.end(Buffer.from([0xff, 0xff, 0xff]));
  }
  response.writeHead(status, headers);
  if (step !== 'truncate') return void response.end(body, () => tell('after', remotePort));
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
