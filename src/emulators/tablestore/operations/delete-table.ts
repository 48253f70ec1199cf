import { invalid } from '../errors';
import type { TableNameRequest } from '../protocol/messages';
import { defineOperation } from './operation';

/** Deletes a table together with its secondary indexes; its open local transactions end. */
export const deleteTable = defineOperation<TableNameRequest, object>({
  name: 'DeleteTable',
  request: 'TableNameRequest',
  response: 'Empty',
  run: async ({ catalog, transactions }, { tableName }) => {
    const table = catalog.get(tableName);
    if (table.indexOf !== undefined) throw invalid(`${tableName} is an index of ${table.indexOf}: use DropIndex.`);
    const deleted = catalog.delete(table);
    transactions.endAllOf(table);
    await deleted;
    return { response: {} };
  },
});
