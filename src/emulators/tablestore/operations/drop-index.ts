import { conflict } from '../errors';
import type { DropIndexRequest } from '../protocol/messages';
import { defineOperation } from './operation';

export const dropIndex = defineOperation<DropIndexRequest, object>({
  name: 'DropIndex',
  request: 'DropIndexRequest',
  response: 'Empty',
  run: async ({ catalog, transactions }, { mainTableName, indexName }) => {
    const table = catalog.main(mainTableName);
    if (transactions.hasOpen(table)) throw conflict();
    await catalog.dropIndex(table, indexName);
    return { response: {} };
  },
});
