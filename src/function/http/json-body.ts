import type { IncomingMessage } from 'http';
import { TextDecoder } from 'util';
import { bodyLimit } from '../../shared/limits';
import { HttpError } from './problem';

/**
 * Reads a JSON body of at most `limit` bytes. Express's own parser is not used: it loads tables of character sets at a cold
 * start, and JSON is UTF-8 by definition (RFC 8259, section 8.1).
 * @returns the parsed value; undefined when there is no body at all
 * @throws HttpError 400, 413 or 415
 */
export async function readJson(req: IncomingMessage, limit = bodyLimit): Promise<unknown> {
  if (Number(req.headers['content-length']) > limit) throw tooLarge(limit);
  const bytes = await readBytes(req, limit);
  if (bytes.length === 0) return undefined;
  checkType(req);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'The body is not valid UTF-8.');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The error's message may quote the body, which may hold a password.
    const where = / at position \d+/.exec((error as Error).message)?.[0] ?? '';
    throw new HttpError(400, `The body is not valid JSON${where}.`);
  }
}

function checkType(req: IncomingMessage): void {
  const type = req.headers['content-type'] ?? '';
  const [mediaType = '', ...parameters] = type.toLowerCase().split(';');
  if (!/^application\/([\w.+-]+\+)?json$/.test(mediaType.trim())) {
    throw new HttpError(415, `The body must be JSON: send it with Content-Type: application/json.`, {
      headers: { 'Accept-Patch': 'application/merge-patch+json, application/json' },
    });
  }
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw new HttpError(415, 'The body must be encoded in UTF-8.');
  const encoding = req.headers['content-encoding'];
  if (encoding && encoding !== 'identity')
    throw new HttpError(415, 'Compressed bodies are not accepted; send the body as it is.');
}

function readBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        chunks.length = 0;
        reject(tooLarge(limit));
      } else {
        chunks.push(chunk);
      }
    });
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('aborted', () => reject(new HttpError(400, 'The body ended before it was complete.')));
    req.once('error', () => reject(new HttpError(400, 'The body could not be read.')));
  });
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The body is larger than ${limit / 1024} KiB.`);
}
