import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { md5, signRequest } from '../../../src/emulators/tablestore/http/signature';
import { type Cell, decodeRows } from '../../../src/emulators/tablestore/plainbuffer/decode';
import { encodeRow } from '../../../src/emulators/tablestore/plainbuffer/encode';
import type { CellValue } from '../../../src/emulators/tablestore/plainbuffer/variant';
import { messageType } from '../../../src/emulators/tablestore/protocol/protobuf';
import { credentials } from './sdk';

/** What the official Node SDK cannot send is sent from here, message by message. */
export interface WireReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The client's port: the same for two requests on one connection. */
  clientPort: number | undefined;
}

export interface WireRequest {
  method?: string;
  path: string;
  body?: Buffer;
  headers?: OutgoingHttpHeaders;
  agent?: Agent;
}

export function send(url: string, { method = 'POST', path, body, headers, agent }: WireRequest): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const outgoing = request(
      `${url}${path}`,
      { method, headers: headers ?? {}, ...(agent && { agent }) },
      (incoming) => {
        const clientPort = incoming.socket.localPort;
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks),
            clientPort,
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The headers that the SDKs send with a body, signed; `changed` are set before signing. */
export function signedHeaders(
  path: string,
  body: Buffer,
  changed: Record<string, string> = {},
): Record<string, string> {
  const headers: Record<string, string> = {
    'x-ots-date': new Date().toISOString(),
    'x-ots-apiversion': '2015-12-31',
    'x-ots-accesskeyid': credentials.accessKeyId,
    'x-ots-contentmd5': md5(body),
    'x-ots-instancename': credentials.instance,
    ...changed,
  };
  const signature = signRequest(credentials.accessKeySecret, path, new Map(Object.entries(headers)));
  return { ...headers, 'x-ots-signature': signature };
}

export function sendSigned(url: string, path: string, body: Buffer, agent?: Agent): Promise<WireReply> {
  return send(url, { path, body, headers: signedHeaders(path, body), ...(agent && { agent }) });
}

const errorType = messageType<{ code: string; message: string }>('Error');

/** The error in a reply, in the shape of `refusal`. */
export function errorOf({ status, body }: WireReply): { status: number; code: string; message: string } {
  return {
    status,
    ...errorType.decode(body),
  };
}

/** Calls an operation with a message of tablestore.proto; answers the decoded reply. @throws Error on an error reply */
export async function callWire<Reply extends object = object>(
  url: string,
  operation: string,
  types: { request: string; response: string },
  message: object,
): Promise<Reply> {
  const reply = await sendSigned(url, `/${operation}`, messageType(types.request).encode(message));
  if (reply.status !== 200) {
    const { status, code, message: text } = errorOf(reply);
    throw Object.assign(new Error(`${status} ${code} ${text}`), { status, code });
  }
  return messageType<Reply>(types.response).decode(reply.body);
}

export function text(value: string): CellValue {
  return { type: 'STRING', value: Buffer.from(value) };
}

export function integer(value: number | bigint): CellValue {
  return { type: 'INTEGER', value: BigInt(value) };
}

/** A row of a request in PlainBuffer. */
export function plainRow(primaryKey: readonly Cell[], attributes: readonly Cell[] = [], deleteMarker = false): Buffer {
  return encodeRow({ primaryKey, attributes, deleteMarker });
}

/** The attributes of the rows in a reply, strings as text. */
export function rowsOf(bytes: Buffer): { key: unknown[]; attributes: Record<string, unknown> }[] {
  return decodeRows(bytes).map(({ primaryKey, attributes }) => ({
    key: primaryKey.map(({ value }) => printed(value)),
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, printed(value)])),
  }));
}

function printed(value: Cell['value']): unknown {
  return value && 'value' in value
    ? Buffer.isBuffer(value.value)
      ? value.value.toString()
      : value.value
    : value?.type;
}
