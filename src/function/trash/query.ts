import { largestPageSize } from '../../shared/limits';
import { Invalid, integerBetween, type Parameter } from '../http/query';

/** The id of an entry: a ULID of the time of deletion, and the task's id. */
export const trashIdPattern = /^([0-7][0-9A-HJKMNP-TV-Z]{25}):([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

export function isTrashId(text: string): boolean {
  return trashIdPattern.test(text);
}

const cursor: Parameter<string> = {
  schema: { type: 'string' },
  read: (text) => (isTrashId(text) ? text : new Invalid('is not a cursor that a Link header of the trash gave')),
};

/** The parameters of `GET /api/trash`. */
export const trashQuery = { limit: integerBetween(1, largestPageSize), cursor };
