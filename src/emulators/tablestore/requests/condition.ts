import { invalid } from '../errors';
import type { Key, Row } from '../model/row';
import type { Table } from '../model/table';
import type { ConditionMessage, ReturnContent } from '../protocol/messages';
import { type Filter, parseColumnCondition, passes } from '../reading/filter';
import { valuesOfRow } from '../reading/select';

export type RowExistence = 'IGNORE' | 'EXPECT_EXIST' | 'EXPECT_NOT_EXIST';

/** The condition on a row under which a write is applied. */
export interface Condition {
  readonly rowExistence: RowExistence;
  readonly columns?: Filter;
}

const existences: readonly RowExistence[] = ['IGNORE', 'EXPECT_EXIST', 'EXPECT_NOT_EXIST'];

/** @throws OtsError OTSParameterInvalid */
export function parseCondition({ rowExistence, columnCondition }: ConditionMessage): Condition {
  const existence = existences[rowExistence];
  if (!existence) throw invalid(`Invalid row-existence expectation: ${rowExistence}.`);
  return {
    rowExistence: existence,
    ...(columnCondition && columnCondition.length > 0 && { columns: parseColumnCondition(columnCondition) }),
  };
}

/** Whether a condition needs the row, which costs a read. */
export function isChecked({ rowExistence, columns }: Condition): boolean {
  return rowExistence !== 'IGNORE' || columns !== undefined;
}

/** Whether the row as it is fulfils the condition. The columns of a missing row, its key's too, are all missing. */
export function isMet({ rowExistence, columns }: Condition, table: Table, key: Key, row: Row | undefined): boolean {
  if (rowExistence === 'EXPECT_EXIST' && !row) return false;
  if (rowExistence === 'EXPECT_NOT_EXIST' && row) return false;
  return !columns || passes(columns, row ? valuesOfRow(table, key, row.columns) : () => []);
}

/** The part of the row that a write returns. */
export type Returned =
  | { readonly kind: 'nothing' | 'primaryKey' }
  | { readonly kind: 'afterModify'; readonly columns: readonly string[] };

/** @throws OtsError OTSParameterInvalid */
export function parseReturnContent(message: ReturnContent | undefined): Returned {
  const type = message?.returnType ?? 0;
  if (type === 0) return { kind: 'nothing' };
  if (type === 1 && message?.returnColumnNames.length) {
    throw invalid('Return columns can be given with RT_AFTER_MODIFY only, not with RT_PK.');
  }
  if (type === 1) return { kind: 'primaryKey' };
  if (type === 2) return { kind: 'afterModify', columns: message?.returnColumnNames ?? [] };
  throw invalid(`Invalid return type: ${type}.`);
}
