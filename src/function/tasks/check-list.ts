import { invalidInput } from '../http/problem';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { isList } from './rows';

/**
 * Refuses a list that does not exist. Tasks without a list pay nothing for it.
 * @throws HttpError 400
 */
export async function checkList(
  store: TablestoreClient,
  call: StoreCall,
  owner: string,
  list: string | null | undefined,
): Promise<void> {
  if (!list || (await isList(store, call, owner, list))) return;
  throw invalidInput([{ pointer: '/list', detail: 'is none of your lists; null is the Inbox' }]);
}
