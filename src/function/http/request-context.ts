import { randomBytes } from 'crypto';
import type { IncomingMessage } from 'http';
import { monotonic, unionDuration } from '../../shared/clock';
import type { OperationRecord, StoreCall } from '../tablestore/client';
import type { Credentials } from '../tablestore/credentials';

/** Milliseconds that a request may take when no platform sets a limit. */
const defaultLimit = 10_000;

/** The facts about an invocation that a platform hands over beside the HTTP request. */
export interface Invocation {
  requestId: string;
  /** Epoch milliseconds at which the handler was called. */
  startedAt: number;
  /** The same moment on the monotonic clock. */
  begunAt: number;
  /** Epoch milliseconds by which everything must be answered: a little before the platform ends the invocation. */
  deadline: number;
  /** The keys of the function's role, when the platform hands any over. */
  credentials: Credentials | undefined;
  region: string | undefined;
  /** True for the first invocation of this process. */
  coldStart: boolean;
  /** The part of the called path that leads to this function and that links must carry; empty on a custom domain. */
  pathPrefix: string;
}

/** One request: its identity, its time limit, and its store operations. It ends with the request. */
export class RequestContext implements Invocation, StoreCall {
  readonly requestId: string;
  readonly startedAt: number;
  readonly begunAt: number;
  readonly deadline: number;
  readonly credentials: Credentials | undefined;
  readonly region: string | undefined;
  readonly coldStart: boolean;
  readonly pathPrefix: string;
  /** The route's pattern, such as `/api/tasks/:id`; set by the routing. */
  route: string | undefined;
  readonly operations: OperationRecord[] = [];

  constructor(invocation: Partial<Invocation> = {}) {
    this.requestId = invocation.requestId ?? randomBytes(8).toString('hex');
    this.startedAt = invocation.startedAt ?? Date.now();
    this.begunAt = invocation.begunAt ?? monotonic();
    this.deadline = invocation.deadline ?? this.startedAt + defaultLimit;
    this.credentials = invocation.credentials;
    this.region = invocation.region;
    this.coldStart = invocation.coldStart ?? false;
    this.pathPrefix = invocation.pathPrefix ?? '';
  }

  /** The same request for a store operation that may take only so many milliseconds from now. */
  withDeadline(milliseconds: number): StoreCall {
    return {
      deadline: Math.min(this.deadline, Date.now() + milliseconds),
      credentials: this.credentials,
      region: this.region,
      recordOperation: (operation) => this.recordOperation(operation),
    };
  }

  recordOperation(operation: OperationRecord): void {
    this.operations.push(operation);
  }

  /** Milliseconds during which at least one store operation was under way. */
  get storeMilliseconds(): number {
    return unionDuration(this.operations);
  }

  /** Milliseconds since the request began. */
  get milliseconds(): number {
    return monotonic() - this.begunAt;
  }
}

const contexts = new WeakMap<IncomingMessage, RequestContext>();

/** Gives a request its context: beside the request, never in its headers, which a client could forge. */
export function attachContext(req: IncomingMessage, context: RequestContext): void {
  contexts.set(req, context);
}

/** The context of a request. One that no platform handed over gets a context of its own when this is first asked. */
export function contextOf(req: IncomingMessage): RequestContext {
  let context = contexts.get(req);
  if (!context) {
    context = new RequestContext();
    contexts.set(req, context);
  }
  return context;
}
