import { textOf } from '../text';
import { type Answer, type EventAnswer, type HttpCall, MalformedEventError } from '../types';

/** A parsed event, or an object in one. */
export type Fields = { readonly [name: string]: unknown };

/** One shape of event that stands for an HTTP request. */
export interface EventFormat {
  /** Whether an event has this shape. */
  matches(event: Fields): boolean;
  /** @throws MalformedEventError when a field is missing or has the wrong type */
  read(event: Fields): HttpCall;
  /** Puts an answer into the shape that the platform expects. */
  write(answer: Answer): EventAnswer;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object of an event; empty when the field is null or missing. */
export function fieldsIn(event: Fields, name: string): Fields {
  const value = event[name] ?? {};
  if (!isFields(value)) throw new MalformedEventError(`the event's field "${name}" is no object`);
  return value;
}

/** A text of an event that must be there. */
export function textIn(event: Fields, name: string): string {
  const value = event[name];
  if (typeof value !== 'string') throw new MalformedEventError(`the event's field "${name}" is no text`);
  return value;
}

/** A text of an event that may be missing. */
export function optionalTextIn(event: Fields, name: string): string | undefined {
  return event[name] === undefined || event[name] === null ? undefined : textIn(event, name);
}

/** The bytes of an event's `body`. Aliyun's API Gateway writes `isBase64Encoded` as text. */
export function bodyIn(event: Fields): Buffer {
  const encoding = textOf(event.isBase64Encoded) === 'true' ? 'base64' : 'utf8';
  return Buffer.from(optionalTextIn(event, 'body') ?? '', encoding);
}

/** An answer's body for an event: Base64 only for bytes that are not UTF-8 text. */
export function writeBody({ body }: Answer): Pick<EventAnswer, 'body' | 'isBase64Encoded'> {
  const text = body.toString();
  const isText = Buffer.from(text).equals(body);
  return { isBase64Encoded: !isText, body: isText ? text : body.toString('base64') };
}

/** Headers with one text each, as events carry them. `set-cookie` cannot be joined: its texts are handed over apart. */
export function writeHeaders({ headers }: Answer): { headers: Record<string, string>; cookies: string[] } {
  const { 'set-cookie': cookies = [], ...others } = headers;
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(others)) texts[name] = Array.isArray(value) ? value.join(', ') : value;
  return { headers: texts, cookies: Array.isArray(cookies) ? cookies : [cookies] };
}
