import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CounterSet } from '../counters';
import { invalid, OtsError, usualError } from '../errors';
import { type Fault, type Faults, faultError } from '../faults';
import { limits } from '../limits';
import type { Instance, Operation } from '../operations/operation';
import { messageType } from '../protocol/protobuf';
import { ConditionFailure } from '../writing/write-row';
import { authenticate, type Checks, type Credentials } from './authentication';
import { ConnectionLost, readBody } from './body';
import { type Compressed, compress, decompress } from './compression';
import type { HostCheck } from './hosts';
import { type Headers, md5, signingKeyV4, signReply } from './signature';

export interface GatewayParts {
  readonly instance: Instance;
  readonly operations: readonly Operation[];
  readonly credentials: Credentials;
  readonly checks: Checks;
  readonly checkHost: HostCheck;
  readonly faults: Faults;
  readonly counters: CounterSet;
  /** Aborted when the server closes: operations that a fault still delays are then cut. */
  readonly closing: AbortSignal;
  /** Called with errors that are bugs or a broken disk; clients get OTSInternalServerError. */
  readonly onUnexpected: (error: unknown) => void;
}

const errorType = messageType<{ code: string; message: string }>('Error');

/** Cuts the connection instead of answering. */
class Cut extends Error {}

function headersOf(request: IncomingMessage): Headers {
  return new Map(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

interface Reply {
  readonly status: number;
  readonly message: Buffer;
  readonly compressed?: Compressed;
}

/** The MD5 is that of the message before it is compressed: the Java SDK inflates a reply before it checks it. */
function answer(
  response: ServerResponse,
  { credentials }: GatewayParts,
  path: string,
  request: Headers,
  { status, message, compressed }: Reply,
): void {
  const headers = new Map([
    ['x-ots-contentmd5', md5(message)],
    ['x-ots-contenttype', 'protocol buffer'],
    ['x-ots-date', new Date().toISOString().replace(/Z$/, '000Z')],
    ['x-ots-requestid', randomUUID()],
    ...(compressed?.headers ?? []),
  ]);
  const secret = credentials.accessKeySecret;
  const signature = signReply(request.has('x-ots-signaturev4') ? signingKeyV4(secret, request) : secret, path, headers);
  const accessKeyId = request.get('x-ots-accesskeyid') ?? credentials.accessKeyId;
  const body = compressed?.body ?? message;
  response.writeHead(status, {
    ...Object.fromEntries(headers),
    Authorization: `OTS ${accessKeyId}:${signature}`,
    'Content-Length': body.length,
  });
  response.end(body);
}

function delay(milliseconds: number, closing: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal: closing }).catch(() => {
    throw new Cut();
  });
}

/** Runs an operation with the fault that strikes it. @throws OtsError, Cut */
async function runWithFault(
  run: () => Promise<Buffer>,
  fault: Fault | undefined,
  closing: AbortSignal,
): Promise<Buffer> {
  if (!fault) return run();
  if (fault.delayMs) await delay(fault.delayMs, closing);
  if (fault.kind === 'cut-before') throw new Cut();
  if (fault.kind === 'error' || fault.kind === 'unavailable') throw faultError(fault);
  const body = await run();
  if (fault.kind === 'cut-after') throw new Cut();
  if (fault.kind === 'error-after') throw faultError(fault);
  return body;
}

/** Answers the service's requests: `POST /<Operation>` with a protobuf message. */
export function createGateway(parts: GatewayParts) {
  const { instance, faults, counters } = parts;
  const byPath = new Map(parts.operations.map((operation) => [`/${operation.name}`, operation]));

  const run = async (path: string, request: IncomingMessage, headers: Headers): Promise<Buffer> => {
    const body = await readBody(request, limits.bodySize);
    parts.checkHost(request);
    if (request.method !== 'POST') {
      throw usualError('OTSMethodNotAllowed', 'Only POST method for requests is supported.');
    }
    const operation = byPath.get(path);
    if (!operation) throw invalid(`Unsupported operation: ${path.slice(1)}.`);
    authenticate(parts.credentials, parts.checks, path, headers, body);
    const message = await decompress(headers, body);
    let failed = true;
    try {
      const apply = async (): Promise<Buffer> => {
        const { body: bytes, usage } = await operation.run(instance, message);
        counters.use(usage);
        return bytes;
      };
      const reply = await runWithFault(apply, faults.strike(operation.name), parts.closing);
      failed = false;
      return reply;
    } catch (error) {
      if (error instanceof ConditionFailure) counters.use({ capacity: error.capacity, rowsRead: 0, rowsWritten: 0 });
      throw error;
    } finally {
      counters.count(operation.name, failed);
    }
  };

  const toOtsError = (error: unknown): OtsError => {
    if (error instanceof OtsError) return error;
    parts.onUnexpected(error);
    return usualError('OTSInternalServerError');
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] as string;
    const headers = headersOf(request);
    try {
      const message = await run(path, request, headers);
      answer(response, parts, path, headers, { status: 200, message, ...(await compress(headers, message)) });
    } catch (error) {
      if (error instanceof Cut || error instanceof ConnectionLost) {
        request.socket.destroy();
        return;
      }
      const { code, message, status } = toOtsError(error);
      answer(response, parts, path, headers, { status, message: errorType.encode({ code, message }) });
    }
  };
}
