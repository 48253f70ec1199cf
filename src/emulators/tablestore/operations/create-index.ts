import { conflict } from '../errors';
import { checkTableName } from '../model/names';
import type { CreateIndexRequest } from '../protocol/messages';
import { checkIndex, parseIndex } from '../requests/index-meta';
import { defineOperation } from './operation';

/** Adds an index. With `include_base_data` the rows of the table are in it when the answer comes. */
export const createIndex = defineOperation<CreateIndexRequest, object>({
  name: 'CreateIndex',
  request: 'CreateIndexRequest',
  response: 'Empty',
  run: async ({ catalog, transactions }, { mainTableName, indexMeta, includeBaseData }) => {
    checkTableName(mainTableName);
    const index = parseIndex(indexMeta);
    const table = catalog.main(mainTableName);
    checkIndex(table, index, table.indexes);
    if (transactions.hasOpen(table)) throw conflict();
    await catalog.addIndex(table, index, includeBaseData ?? false);
    return { response: {} };
  },
});
