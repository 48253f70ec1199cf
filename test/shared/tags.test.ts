import { noteLimit } from '../../src/shared/limits';
import { progressOf } from '../../src/shared/progress';
import { tagKey, tagsIn } from '../../src/shared/tags';

test.each<[string, string[]]>([
  ['买牛奶 #买菜', ['买菜']],
  ['#a then (#b), ＃全角 and #under_score-2', ['a', 'b', '全角', 'under_score-2']],
  ['C# and F#, #123, a#b and # alone', []],
  ['https://example.com/page#part http://example.com/#top example.com/x/#y www.example.com/#z', []],
  ['见 https://example.com/a，#学习', ['学习']],
  ['见https://example.com/#top，(#学习 #later:https://example.com/#part', ['学习', 'later']],
  ['#Work #work #ＷＯＲＫ', ['Work']],
  ['#a#b', ['a']],
  ['##x', ['x']],
  ['#हिन्दी #résumé', ['हिन्दी', 'résumé']],
  ['#end.', ['end']],
])('The tags in %j are %j', (text, expected) => {
  expect(tagsIn(text)).toEqual(expected);
});

test('Tags of title and note are one list, each tag once, in the order of their first use', () => {
  expect(tagsIn('Milk #shop', 'at the #market, not the #Shop')).toEqual(['shop', 'market']);
});

test('Tags compare without case and compatibility forms', () => {
  expect(tagKey('Ｃafé')).toBe(tagKey('café'.normalize('NFD')));
});

test.each<[string, { done: number; total: number } | null]>([
  ['', null],
  ['- buy [ ] milk', null],
  ['- [ ] a\n- [x] b\n- [X] c', { done: 2, total: 3 }],
  ['text\n  - [ ] indented\r\n- [x]', { done: 1, total: 2 }],
  ['- [y] no\n- []no\n-[ ] no\n- [ ]no', null],
])('The progress of the note %j is %j', (note, expected) => {
  expect(progressOf(note)).toEqual(expected);
});

test('The tags and the progress of the longest note take no noticeable time', () => {
  const began = performance.now();
  for (const unit of ['#', '#a', '.', 'a.', '-a', './', '://', ' ', '\n', '- [', '- [ ] \n', '＃字']) {
    const note = unit.repeat(noteLimit / unit.length);
    tagsIn(note);
    progressOf(note);
  }
  expect(performance.now() - began).toBeLessThan(500);
});
