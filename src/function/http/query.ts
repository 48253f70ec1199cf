import type { IncomingMessage } from 'http';
import type { InputError } from '../../shared/wire';
import { invalidInput } from './problem';

/** What is wrong with a value, in the words of the API. */
export class Invalid {
  constructor(readonly detail: string) {}
}

/** One query parameter: how its text is read, and the JSON Schema by which OpenAPI describes it. */
export interface Parameter<T> {
  readonly schema: object;
  /** Reads the parameter's text. `before` is its value so far, when it may be given more than once. */
  read(text: string, before?: T): T | Invalid;
  readonly mayRepeat?: true;
}

export type Parameters<T> = { readonly [Name in keyof T]: Parameter<T[Name]> };

/**
 * Reads the query. Unknown and repeated parameters are refused: ignoring a misspelt one would turn
 * `DELETE /api/tasks?complete=true` into the deletion of everything.
 * @throws HttpError 400 naming every wrong parameter
 */
export function readQuery<T>(req: IncomingMessage, known: Parameters<T>): Partial<T> {
  const names = Object.keys(known);
  const detail = `is not a parameter of this route; ${
    names.length > 0 ? `known ones are ${names.join(', ')}` : 'there are none here'
  }`;
  return read(req, known, (name) => ({ pointer: `?${name}`, detail }));
}

/**
 * Reads the query of a route whose callers add parameters of their own: unknown and empty ones are ignored.
 * @throws HttpError 400 naming every wrong parameter
 */
export function readKnownParameters<T>(req: IncomingMessage, known: Parameters<T>): Partial<T> {
  return read(
    req,
    known,
    () => undefined,
    (text) => text === '',
  );
}

function read<T>(
  req: IncomingMessage,
  known: Parameters<T>,
  unknownParameter: (name: string) => InputError | undefined,
  isIgnored = (_text: string) => false,
): Partial<T> {
  const errors: InputError[] = [];
  const result: Partial<T> = {};
  for (const [name, text] of parametersOf(req)) {
    if (!isNameOf(known, name)) {
      const error = unknownParameter(name);
      if (error) errors.push(error);
    } else if (!isIgnored(text)) {
      const isExtra = name in result && !known[name].mayRepeat;
      const value = isExtra ? new Invalid('is given more than once') : known[name].read(text, result[name]);
      if (value instanceof Invalid) errors.push({ pointer: `?${name}`, detail: value.detail });
      else result[name] = value;
    }
  }
  if (errors.length > 0) throw invalidInput(errors);
  return result;
}

function isNameOf<T>(known: Parameters<T>, name: string): name is Extract<keyof T, string> {
  return Object.keys(known).includes(name);
}

function parametersOf(req: IncomingMessage): URLSearchParams {
  const url = req.url ?? '';
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}

/** `true` or `false`. */
export const boolean: Parameter<boolean> = {
  schema: { type: 'boolean' },
  read: (text) => (text === 'true' || text === 'false' ? text === 'true' : new Invalid('must be true or false')),
};

/** One value alone: the parameter is there or not. */
export function only(value: string, detail: string): Parameter<true> {
  return {
    schema: { const: JSON.parse(value) as unknown },
    read: (text) => (text === value ? true : new Invalid(detail)),
  };
}

/** A whole number within bounds, both included. */
export function integerBetween(minimum: number, maximum: number): Parameter<number> {
  return {
    schema: { type: 'integer', minimum, maximum },
    read(text) {
      const value = Number(text);
      if (/^\d{1,9}$/.test(text) && value >= minimum && value <= maximum) return value;
      return new Invalid(`must be a whole number from ${minimum} to ${maximum}`);
    },
  };
}
