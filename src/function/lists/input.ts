import * as v from 'valibot';
import { listNameLimit } from '../../shared/limits';
import { isBlank, lengthOf } from '../../shared/text';
import { flag, object, readFields, text } from '../http/fields';
import type { ListFields } from './list';

const name = v.pipe(
  text,
  v.trim(),
  v.check((value) => !isBlank(value), 'must not be empty or blank'),
  v.check((value) => lengthOf(value) <= listNameLimit, `must be at most ${listNameLimit} characters long`),
  v.metadata({ maxLength: listNameLimit, description: 'Trimmed; not blank. Two lists may have the same name.' }),
);

const optionalFields = {
  order: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.number('must be a number or null'), v.finite('must be a finite number'))),
      v.description('Where the list stands among the others; any finite number.'),
    ),
  ),
  archived: v.exactOptional(flag),
};

/** The body of a creation or a replacement. */
export const newListBody = object({ name, ...optionalFields });

/** The body of a change, a JSON merge patch (RFC 7396). */
export const listPatchBody = object({ name: v.exactOptional(name), ...optionalFields });

const readOnly = ['id', 'url', 'createdAt', 'updatedAt', 'version'];

/**
 * Reads a whole list: the name is required, other fields have defaults.
 * @throws HttpError 400 naming every wrong field
 */
export function readList(body: unknown): ListFields {
  return { order: null, archived: false, ...readFields(newListBody, body, readOnly) };
}

/**
 * Reads a JSON merge patch of a list.
 * @throws HttpError 400 naming every wrong field
 */
export function readListPatch(body: unknown): Partial<ListFields> {
  return readFields(listPatchBody, body, readOnly);
}
