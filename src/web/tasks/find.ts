import { containsWords, wordsOf } from '../../shared/search';
import type { Task } from './task';

/**
 * Whether a task has all words of a search in its title or note, as the API finds them, or else the `initials` of its title;
 * undefined when nothing is searched for.
 */
export function matcherOf(query: string, initials?: (task: Task) => string): ((task: Task) => boolean) | undefined {
  const words = wordsOf(query);
  if (words.length === 0) return undefined;
  const asInitials = initials && words.some(isInitials) ? initials : () => '';
  return (task) =>
    containsWords(words, task.title, task.note) || containsWords(words, task.title, task.note, asInitials(task));
}

/** Whether a word may stand for the initials of Chinese words, such as `mnn` for 买牛奶. */
export const isInitials = (word: string): boolean => /^[a-z]{2,}$/.test(word);
