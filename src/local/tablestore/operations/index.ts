import { batchGetRow } from './batch-get-row';
import { batchWriteRow } from './batch-write-row';
import { createTable } from './create-table';
import { deleteRow } from './delete-row';
import { deleteTable } from './delete-table';
import { describeTable } from './describe-table';
import { getRange } from './get-range';
import { getRow } from './get-row';
import { listTable } from './list-table';
import type { Operation } from './operation';
import { putRow } from './put-row';
import { updateRow } from './update-row';

/** Every operation that the server has; the path of a request names one. */
export const operations: readonly Operation[] = [
  createTable,
  listTable,
  describeTable,
  deleteTable,
  getRow,
  putRow,
  updateRow,
  deleteRow,
  getRange,
  batchGetRow,
  batchWriteRow,
];
