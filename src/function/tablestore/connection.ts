import { monotonic } from '../../shared/clock';
import type { Credentials } from './credentials';
import { StoreError, toStoreError } from './errors';
import { type Operation, writes } from './operations';
import { RowCodec } from './rows';
import { type HttpReply, loadSdk, type Sdk, type SdkClient, type SdkConfig, type SdkRequest } from './sdk';
import { checkReply, isWhole, KeepAliveSockets } from './transport';

/** The call on whose behalf the store is used. */
export interface StoreCall {
  /** Epoch milliseconds after which no store operation may still be waited for. */
  readonly deadline: number;
  /** Keys handed over with this very call; they win over the settings' ones. */
  readonly credentials: Credentials | undefined;
  readonly region: string | undefined;
  /** Called after every attempt of every operation. */
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
  /** It was a write that was applied, or one that may have been or may still be: its answer was lost. */
  mayHaveWritten: boolean;
}

/** Whether a call may have changed something: until it has sent a write, it can say that nothing was changed. */
export function mayHaveWritten(operations: readonly OperationRecord[]): boolean {
  return operations.some((operation) => operation.mayHaveWritten);
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

/**
 * Sends an operation once, with a time limit, and records it.
 * @throws StoreError; anything else that the SDK throws is a mistake in this program
 */
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
    const settle = (failure: unknown, reply?: unknown) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      const error = failure instanceof StoreError ? failure : undefined;
      if (failure && !error) return reject(failure);
      const units = (reply as Consumed | undefined)?.consumed?.capacityUnit;
      call.recordOperation({
        ...what,
        from,
        until: monotonic(),
        readUnits: units?.read ?? 0,
        writeUnits: units?.write ?? 0,
        ...(error && { error: error.code }),
        mayHaveWritten: isWrite(operation) && error?.outcome !== 'rejected',
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
      request = client.makeRequest(sdkName(operation), params, function settleAttempt(error, reply) {
        settle(error ? failureOf(operation, error, this?.httpResponse) : undefined, reply);
      });
    } catch (error) {
      settle(error);
    }
  });
}

/** A reply that the SDK could not read is the connection's fault when it is damaged, and otherwise this program's. */
function failureOf(operation: Operation, error: unknown, reply: HttpReply | undefined): unknown {
  const failure = toStoreError(operation, error);
  if (failure) return failure;
  const isDamaged = reply?.statusCode !== undefined && !isWhole(reply);
  return isDamaged ? new StoreError(operation, 'BadReply', 'unknown', 'the reply was damaged') : error;
}

function isWrite(operation: Operation): boolean {
  return writes.some((write) => write === operation);
}

/** The SDK's name of an operation begins with a small letter: `getRow`. */
function sdkName(operation: Operation): string {
  return operation[0]!.toLowerCase() + operation.slice(1);
}
