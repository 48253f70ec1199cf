import * as crypto from 'crypto';
import type { IncomingMessage } from 'http';
import { HttpError } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { ConditionFailed, StoreError } from '../tablestore/errors';
import { tasksTable } from '../tablestore/schema';
import type { TaskRepository } from './repository';
import { newTask, newTaskId, type Task, type TaskFields } from './task';

/**
 * Reads `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), with or without the quotes of a structured field.
 * @throws HttpError 400
 */
export function idempotencyKeyOf(req: IncomingMessage): string | undefined {
  const header = req.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = String(header).replace(/^"(.*)"$/, '$1');
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new HttpError(400, 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
  }
  return key;
}

/** What a key stands for: the id that its task has or will have, and the request that it came with. */
interface KeyRecord {
  task: string;
  request: string;
  createdAt: number;
  /** True when this very call made the record, so that nobody else can have created the task before. */
  fresh: boolean;
}

/**
 * Creation under an `Idempotency-Key`. A row of its own ties the key to a task id before the task is written, so that
 * every repeat, whichever instance serves it and whatever died before it, creates that one task or finds it.
 */
export class IdempotentCreation {
  constructor(
    private readonly store: TablestoreClient,
    private readonly tasks: TaskRepository,
  ) {}

  /**
   * Creates the key's task, or answers it as it is now.
   * @throws HttpError 422 for a key that came with another request before
   */
  async create(call: StoreCall, owner: string, key: string, fields: TaskFields): Promise<Task> {
    const request = fingerprint(fields);
    const record = await this.claim(call, owner, key, request);
    if (record.request !== request) {
      throw new HttpError(
        422,
        'This Idempotency-Key was used with another body before. Use a new key for a new request.',
      );
    }
    if (!record.fresh) {
      const existing = await this.tasks.get(call, owner, record.task);
      if (existing) return existing;
    }
    return this.tasks.insertOrFind(call, owner, newTask(record.task, fields, record.createdAt));
  }

  private async claim(call: StoreCall, owner: string, key: string, request: string): Promise<KeyRecord> {
    const primaryKey = { owner, id: keyRowId(key) };
    const createdAt = Date.now();
    const task = newTaskId(createdAt);
    try {
      const columns = { task, request, created_at: createdAt };
      await this.store.putRow(call, tasksTable, primaryKey, columns, { row: 'missing' });
      return { task, request, createdAt, fresh: true };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const row = await this.store.getRow(call, tasksTable, primaryKey);
      if (!row) throw new StoreError('PutRow', 'OutcomeUnknown', 'unknown', 'the key was removed at the same time');
      const { columns } = row;
      return {
        task: String(columns.task),
        request: String(columns.request),
        createdAt: Number(columns.created_at),
        fresh: false,
      };
    }
  }
}

/** Key rows sort behind all tasks of their owner; the hash keeps any key within the length of a primary key. */
function keyRowId(key: string): string {
  return `key:${crypto.createHash('sha256').update(key).digest('hex')}`;
}

function fingerprint({ title, note, status, order, due }: TaskFields): string {
  return crypto
    .createHash('sha256')
    .update(JSON.stringify([title, note, status, order, due]))
    .digest('hex');
}
