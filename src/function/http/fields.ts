import * as v from 'valibot';
import { isWellFormed } from '../../shared/text';
import type { InputError } from '../../shared/wire';
import { invalidInput } from './problem';

/** Valibot schemas of JSON bodies. Only calls that send a body load this module, so that others start without Valibot. */

/** A schema of an object, perhaps with checks of the whole. `v.object` ignores unknown fields. */
export type BodySchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/** An object of known fields: those that may be absent are `v.exactOptional`. */
export function object<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, ({ path }) => (path ? 'is required' : 'must be a JSON object'));
}

export const string = v.string('must be a text');
export const flag = v.boolean('must be true or false');

/** A text that survives UTF-8. */
export const text = v.pipe(string, v.check(isWellFormed, 'holds half a surrogate pair, which is not valid Unicode'));

/** Refuses a value by what is wrong with it, as a function says; undefined is nothing. */
export function checked<T>(problemOf: (value: T) => string | undefined) {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    const problem = dataset.typed ? problemOf(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: problem });
  });
}

/**
 * Reads a JSON body by its schema.
 * @param readOnly fields that a client reads and need not send back
 * @throws HttpError 400 naming every wrong, unknown or missing field
 */
export function readFields<S extends BodySchema>(schema: S, body: unknown, readOnly?: readonly string[]) {
  const read = checkFields(schema, body, readOnly);
  if ('errors' in read) throw invalidInput(read.errors);
  return read.fields;
}

/** Like `readFields`, with the errors as a value. */
export function checkFields<S extends BodySchema>(
  schema: S,
  body: unknown,
  readOnly: readonly string[] = [],
): { fields: v.InferOutput<S> } | { errors: InputError[] } {
  if (!isObject(body)) return { errors: [{ pointer: '', detail: 'must be a JSON object' }] };
  const known = Object.keys(schema.entries);
  const unknown = Object.keys(body).filter((name) => schema.type === 'strict_object' && !known.includes(name));
  const errors: InputError[] = unknown.map((name) => ({
    pointer: pointerTo([name]),
    detail: readOnly.includes(name)
      ? 'is set by the server; leave it out'
      : `is not a field; known ones are ${known.join(', ')}`,
  }));
  const result = v.safeParse(schema, body, { abortPipeEarly: true });
  for (const { path = [], message } of result.issues ?? []) {
    const keys = path.map(({ key }) => key);
    // Valibot names the first unknown field only.
    if (!unknown.includes(String(keys[0]))) errors.push({ pointer: pointerTo(keys), detail: message });
  }
  return result.success && errors.length === 0 ? { fields: result.output } : { errors };
}

export function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** A JSON pointer (RFC 6901); a long name is cut. */
function pointerTo(keys: readonly unknown[]): string {
  return keys.map((key) => `/${String(key).slice(0, 100).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}
