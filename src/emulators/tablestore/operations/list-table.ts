import { defineOperation } from './operation';

export const listTable = defineOperation<object, { tableNames: string[] }>({
  name: 'ListTable',
  request: 'Empty',
  response: 'ListTableResponse',
  run: async ({ catalog }) => ({ response: { tableNames: catalog.names() } }),
});
