import type { IncomingMessage } from 'http';
import { type InputError, invalidInput } from './problem';

/** Reads one query parameter's text; throws an Error whose message says what is wrong. */
export type ParameterReader<T> = (text: string) => T;

/**
 * Reads the query. Unknown and repeated parameters are refused: ignoring a misspelt one would turn
 * `DELETE /api/tasks?complete=true` into the deletion of everything.
 * @throws HttpError 400 naming every wrong parameter
 */
export function readQuery<T extends Record<string, unknown>>(
  req: IncomingMessage,
  readers: { [Name in keyof T]: ParameterReader<T[Name]> },
): Partial<T> {
  const errors: InputError[] = [];
  const result: Partial<T> = {};
  const names = Object.keys(readers);
  for (const [name, text] of parameters(req)) {
    const pointer = `?${name}`;
    if (!names.includes(name)) {
      const known = names.length > 0 ? `known ones are ${names.join(', ')}` : 'there are none here';
      errors.push({ pointer, detail: `is not a parameter of this route; ${known}` });
    } else if (name in result) {
      errors.push({ pointer, detail: 'is given more than once' });
    } else {
      try {
        result[name as keyof T] = readers[name as keyof T](text);
      } catch (error) {
        errors.push({ pointer, detail: (error as Error).message });
      }
    }
  }
  if (errors.length > 0) throw invalidInput(errors);
  return result;
}

/** All parameters of the query, in order. */
export function parameters(req: IncomingMessage): URLSearchParams {
  const url = req.url ?? '';
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}

/** `true` or `false`. */
export function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new Error('must be true or false');
  return text === 'true';
}

/** A whole number within bounds, both included. */
export function integerBetween(min: number, max: number): ParameterReader<number> {
  return function readInteger(text) {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < min || value > max)
      throw new Error(`must be a whole number from ${min} to ${max}`);
    return value;
  };
}
