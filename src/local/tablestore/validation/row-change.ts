import { versionSize } from '../capacity';
import { invalid } from '../errors';
import { limits } from '../limits';
import type { Table } from '../model/table';
import { sizeOf } from '../model/value';
import type { PlainRow } from '../plainbuffer/decode';
import { type ColumnChange, changesSize } from './attributes';
import { type Condition, isChecked, type Returned } from './condition';
import { isGenerated, type WriteKey } from './primary-key';

/** A write of one row that has passed all checks that need no look at the row. */
export interface RowChange {
  readonly kind: 'put' | 'update' | 'delete';
  readonly table: Table;
  readonly key: WriteKey;
  readonly changes: readonly ColumnChange[];
  readonly condition: Condition;
  readonly returned: Returned;
  /** Bytes of the key, and of the whole as far as it is counted in capacity units. */
  readonly keySize: number;
  readonly size: number;
}

/** What a client sends of a write, decoded. */
export interface SentChange {
  readonly row: PlainRow;
  readonly condition: Condition;
  readonly returned: Returned;
}

/** @throws OtsError OTSParameterInvalid for conditions that cannot hold when the service chooses the key */
export const checkGeneratedKey = (table: Table, key: WriteKey, condition: Condition): void => {
  if (isGenerated(key)) {
    if (condition.rowExistence !== 'IGNORE') {
      throw invalid(`Invalid expect: ${condition.rowExistence} when modify row with pk auto increment`);
    }
    if (isChecked(condition)) throw invalid("Can't set condition when modify row with pk auto increment");
  } else if (condition.rowExistence === 'EXPECT_NOT_EXIST' && table.primaryKey.some((column) => column.autoIncrement)) {
    throw invalid('Invalid expect: EXPECT_NOT_EXIST when modify a specific row for table with pk auto increment');
  }
};

/** Adds the sizes. @throws OtsError OTSParameterInvalid when the operation's data is larger than the service takes */
export const measured = (operation: string, change: Omit<RowChange, 'keySize' | 'size'>): RowChange => {
  const { table, key, changes } = change;
  const keySize = key.reduce(
    (size, value, index) =>
      size + (table.primaryKey[index]?.name.length ?? 0) + (value.type === 'AUTO_INCREMENT' ? 8 : sizeOf(value)),
    0,
  );
  const size = keySize + changesSize(changes, versionSize(table));
  if (size > limits.writeSize) throw tooLarge(operation, size);
  return { ...change, keySize, size };
};

export const tooLarge = (operation: string, size: number): Error =>
  invalid(
    `The total data size of ${operation} request exceeds the limit, limit size: ${limits.writeSize}, data size: ${size}.`,
  );
