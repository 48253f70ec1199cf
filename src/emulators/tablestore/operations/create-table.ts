import type { CreateTableRequest } from '../protocol/messages';
import { validateCreateTable } from '../requests/create-table';
import { defineOperation } from './operation';

export const createTable = defineOperation<CreateTableRequest, object>({
  name: 'CreateTable',
  request: 'CreateTableRequest',
  response: 'Empty',
  run: async ({ catalog, localTransactions }, request) => {
    const table = validateCreateTable(request);
    await catalog.create(
      (newId) => ({
        ...table,
        id: newId(),
        indexes: table.indexes.map((index) => ({ ...index, id: newId() })),
        localTransactions: table.localTransactions ?? localTransactions,
      }),
      table.name,
      table.indexes.map(({ name }) => name),
    );
    return { response: {} };
  },
});
