import type { IncomingMessage } from 'node:http';
import { usualError } from '../errors';

/** Bytes of a refused body that are still read, so that the client gets its answer and keeps its connection. */
const drainLimit = 64 * 1024 * 1024;

/** The client disconnected, or its body never ends: no answer can reach it. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/**
 * Reads a request's body.
 * @throws OtsError OTSRequestBodyTooLarge, after the end of the body; ConnectionLost
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > drainLimit) request.destroy();
    });
    request.on('end', () => {
      if (size > limit) reject(usualError('OTSRequestBodyTooLarge', 'The size of POST data is too large.'));
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    request.on('error', () => reject(new ConnectionLost()));
    request.on('close', () => reject(new ConnectionLost()));
  });
}
