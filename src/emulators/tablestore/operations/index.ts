import { abortTransaction } from './abort-transaction';
import { addDefinedColumn } from './add-defined-column';
import { batchGetRow } from './batch-get-row';
import { batchWriteRow } from './batch-write-row';
import { commitTransaction } from './commit-transaction';
import { computeSplitPointsBySize } from './compute-split-points-by-size';
import { createIndex } from './create-index';
import { createTable } from './create-table';
import { deleteDefinedColumn } from './delete-defined-column';
import { deleteRow } from './delete-row';
import { deleteTable } from './delete-table';
import { describeTable } from './describe-table';
import { dropIndex } from './drop-index';
import { getRange } from './get-range';
import { getRow } from './get-row';
import { listSearchIndex } from './list-search-index';
import { listTable } from './list-table';
import type { Operation } from './operation';
import { putRow } from './put-row';
import { startLocalTransaction } from './start-local-transaction';
import { updateRow } from './update-row';
import { updateTable } from './update-table';

/** Every operation that the server has; the path of a request names one. */
export const operations: readonly Operation[] = [
  createTable,
  listTable,
  describeTable,
  updateTable,
  deleteTable,
  getRow,
  putRow,
  updateRow,
  deleteRow,
  getRange,
  batchGetRow,
  batchWriteRow,
  startLocalTransaction,
  commitTransaction,
  abortTransaction,
  createIndex,
  dropIndex,
  addDefinedColumn,
  deleteDefinedColumn,
  computeSplitPointsBySize,
  listSearchIndex,
];
