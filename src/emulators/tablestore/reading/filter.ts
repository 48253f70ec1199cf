import { invalid } from '../errors';
import { limits } from '../limits';
import { checkColumnName } from '../model/names';
import { checkAttributeLength, compareValues, isValue, type Value } from '../model/value';
import { readVariant } from '../plainbuffer/variant';
import type {
  ColumnPaginationFilterMessage,
  CompositeColumnValueFilterMessage,
  FilterMessage,
  SingleColumnValueFilterMessage,
} from '../protocol/messages';
import { messageType } from '../protocol/protobuf';
import { parseTransfer, type Transfer } from './value-transfer';

/** A test of a row's columns: a filter of a read, or the column condition of a write. */
export type Filter =
  | {
      readonly kind: 'single';
      readonly column: string;
      readonly holds: (order: number) => boolean;
      readonly value: Value;
      readonly passIfMissing: boolean;
      readonly latestVersionOnly: boolean;
      readonly transfer?: Transfer;
    }
  | { readonly kind: 'exists' | 'missing'; readonly column: string; readonly transfer?: Transfer }
  | { readonly kind: 'not' | 'and' | 'or'; readonly filters: readonly Filter[] };

/** Keeps some of a row's columns and drops the others, never rows. */
export interface Pagination {
  readonly offset: number;
  readonly limit: number;
}

/** A filter in the service's sense: a test, or column pagination. */
export type ParsedFilter = { readonly test: Filter } | { readonly pagination: Pagination };

const filterType = messageType<FilterMessage>('Filter');
const singleType = messageType<SingleColumnValueFilterMessage>('SingleColumnValueFilter');
const compositeType = messageType<CompositeColumnValueFilterMessage>('CompositeColumnValueFilter');
const paginationType = messageType<ColumnPaginationFilterMessage>('ColumnPaginationFilter');

const comparators: Readonly<Record<number, (order: number) => boolean>> = {
  1: (order) => order === 0,
  2: (order) => order !== 0,
  3: (order) => order > 0,
  4: (order) => order >= 0,
  5: (order) => order < 0,
  6: (order) => order <= 0,
};

/** Comparators of newer SDKs, which need no value. */
const existComparator = 7;
const notExistComparator = 8;

function decode<Message>(type: { decode(bytes: Buffer): Message }, bytes: Buffer, refusal: string): Message {
  try {
    return type.decode(bytes);
  } catch {
    throw invalid(refusal);
  }
}

function parseSingle(bytes: Buffer): Filter {
  const message = decode(singleType, bytes, 'Deserialize relation filter failed.');
  checkColumnName(message.columnName);
  const transfer = message.valueTransRule && { transfer: parseTransfer(message.valueTransRule) };
  if (message.comparator === existComparator) return { kind: 'exists', column: message.columnName, ...transfer };
  if (message.comparator === notExistComparator) return { kind: 'missing', column: message.columnName, ...transfer };
  const holds = comparators[message.comparator];
  if (!holds) throw invalid(`Invalid relation operator: ${message.comparator}.`);
  const { value } = readVariant(message.columnValue, 0, message.columnName);
  if (!isValue(value)) throw invalid('Deserialize relation filter failed.');
  checkAttributeLength(message.columnName, value);
  const { columnName: column, filterIfMissing, latestVersionOnly } = message;
  return { kind: 'single', column, holds, value, passIfMissing: !filterIfMissing, latestVersionOnly, ...transfer };
}

function parseComposite(bytes: Buffer, count: { filters: number }): Filter {
  const { combinator, subFilters } = decode(compositeType, bytes, 'Deserialize composite filter failed.');
  const filters = subFilters.map((sub) => parseTest(sub, count));
  if (combinator === 1 && subFilters.length !== 1) {
    throw invalid('Invalid NOT operator: the number of sub-filters must be 1.');
  }
  if (combinator > 1 && subFilters.length < 2) {
    throw invalid('Invalid AND/OR operator: the number of sub-filters must be more than 1.');
  }
  const kind = (['not', 'and', 'or'] as const)[combinator - 1];
  if (!kind) throw invalid(`Invalid relation operator: ${combinator}.`);
  return { kind, filters };
}

function parseTest(message: FilterMessage, count: { filters: number }): Filter {
  if (++count.filters > limits.filters) throw invalid(`The count of filter exceeds the max: ${limits.filters}.`);
  if (message.type === 1) return parseSingle(message.filter);
  if (message.type === 2) return parseComposite(message.filter, count);
  if (message.type === 3) throw invalid('Invalid type of sub-filter: FT_COLUMN_PAGINATION.');
  throw invalid(`Invalid type of filter: ${message.type}.`);
}

function parsePagination(bytes: Buffer): Pagination {
  const { offset, limit } = decode(paginationType, bytes, 'Deserialize column pagination filter failed.');
  if (offset < 0) throw invalid('Offset in ColumnPaginationFilter must be greater than or equal to 0.');
  if (limit <= 0) throw invalid('Limit in ColumnPaginationFilter must be greater than 0.');
  return { offset, limit };
}

/** Parses the filter of a read. @throws OtsError OTSParameterInvalid */
export function parseFilter(bytes: Buffer): ParsedFilter {
  const message = decode(filterType, bytes, 'Deserialize filter failed.');
  if (message.type === 3) return { pagination: parsePagination(message.filter) };
  return { test: parseTest(message, { filters: 0 }) };
}

/** Parses the column condition of a write, which cannot be a pagination. @throws OtsError OTSParameterInvalid */
export function parseColumnCondition(bytes: Buffer): Filter {
  const message = decode(filterType, bytes, 'Deserialize filter failed.');
  if (message.type === 3) throw invalid('Invalid type of filter: FT_COLUMN_PAGINATION.');
  return parseTest(message, { filters: 0 });
}

function transferred({ transfer }: { readonly transfer?: Transfer }, values: readonly Value[]): readonly Value[] {
  return transfer ? values.flatMap((value) => transfer(value) ?? []) : values;
}

/** Whether columns, given by the values of their versions with the newest first, pass. Different types never compare. */
export function passes(filter: Filter, valuesOf: (column: string) => readonly Value[]): boolean {
  switch (filter.kind) {
    case 'not':
      return !filter.filters.some((sub) => passes(sub, valuesOf));
    case 'and':
      return filter.filters.every((sub) => passes(sub, valuesOf));
    case 'or':
      return filter.filters.some((sub) => passes(sub, valuesOf));
    case 'exists':
      return transferred(filter, valuesOf(filter.column)).length > 0;
    case 'missing':
      return transferred(filter, valuesOf(filter.column)).length === 0;
    case 'single': {
      const values = valuesOf(filter.column);
      if (values.length === 0) return filter.passIfMissing;
      const considered = filter.latestVersionOnly ? values.slice(0, 1) : values;
      return transferred(filter, considered).some((value) => {
        const order = compareValues(value, filter.value);
        return order !== undefined && filter.holds(order);
      });
    }
  }
}
