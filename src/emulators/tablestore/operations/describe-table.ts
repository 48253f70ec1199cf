import type { TableNameRequest } from '../protocol/messages';
import { describeIndexes, describeMeta, describeSettings } from '../protocol/table-messages';
import { defineOperation } from './operation';

const activeStatus = 1;
const loadingStatus = 3;

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
        tableStatus: catalog.isReady(table) ? activeStatus : loadingStatus,
        indexMetas: describeIndexes(table),
        creationTime: table.createdAt * 1000,
      },
    };
  },
});
