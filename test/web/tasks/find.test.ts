import { matcherOf } from '../../../src/web/tasks/find';
import { marksIn } from '../../../src/web/tasks/marks';
import { initialsOf } from '../../../src/web/tasks/pinyin';
import { RecentSearches } from '../../../src/web/tasks/recent-searches';
import type { Task } from '../../../src/web/tasks/task';
import { MemoryStorage } from '../support/visitor';

const task = (title: string, note = ''): Task => ({
  ...{ id: '', title, note, status: 'open', order: null, due: null, repeat: null, repeatFrom: 'due', list: null },
  ...{ createdAt: '', updatedAt: '', version: 1 },
});

test.each([
  ['milk', 'Buy MILK', true],
  ['ＭＩＬＫ buy', 'Buy milk', true],
  ['milk bread', 'Buy milk', false],
  ['牛奶', '买牛奶', true],
  ['mnn', '买牛奶', true],
  ['nn', '买牛奶', true],
  ['mnn', '买 2 瓶牛奶', false],
  ['xllj', '修理路径', true],
  ['n', '买牛奶', false],
  ['mnn 超市', '去超市买牛奶', true],
])('A search for "%s" and the task "%s": found %s', (query, title, found) => {
  expect(matcherOf(query, initialsOf)!(task(title))).toBe(found);
});

test('A search looks through notes, a blank one is none, and initials have to be known', () => {
  expect(matcherOf('oat')!(task('Milk', 'oat, if they have it'))).toBe(true);
  expect(matcherOf(' \u3000')).toBeUndefined();
  expect(matcherOf('mnn')!(task('买牛奶'))).toBe(false);
});

test.each([
  ['阿姨爱安静', 'ayaaj'],
  ['吧八白北', 'bbbb'],
  ['擦超吃从', 'cccc'],
  ['大到点东', 'dddd'],
  ['发饭给高和后', 'ffgghh'],
  ['家就看开来六', 'jjkkll'],
  ['妈没那你哦欧', 'mmnnoo'],
  ['怕跑七去人如', 'ppqqrr'],
  ['三说他天我外', 'ssttww'],
  ['西下呀云在做', 'xxyyzz'],
])('The pinyin initials of %s are %s', (title, initials) => {
  expect(matcherOf(initials, initialsOf)!(task(title))).toBe(true);
});

test('Matches are marked in the text as it is written, joined where they meet, and never through half a character', () => {
  const marked = (text: string, query: string) => marksIn(text, query).map(([start, end]) => text.slice(start, end));
  expect(marked('Buy milk, MILK', 'milk uy')).toEqual(['uy', 'milk', 'MILK']);
  expect(marked('买牛奶和面包', '牛奶 奶和')).toEqual(['牛奶和']);
  expect(marked('去买牛奶', 'mnn')).toEqual(['买牛奶']);
  expect(marked('ﬁne 👩‍👩‍👧 ｆｉｎｅ', 'fine')).toEqual(['ﬁne', 'ｆｉｎｅ']);
  expect(marked('nothing', '')).toEqual([]);
});

test('The last five searches are kept by owner, each once, newest first', () => {
  const storage = new MemoryStorage();
  const recent = new RecentSearches(storage, 'me');
  for (const query of ['a', 'b', ' c ', 'd', 'e', 'f', 'B', '']) recent.add(query);
  expect(recent.all()).toEqual(['B', 'f', 'e', 'd', 'c']);
  expect(new RecentSearches(storage, 'me').all()).toHaveLength(5);
  expect(new RecentSearches(storage, 'other').all()).toEqual([]);
  recent.clear();
  expect(storage.length).toBe(0);
  storage.setItem('todos-searches:me', '{broken');
  expect(recent.all()).toEqual([]);
});
