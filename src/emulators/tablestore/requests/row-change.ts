import { versionSize } from '../capacity';
import { invalid } from '../errors';
import { limits } from '../limits';
import type { Table } from '../model/table';
import { isValue, sizeOf } from '../model/value';
import { decodeRow, type PlainRow } from '../plainbuffer/decode';
import type { ConditionMessage, ReturnContent } from '../protocol/messages';
import { bindChanges, type ColumnChange, changesSize, parseChanges } from './attributes';
import { type Condition, isChecked, parseCondition, parseReturnContent, type Returned } from './condition';
import { bindKey, isGenerated, parseWriteKey, type SentKey, type WriteKey, type WriteKeyValue } from './primary-key';
import type { WriteRules } from './write-rules';

/** A write of one row that has passed all checks that do not need its table. */
export interface SentChange {
  readonly rules: WriteRules;
  readonly key: SentKey<WriteKeyValue>;
  readonly changes: readonly ColumnChange[];
  readonly condition: Condition;
  readonly returned: Returned;
  /** Bytes of names, values and timestamps, which the service limits. */
  readonly sentSize: number;
}

/** A write of one row that has passed all checks that do not need the row. */
export interface RowChange {
  readonly kind: WriteRules['kind'];
  readonly table: Table;
  readonly key: WriteKey;
  readonly changes: readonly ColumnChange[];
  readonly condition: Condition;
  readonly returned: Returned;
  /** Bytes of the key, and of everything that counts for capacity units. */
  readonly keySize: number;
  readonly size: number;
}

const timestampSize = 8;

function sizeOfSent({ primaryKey, attributes }: PlainRow): number {
  return [...primaryKey, ...attributes].reduce((size, { name, value, timestamp }) => {
    const valueSize = value && isValue(value) ? sizeOf(value) : 0;
    return size + Buffer.byteLength(name) + valueSize + (timestamp === undefined ? 0 : timestampSize);
  }, 0);
}

/** Decodes the part that single writes and writes in a batch share. @throws OtsError OTSParameterInvalid */
export function parseSentChange(
  rules: WriteRules,
  { condition, returnContent }: { readonly condition: ConditionMessage; readonly returnContent?: ReturnContent },
  bytes: Buffer,
): SentChange {
  const row = decodeRow(bytes);
  const returned = parseReturnContent(returnContent);
  const key = parseWriteKey(row);
  rules.checkRow(row, returned);
  const changes = parseChanges(row);
  rules.checkChanges?.(changes, returned);
  return { rules, key, changes, condition: parseCondition(condition), returned, sentSize: sizeOfSent(row) };
}

/** @throws OtsError OTSParameterInvalid when the operation's data is larger than the service takes */
export function checkSize(operation: string, size: number): void {
  if (size <= limits.writeSize) return;
  throw invalid(
    `The total data size of ${operation} request exceeds the limit, limit size: ${limits.writeSize}, data size: ${size}.`,
  );
}

function checkGeneratedKey(table: Table, key: WriteKey, condition: Condition): void {
  if (isGenerated(key)) {
    if (condition.rowExistence !== 'IGNORE') {
      throw invalid(`Invalid expect: ${condition.rowExistence} when modify row with pk auto increment`);
    }
    if (isChecked(condition)) throw invalid("Can't set condition when modify row with pk auto increment");
  } else if (condition.rowExistence === 'EXPECT_NOT_EXIST' && table.primaryKey.some((column) => column.autoIncrement)) {
    throw invalid('Invalid expect: EXPECT_NOT_EXIST when modify a specific row for table with pk auto increment');
  }
}

/** The change of a row of this table. @throws OtsError OTSInvalidPK, OTSParameterInvalid */
export function bindChange(table: Table, sent: SentChange): RowChange {
  const { rules, changes, condition, returned } = sent;
  if (rules.kind === 'update' && !table.options.allowUpdate) {
    throw invalid('Update operation is not allowed in this table');
  }
  const key = bindKey(table, sent.key);
  if (rules.kind !== 'delete') checkGeneratedKey(table, key, condition);
  bindChanges(table, changes);
  const keySize = sent.key.reduce(
    (size, { name, value }) => size + name.length + (value.type === 'AUTO_INCREMENT' ? 8 : sizeOf(value)),
    0,
  );
  const size = keySize + changesSize(changes, versionSize(table));
  return { kind: rules.kind, table, key, changes, condition, returned, keySize, size };
}
