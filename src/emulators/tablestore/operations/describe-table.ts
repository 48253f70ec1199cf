import type { TableNameRequest } from '../protocol/messages';
import { describeIndexes, describeMeta, describeSettings } from '../protocol/table-messages';
import { defineOperation } from './operation';

const ACTIVE = 1;
const LOADING = 3;

export const describeTable = defineOperation<TableNameRequest, object>({
  name: 'DescribeTable',
  request: 'TableNameRequest',
  response: 'DescribeTableResponse',
  run: async ({ catalog }, { tableName }) => {
    const table = catalog.get(tableName);
    return {
      response: {
        tableMeta: describeMeta(table),
        ...describeSettings(table),
        tableStatus: catalog.isReady(table) ? ACTIVE : LOADING,
        indexMetas: describeIndexes(table),
        creationTime: table.createdAt * 1000,
      },
    };
  },
});
