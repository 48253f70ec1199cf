import { isDate } from '../../shared/dates';
import { largestPageSize } from '../../shared/limits';
import { boolean, Invalid, integerBetween, only, type Parameter } from '../http/query';
import { isTaskId } from './task';

const cursor: Parameter<string> = {
  schema: { type: 'string' },
  read: (text) => (isTaskId(text) ? text : new Invalid('is not a cursor that a Link header of this list gave')),
};

/** The parameters of `GET /api/tasks`. */
export const listQuery = { completed: boolean, limit: integerBetween(1, largestPageSize), cursor };

const permanently = only('true', 'can only be true; leave it out to delete into the trash');

/** The parameters of `DELETE /api/tasks/:id`. */
export const removalQuery = { permanently };

/**
 * The parameters of `DELETE /api/tasks`. Deleting the tasks that are *not* completed is not offered: one typing mistake
 * would delete the wrong half.
 */
export const deletionQuery = {
  completed: only('true', 'can only be true here; leave it out to delete all tasks'),
  permanently,
};

const occurrence: Parameter<string> = {
  schema: { type: 'string', format: 'date' },
  read: (text) => (isDate(text) ? text : new Invalid('must be a date of the calendar as YYYY-MM-DD')),
};

/** The parameters of completing or skipping an occurrence of a repeating task. */
export const occurrenceQuery = { occurrence };
