import { invalid } from '../errors';
import { limits } from '../limits';

/** A key or attribute value. Strings are kept as UTF-8 bytes: the service orders by them, and most are only passed on. */
export type Value =
  | { readonly type: 'INTEGER'; readonly value: bigint }
  | { readonly type: 'DOUBLE'; readonly value: number }
  | { readonly type: 'BOOLEAN'; readonly value: boolean }
  | { readonly type: 'STRING'; readonly value: Buffer }
  | { readonly type: 'BINARY'; readonly value: Buffer };

export type KeyType = 'INTEGER' | 'STRING' | 'BINARY';
export type KeyValue = Extract<Value, { type: KeyType }>;

/** A placeholder for a key value: an end of a range, or a value that the service generates. */
export type KeyMarker =
  | { readonly type: 'INF_MIN' }
  | { readonly type: 'INF_MAX' }
  | { readonly type: 'AUTO_INCREMENT' };

/** One end of a range in one key column. */
export type KeyBound = KeyValue | { readonly type: 'INF_MIN' } | { readonly type: 'INF_MAX' };

/** The names that the service's messages use for types. */
export function variantName(type: Value['type'] | KeyMarker['type']): string {
  return type === 'BINARY' ? 'VT_BLOB' : `VT_${type}`;
}

export function isValue<Marker extends KeyMarker>(value: Value | Marker): value is Value {
  return 'value' in value;
}

export function isKeyValue(value: Value | KeyMarker): value is KeyValue {
  return value.type === 'INTEGER' || value.type === 'STRING' || value.type === 'BINARY';
}

/** Bytes that a value counts for in sizes and capacity units. */
export function sizeOf(value: Value): number {
  switch (value.type) {
    case 'INTEGER':
    case 'DOUBLE':
      return 8;
    case 'BOOLEAN':
      return 1;
    default:
      return value.value.length;
  }
}

/** @throws OtsError OTSParameterInvalid for a value that is too long for an attribute */
export function checkAttributeLength(name: string, value: Value): void {
  const size = sizeOf(value);
  if (size <= limits.attributeLength) return;
  throw invalid(
    `The length of attribute column: '${name}' exceeds the MaxLength:${limits.attributeLength} with CurrentLength:${size}.`,
  );
}

/** Order of two values of one type; undefined when their types differ, for then no comparison holds. */
export function compareValues(a: Value, b: Value): number | undefined {
  if ((a.type === 'STRING' && b.type === 'STRING') || (a.type === 'BINARY' && b.type === 'BINARY')) {
    return a.value.compare(b.value);
  }
  return a.type === b.type ? (a.value < b.value ? -1 : a.value > b.value ? 1 : 0) : undefined;
}

/** The value as messages print it. */
export function printValue(value: Value): string {
  return value.value.toString();
}
