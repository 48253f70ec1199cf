import { conflict, invalid } from '../errors';
import type { TableNameRequest } from '../protocol/messages';
import { defineOperation } from './operation';

/** Deletes a table together with its secondary indexes. */
export const deleteTable = defineOperation<TableNameRequest, object>({
  name: 'DeleteTable',
  request: 'TableNameRequest',
  response: 'Empty',
  run: async ({ catalog, transactions }, { tableName }) => {
    const table = catalog.get(tableName);
    if (table.indexOf !== undefined) throw invalid(`${tableName} is an index of ${table.indexOf}: use DropIndex.`);
    if (transactions.hasOpen(table)) throw conflict();
    await catalog.delete(table);
    return { response: {} };
  },
});
