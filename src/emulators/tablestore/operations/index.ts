import { addDefinedColumn } from './add-defined-column';
import { batchGetRow } from './batch-get-row';
import { batchWriteRow } from './batch-write-row';
import { computeSplitPointsBySize } from './compute-split-points-by-size';
import { createIndex } from './create-index';
import { createTable } from './create-table';
import { deleteDefinedColumn } from './delete-defined-column';
import { deleteTable } from './delete-table';
import { describeTable } from './describe-table';
import { dropIndex } from './drop-index';
import { listSearchIndex, listTimeseriesTable } from './empty-lists';
import { getRange } from './get-range';
import { getRow } from './get-row';
import { listTable } from './list-table';
import type { Operation } from './operation';
import { abortTransaction, commitTransaction, startLocalTransaction } from './transactions';
import { updateTable } from './update-table';
import { deleteRow, putRow, updateRow } from './write-row';

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
  listTimeseriesTable,
];
