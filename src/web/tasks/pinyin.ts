import type { Task } from './task';

/*
 * The initials of Chinese text. The browser sorts Chinese by pinyin, so that a character's initial follows from its place
 * between the first characters of each letter.
 */
const letters = 'abcdefghjklmnopqrstwxyz';
const firstOfLetter = Array.from('吖丷嚓咑妸发旮哈丌咔垃呣拏喔妑七呥仨他屲夕丫帀');

const letterOf = new Map<string, string>();
let collator: Intl.Collator | null | undefined;

/** The browser's order by pinyin; null when it has none. */
function byPinyin(): Intl.Collator | null {
  if (collator !== undefined) return collator;
  const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin');
  const sorts = firstOfLetter.every(
    (first, index) => index === 0 || order.compare(firstOfLetter[index - 1]!, first) < 0,
  );
  collator = sorts ? order : null;
  return collator;
}

/** The letter that a character's pinyin begins with; empty where there is none or the browser cannot say. */
function initialOf(character: string): string {
  let initial = letterOf.get(character);
  if (initial === undefined) {
    initial = '';
    const order = /\p{Script=Han}/u.test(character) && byPinyin();
    if (order) {
      const index = firstOfLetter.findIndex((first) => order.compare(character, first) < 0);
      initial = letters.charAt(index < 0 ? letters.length - 1 : index - 1);
    }
    letterOf.set(character, initial);
  }
  return initial;
}

/** The initials of the Chinese characters in a text, without anything else. */
export function initialsIn(text: string): string {
  return /\p{Script=Han}/u.test(text) ? Array.from(text, initialOf).join('') : '';
}

const known = new WeakMap<Task, string>();

/** The pinyin initials of a task's title. */
export function initialsOf(task: Task): string {
  const initials = known.get(task) ?? initialsIn(task.title);
  known.set(task, initials);
  return initials;
}
