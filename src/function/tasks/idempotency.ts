import * as crypto from 'crypto';
import type { IncomingMessage } from 'http';
import { HttpError } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { PrimaryKey } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { type KeyRow, keyRowColumns, keyRowKey, keyRowOf } from './rows';
import { newTaskId, type TaskFields } from './task';

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

/** How a record of the key's kind is made under an id, and found. */
export interface Creation<T> {
  find(id: string): Promise<T | undefined>;
  /** Adds it under an id, or finds the one that is there already. `createdAt` is in epoch milliseconds. */
  insert(id: string, createdAt: number): Promise<T>;
}

/**
 * Creation under an `Idempotency-Key`. A row of its own ties the key to an id before the record is written, so that every
 * repeat, in any instance and after any failure, creates that one record or finds it.
 */
export class IdempotentCreation {
  readonly #store: TablestoreClient;

  constructor(store: TablestoreClient) {
    this.#store = store;
  }

  /**
   * Creates the key's record, or answers it as it is now.
   * @param body what the key was sent with
   * @throws HttpError 422 for a key that came with another body before
   */
  async create<T>(
    call: StoreCall,
    owner: string,
    key: string,
    body: object,
    { find, insert }: Creation<T>,
  ): Promise<T> {
    const createdAt = Date.now();
    const ours: KeyRow = { taskId: newTaskId(createdAt), fingerprint: sha256(JSON.stringify(body)), createdAt };
    const { claimed, keyRow } = await this.#claim(call, keyRowKey(owner, sha256(key)), ours);
    if (keyRow.fingerprint !== ours.fingerprint) {
      throw new HttpError(
        422,
        'This Idempotency-Key was used with another body before. Use a new key for a new request.',
      );
    }
    return (claimed ? undefined : await find(keyRow.taskId)) ?? insert(keyRow.taskId, keyRow.createdAt);
  }

  /** Ties a key to our task, or finds the row that ties it to one. `claimed` only when no other call can have it. */
  async #claim(call: StoreCall, key: PrimaryKey, ours: KeyRow): Promise<{ claimed: boolean; keyRow: KeyRow }> {
    const result = await this.#store.putRow(call, tasksTable, key, keyRowColumns(ours), { row: 'missing' });
    if (result === 'applied') return { claimed: true, keyRow: ours };
    const row = await this.#store.getRow(call, tasksTable, key);
    if (!row) throw new StoreError('PutRow', 'OutcomeUnknown', 'unknown', 'the key was removed at the same time');
    return { claimed: false, keyRow: keyRowOf(row) };
  }
}

/** The body of a task as its key's fingerprint is made from; tasks without later fields keep the fingerprints of before. */
export function keyedBody({ title, note, status, order, due, repeat, repeatFrom, list }: TaskFields): unknown[] {
  const later = repeat !== null || list !== null ? [repeat, repeatFrom, list] : [];
  return [title, note, status, order, due, ...later];
}

/** A digest that keeps any key within the length of a primary key. */
function sha256(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}
