import * as crypto from 'crypto';
import { ulidOf } from '../../shared/ulid';
import type { RowChange, StoreCall, TablestoreClient } from '../tablestore/client';
import { StoreError } from '../tablestore/errors';
import type { PrimaryKey, Row } from '../tablestore/rows';
import { trashTable } from '../tablestore/schema';
import { writeBatch } from './batches';

/** Rows put into the trash together. Even of the longest notes this many stay under the service's 4 MB of one batch. */
export const trashBatch = 64;

/** A new key in the trash for a task that is deleted now. */
export function newTrashKey({ owner, id }: PrimaryKey): PrimaryKey {
  return { owner: owner as string, id: `${ulidOf(Date.now(), crypto.randomBytes(16))}:${id}` };
}

/**
 * Puts rows of tasks into the trash, before they are deleted: at most `trashBatch`, in one round trip. When the deletion
 * does not follow, the entries stay and do no harm.
 * @throws StoreError when not all of them are there
 */
export async function putIntoTrash(store: TablestoreClient, call: StoreCall, rows: readonly Row[]): Promise<void> {
  await writeEntries(
    store,
    call,
    rows.map(
      ({ key, columns }): RowChange => ({
        type: 'put',
        key: newTrashKey(key),
        columns,
        condition: { row: 'missing' },
      }),
    ),
  );
}

/**
 * Writes entries of the trash.
 * @throws StoreError when not all of them are there
 */
export async function writeEntries(store: TablestoreClient, call: StoreCall, entries: RowChange[]): Promise<void> {
  const results = await writeBatch(store, call, entries, trashTable);
  const failure = results.find((result) => result instanceof StoreError);
  if (failure) throw failure;
}
