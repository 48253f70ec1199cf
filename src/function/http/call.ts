import * as crypto from 'crypto';
import type { IncomingMessage } from 'http';
import { covered, monotonic } from '../../shared/clock';
import type { OperationRecord, StoreCall } from '../tablestore/client';
import type { Credentials } from '../tablestore/credentials';
import { invocationOf } from './invocation';

/** How long a call may take when no platform sets a limit, in milliseconds. */
const defaultLimitMs = 10_000;

/** One served call: its identity, its time limit, and what it did to the store. Ends with the call; nothing outlives it. */
export class Call implements StoreCall {
  readonly requestId: string;
  readonly startedAt: number;
  /** The same moment on the monotonic clock. */
  readonly begunAt: number;
  readonly deadline: number;
  readonly credentials: Credentials | undefined;
  readonly region: string | undefined;
  readonly coldStart: boolean;
  readonly pathPrefix: string;
  /** The route's pattern, such as `/api/tasks/:id`; known once routing found it. */
  route: string | undefined;
  readonly operations: OperationRecord[] = [];

  constructor(req: IncomingMessage) {
    const invocation = invocationOf(req);
    this.startedAt = invocation?.startedAt ?? Date.now();
    this.begunAt = invocation?.begunAt ?? monotonic();
    this.requestId = invocation?.requestId ?? crypto.randomBytes(8).toString('hex');
    this.deadline = invocation?.deadline ?? this.startedAt + defaultLimitMs;
    this.credentials = invocation?.credentials;
    this.region = invocation?.region;
    this.coldStart = invocation?.coldStart ?? false;
    this.pathPrefix = invocation?.pathPrefix ?? '';
  }

  recordOperation(operation: OperationRecord): void {
    this.operations.push(operation);
  }

  /** Milliseconds during which at least one store operation was under way. */
  get storeMilliseconds(): number {
    return covered(this.operations);
  }

  /** Milliseconds since the call began. */
  get milliseconds(): number {
    return monotonic() - this.begunAt;
  }
}

const calls = new WeakMap<IncomingMessage, Call>();

/** The call that a request belongs to; it begins when this is first asked. */
export function callOf(req: IncomingMessage): Call {
  let call = calls.get(req);
  if (!call) {
    call = new Call(req);
    calls.set(req, call);
  }
  return call;
}
