import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What happens to one store operation on its way:
 * - `pass`: nothing
 * - `cut before`: the connection is cut, the store never gets it
 * - `late`: the connection is cut, the store carries it out at `deliverLate()`
 * - `cut after`: the store carries it out, the connection is cut in place of the reply
 * - `truncate`: the store carries it out, the connection is cut in the middle of the reply
 * - `hang`: there is no answer, and the store never gets it
 * - `garble`: the store carries it out, a reply that it worked becomes bytes that mean nothing
 * - a function: runs first, then the step that it returns happens, by default `pass`; it may hold the operation back or let
 *   others go first
 */
export type Step = Happening | (() => Promise<unknown>);
type Happening = (typeof happenings)[number];
const happenings = ['pass', 'cut before', 'late', 'cut after', 'truncate', 'hang', 'garble'] as const;

type Phase = 'before' | 'during' | 'after';
type Listener = (phase: Phase, port: number | undefined) => void;

/** A proxy in front of the store, in which things happen to operations, one by one in an order that the test decides. */
export class FaultProxy {
  readonly url: string;
  /** The store's address; to be set before anything passes. */
  target = '';
  /** How many operations came, by name. */
  readonly seen = new Map<string, number>();
  /** Connections that came so far. */
  readonly connections = new Set<Socket>();
  /** Replies that were cut in the middle. */
  truncated = 0;
  readonly #server: http.Server;
  readonly #plans = new Map<string, Step[]>();
  readonly #late: (() => Promise<unknown>)[] = [];
  #usual: Step = 'pass';
  #listener: Listener = () => {};

  private constructor(server: http.Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket: Socket) => this.connections.add(socket));
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      this.#serve(request, response).catch(() => request.socket.destroy());
    });
  }

  static async start(): Promise<FaultProxy> {
    const server = http.createServer({ keepAliveTimeout: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(server);
  }

  /** What happens to the next operations of a name, in turn; those after them pass. */
  plan(operation: string, ...steps: Step[]): void {
    this.#plans.set(operation, steps);
  }

  /** As plan, behind what is planned already. */
  add(operation: string, ...steps: Step[]): void {
    this.plan(operation, ...(this.#plans.get(operation) ?? []), ...steps);
  }

  /** What happens to everything that no plan is about. */
  always(step: Step): void {
    this.#usual = step;
  }

  /** Has the store carry out the operations that are late, in the order in which they came. */
  async deliverLate(): Promise<void> {
    for (const deliver of this.#late.splice(0)) await deliver();
  }

  /**
   * Calls a function for each operation that passes: before it is forwarded, when the store has carried it out, and when the
   * reply has left. `port` is that of the caller's end of the connection.
   */
  watch(listener: Listener): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const operation = (request.url ?? '/').slice(1);
    this.seen.set(operation, (this.seen.get(operation) ?? 0) + 1);
    const planned = this.#plans.get(operation)?.shift() ?? this.#usual;
    const sent = await bytesOf(request);
    const chosen = typeof planned === 'function' ? await planned() : planned;
    const step = happenings.find((happening) => happening === chosen) ?? 'pass';
    if (step === 'hang') return;
    if (step === 'late') this.#late.push(() => forward(this.target, request, sent));
    if (step === 'late' || step === 'cut before') return void request.socket.destroy();
    const { remotePort } = request.socket;
    this.#listener('before', remotePort);
    const { status, headers, body } = await forward(this.target, request, sent);
    this.#listener('during', remotePort);
    if (step === 'cut after') return void request.socket.destroy();
    if (step === 'garble' && status === 200) {
      response.writeHead(status, { 'Content-Length': 3 });
      return void response.end(Buffer.from([0xff, 0xff, 0xff]));
    }
    response.writeHead(status, headers);
    if (step !== 'truncate') return void response.end(body, () => this.#listener('after', remotePort));
    this.truncated++;
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
  }
}

async function bytesOf(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function forward(
  target: string,
  { url, method, headers }: http.IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(url ?? '/', target), { method: method ?? 'POST', headers, agent: false });
    request.once('error', reject).once('response', (reply) => {
      const { statusCode: status = 0, headers } = reply;
      bytesOf(reply).then((body) => resolve({ status, headers, body }), reject);
    });
    request.end(body);
  });
}
