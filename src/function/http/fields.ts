import type { InputError } from '../../shared/wire';
import { invalidInput } from './problem';

/** Reads one field's value; throws an Error whose message says what is wrong. */
export type FieldReader<T> = (value: unknown) => T;

/**
 * Reads a JSON object of known fields.
 * @throws HttpError 400 naming every wrong, unknown or missing field
 */
export function readFields<T extends Record<string, unknown>, Required extends keyof T & string>(
  body: unknown,
  readers: { [Name in keyof T]: FieldReader<T[Name]> },
  required: readonly Required[],
): Pick<T, Required> & Partial<T> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidInput([{ pointer: '', detail: 'must be a JSON object' }]);
  }
  const known = Object.keys(readers);
  const errors: InputError[] = [];
  const result: Partial<T> = {};
  for (const [name, value] of Object.entries(body)) {
    const pointer = `/${name.slice(0, 100).replace(/~/g, '~0').replace(/\//g, '~1')}`;
    if (!known.includes(name)) {
      errors.push({ pointer, detail: `is not a field; known ones are ${known.join(', ')}` });
      continue;
    }
    try {
      result[name as keyof T] = readers[name as keyof T](value);
    } catch (error) {
      errors.push({ pointer, detail: (error as Error).message });
    }
  }
  for (const name of required) {
    if (!(name in body)) errors.push({ pointer: `/${name}`, detail: 'is required' });
  }
  if (errors.length > 0) throw invalidInput(errors);
  return result as Pick<T, Required> & Partial<T>;
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('must be a text');
  return value;
}

export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error('must be true or false');
  return value;
}
