import type { DeleteDefinedColumnRequest } from '../protocol/messages';
import { withoutDefinedColumns } from '../requests/defined-columns';
import { defineOperation } from './operation';

/** Removes declarations of attribute columns; the rows keep their values. */
export const deleteDefinedColumn = defineOperation<DeleteDefinedColumnRequest, object>({
  name: 'DeleteDefinedColumn',
  request: 'DeleteDefinedColumnRequest',
  response: 'Empty',
  run: async ({ catalog }, { tableName, columns }) => {
    const table = catalog.main(tableName);
    await catalog.update({ ...table, definedColumns: withoutDefinedColumns(table, columns) });
    return { response: {} };
  },
});
