import type { AddDefinedColumnRequest } from '../protocol/messages';
import { parseDefinedColumns } from '../requests/defined-columns';
import { defineOperation } from './operation';

/** Declares further attribute columns, for indexes to use. */
export const addDefinedColumn = defineOperation<AddDefinedColumnRequest, object>({
  name: 'AddDefinedColumn',
  request: 'AddDefinedColumnRequest',
  response: 'Empty',
  run: async ({ catalog }, { tableName, columns }) => {
    const table = catalog.main(tableName);
    const definedColumns = parseDefinedColumns(table.primaryKey, table.definedColumns, columns);
    await catalog.update({ ...table, definedColumns });
    return { response: {} };
  },
});
