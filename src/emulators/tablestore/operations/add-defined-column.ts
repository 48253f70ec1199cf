import { checkTableName } from '../model/names';
import type { AddDefinedColumnRequest } from '../protocol/messages';
import { addDefinedColumns, parseDefinedColumns } from '../requests/defined-columns';
import { defineOperation } from './operation';

/** Declares further attribute columns, for indexes to use. */
export const addDefinedColumn = defineOperation<AddDefinedColumnRequest, object>({
  name: 'AddDefinedColumn',
  request: 'AddDefinedColumnRequest',
  response: 'Empty',
  run: async ({ catalog }, { tableName, columns }) => {
    checkTableName(tableName);
    const added = parseDefinedColumns(columns);
    const table = catalog.main(tableName);
    await catalog.update({ ...table, definedColumns: addDefinedColumns(table, added) });
    return { response: {} };
  },
});
