import { monotonic } from '../../shared/clock';
import type { Credentials } from './credentials';
import { StoreError, toStoreError } from './errors';
import type { Operation } from './operations';
import { RowCodec } from './rows';
import { loadSdk, type Sdk, type SdkClient, type SdkConfig, type SdkRequest } from './sdk';
import { checkReply, KeepAliveSockets } from './transport';

/** The call on whose behalf the store is used. */
export interface StoreCall {
  /** Epoch milliseconds after which no store operation may still be waited for. */
  readonly deadline: number;
  /** Keys handed over with this very call; they win over the settings' ones. */
  readonly credentials: Credentials | undefined;
  readonly region: string | undefined;
  /** Is told of every attempt of every operation. */
  recordOperation(operation: OperationRecord): void;
}

/** One attempt of one operation, for the log line and `Server-Timing`. */
export interface OperationRecord {
  operation: Operation;
  table: string;
  /** When it began and ended on the monotonic clock, in milliseconds. */
  from: number;
  until: number;
  readUnits: number;
  writeUnits: number;
  /** 1, and one more each time the operation is repeated. */
  attempt: number;
  /** The error's code, absent when the attempt succeeded. */
  error?: string;
}

const attemptTimeoutMs = 2000;

/** The SDK's client for one endpoint, with sockets that survive a freeze and replies that are checked to be whole. */
export class Connection {
  readonly sdk: Sdk = loadSdk();
  readonly codec = new RowCodec(this.sdk);
  readonly sockets: KeepAliveSockets;
  readonly client: SdkClient;
  readonly config: SdkConfig;

  constructor(endpoint: string, instancename: string, credentials: Credentials) {
    this.sockets = new KeepAliveSockets(endpoint);
    this.client = new this.sdk.Client({
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.accessKeySecret,
      endpoint,
      instancename,
      maxRetries: 0,
      httpOptions: { agent: this.sockets.agent },
    });
    this.config = this.client.config;
    const setUp = this.client.setupRequestListeners;
    this.client.setupRequestListeners = function (request) {
      setUp.call(this, request);
      request.addListener('extractData', checkReply);
    };
  }

  /** The SDK reads its configuration at each signing, so that rotated keys keep the sockets. */
  useCredentials(credentials: Credentials): void {
    this.config.accessKeyId = credentials.accessKeyId;
    this.config.secretAccessKey = credentials.accessKeySecret;
    this.config.securityToken = credentials.securityToken;
  }
}

interface Consumed {
  consumed?: { capacityUnit?: { read?: number | null; write?: number | null } };
}

/** Sends an operation once, with a time limit, and records it. Rejects with StoreError, or with what the SDK threw before sending. */
export function attemptOnce<Reply>(
  call: StoreCall,
  client: SdkClient,
  what: Pick<OperationRecord, 'operation' | 'table' | 'attempt'>,
  params: object,
): Promise<Reply> {
  const { operation } = what;
  const from = monotonic();
  return new Promise<Reply>((resolve, reject) => {
    let settled = false;
    const settle = (error: StoreError | undefined, reply?: unknown) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      const units = (reply as Consumed | undefined)?.consumed?.capacityUnit;
      call.recordOperation({
        ...what,
        from,
        until: monotonic(),
        readUnits: units?.read ?? 0,
        writeUnits: units?.write ?? 0,
        ...(error && { error: error.code }),
      });
      if (error) reject(error);
      else resolve(reply as Reply);
    };
    const patience = Math.max(1, Math.min(attemptTimeoutMs, call.deadline - Date.now()));
    const timer = setTimeout(() => {
      settle(new StoreError(operation, 'Timeout', 'unknown', `no answer within ${patience} ms`));
      request?.httpRequest.stream?.abort();
    }, patience);
    let request: SdkRequest | undefined;
    try {
      request = client.makeRequest(sdkName(operation), params, (error, reply) =>
        settle(error ? toStoreError(operation, error) : undefined, reply),
      );
    } catch (error) {
      // The SDK could not encode the parameters, so nothing was sent.
      clearTimeout(timer);
      reject(error);
    }
  });
}

/** The SDK's name of an operation begins with a small letter: `getRow`. */
function sdkName(operation: Operation): string {
  return operation[0]!.toLowerCase() + operation.slice(1);
}
