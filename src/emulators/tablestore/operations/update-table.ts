import { invalid } from '../errors';
import type { UpdateTableRequest } from '../protocol/messages';
import { describeSettings } from '../protocol/table-messages';
import { checkUpdateTable, updatedTable } from '../requests/update-table';
import { defineOperation } from './operation';

export const updateTable = defineOperation<UpdateTableRequest, object>({
  name: 'UpdateTable',
  request: 'UpdateTableRequest',
  response: 'UpdateTableResponse',
  run: async ({ catalog }, request) => {
    checkUpdateTable(request);
    const table = catalog.get(request.tableName);
    if (table.indexOf !== undefined) throw invalid("Can't write index table directly");
    const changed = updatedTable(table, request);
    await catalog.update(changed);
    return { response: describeSettings(changed) };
  },
});
