import * as crypto from 'crypto';
import * as http from 'http';
import * as https from 'https';
import type { HttpReply, SdkResponse } from './sdk';

/** Sockets idle for longer are closed before use: servers drop idle ones, and a frozen instance cannot notice. */
const maxIdleMs = 4000;

/**
 * Keep-alive sockets for an instance that may be frozen between calls. Timers do not run in a frozen process, so idle
 * sockets are judged by the wall clock when the next call begins.
 */
export class KeepAliveSockets {
  readonly agent: http.Agent;
  readonly #idleSince = new WeakMap<object, number>();

  constructor(endpoint: string) {
    const options: https.AgentOptions = { keepAlive: true, maxSockets: 64 };
    this.agent = endpoint.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
    this.agent.on('free', (socket: object) => this.#idleSince.set(socket, Date.now()));
  }

  /** Closes the sockets that have been idle too long; to be called before each request. */
  dropStale(): void {
    this.#drop((socket) => Date.now() - (this.#idleSince.get(socket) ?? 0) > maxIdleMs);
  }

  /** Closes all idle sockets: where one has turned out to be dead, the others are no better. */
  dropIdle(): void {
    this.#drop(() => true);
  }

  #drop(unwanted: (socket: object) => boolean): void {
    const { freeSockets } = this.agent;
    for (const name of Object.keys(freeSockets)) {
      for (const socket of (freeSockets[name] ?? []).slice()) if (unwanted(socket)) socket.destroy();
    }
  }
}

/**
 * Refuses a reply that is not whole. On Node 12 a connection cut in the middle of a reply looks like its end, and a range
 * cut behind its rows would read as the last page of a list.
 */
export function checkReply(response: SdkResponse): void {
  if (isWhole(response.httpResponse)) return;
  response.error = Object.assign(new Error('the reply was cut short or damaged'), { code: 'NetworkingError' });
}

/** Whether a reply is as the service sent it; it signs every successful one. */
export function isWhole({ body, headers }: HttpReply): boolean {
  const length = headers['content-length'];
  if (length !== undefined && Number(length) !== body.length) return false;
  return headers['x-ots-contentmd5'] === crypto.createHash('md5').update(body).digest('base64');
}
