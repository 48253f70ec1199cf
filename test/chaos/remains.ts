import type { ApiClient } from '../support/client';
import type { Remains } from './history';
import { shownEntry, shownList, shownTask } from './requests';

/** Reads what an owner has, page by page. */
export async function remainsOf(client: ApiClient): Promise<Remains> {
  const lists = (await client.pages('/api/lists')).map(shownList);
  const places = new Map<string, string[]>();
  for (const place of ['inbox', ...lists.map(({ id }) => id)]) {
    places.set(
      place,
      (await client.list(`limit=200&list=${place}`)).map(({ id }) => id),
    );
  }
  const tasks = (await client.list()).map(shownTask);
  const trash = (await client.pages('/api/trash?limit=200')).map(shownEntry);
  return { tasks, trash, lists, places };
}
