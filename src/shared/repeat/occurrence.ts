import { ulidOfHash } from '../ulid';

/** The text whose SHA-256 makes the id of a finished occurrence. */
export function occurrenceSeed(taskId: string, due: string): string {
  return `${taskId} ${due}`;
}

/**
 * The id under which a finished occurrence of a repeating task is kept: the same for every attempt to complete it, so that
 * two devices or a repeated call cannot keep it twice. Its time is the due date's midnight in UTC; ids have no time before 1970.
 * @param hash SHA-256 of `occurrenceSeed`
 */
export function occurrenceId(due: string, hash: ArrayLike<number>): string {
  return ulidOfHash(Math.max(0, Date.parse(due)), hash);
}
