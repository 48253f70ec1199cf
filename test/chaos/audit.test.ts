import { auditRemains } from './audit';
import type { Attempt, Remains, Request, Shown, ShownList, TrashEntry } from './history';
import { sequence } from './sequence';

const attempt = sequence();
const task = (more: Partial<Shown> = {}): Shown => {
  return { id: 'T', version: 1, title: 'a', note: '', order: null, completed: false, list: null, ...more };
};
const entry = (more: Partial<Shown> = {}): TrashEntry => ({ id: 'E:T', task: task(more) });
const list: ShownList = { id: 'L', name: 'home', version: 1 };

const create = (more: Partial<Attempt> = {}) => {
  return attempt({ kind: 'create', title: 'a', key: 'a' }, { status: 201, shown: [task()], ...more });
};
const change = () => attempt({ kind: 'change', change: { note: 'n' } }, { shown: [task({ note: 'n', version: 2 })] });
const remove = (more: Partial<Attempt> = {}) => attempt({ kind: 'remove' }, { status: 204, ...more });
const forever = () => attempt({ kind: 'remove', permanently: true }, { status: 204 });
const forget = () => attempt({ kind: 'forget', entry: entry() }, { status: 204 });
const whole = (request: Request, more: Partial<Attempt> = {}): Attempt => {
  const { id: _, ...rest } = attempt(request, more);
  return rest;
};
const empty = () => whole({ kind: 'empty trash' }, { status: 204 });
const createList = () => whole({ kind: 'create list', name: 'home', key: 'k' }, { status: 201, lists: [list] });
const removeList = (more: Partial<Attempt> = {}) => {
  return whole({ kind: 'remove list', list: 'L', tasks: 'inbox' }, { status: 204, ...more });
};
const move = (more: Partial<Attempt> = {}) => {
  return attempt({ kind: 'change', change: { list: 'L' } }, { shown: [task({ list: 'L', version: 2 })], ...more });
};
const unchanged: Partial<Attempt> = { outcome: 'unchanged', status: 503 };
const refused: Partial<Attempt> = { outcome: 'refused', status: 400, shown: [] };
const lost: Partial<Attempt> = { outcome: 'unknown', status: 502 };

function left(
  tasks: Shown[],
  trash: TrashEntry[] = [],
  lists: ShownList[] = [],
  places: Record<string, string[]> = { inbox: tasks.map(({ id }) => id) },
): Remains {
  return { tasks, trash, lists, places: new Map(Object.entries(places)) };
}

test.each<[string, () => Attempt[], Remains]>([
  ['a task in the list', () => [create(), change()], left([task({ note: 'n', version: 2 })])],
  ['a deleted task in the trash', () => [create(), remove()], left([], [entry()])],
  ['a deletion that broke off between trash and list', () => [create(), remove(lost)], left([task()], [entry()])],
  ['a task deleted permanently', () => [create(), forever()], left([])],
  ['a task forgotten by the trash', () => [create(), remove(), forget()], left([])],
  ['an empty trash', () => [create(), remove(), empty()], left([])],
  [
    'a task in a list',
    () => [createList(), move()],
    left([task({ list: 'L', version: 2 })], [], [list], { inbox: [], L: ['T'] }),
  ],
  ['a task whose list is gone', () => [createList(), move(), removeList()], left([task({ list: 'L', version: 2 })])],
  [
    'a list that refused while it was deleted',
    () => [createList(), removeList(lost), move(refused)],
    left([], [], [list], { L: [] }),
  ],
])('The audit accepts %s', (_, history, remains) => {
  expect(auditRemains(history(), remains)).toEqual([]);
});

test.each<[string, () => Attempt[], Remains, RegExp]>([
  ['an acknowledged task that is nowhere', () => [create()], left([]), /neither in the list nor in the trash/],
  ['a deleted task that is nowhere', () => [create(), remove()], left([]), /neither in the list nor in the trash/],
  ['one that is nowhere after the trash was emptied before', () => [empty(), create(), remove()], left([]), /neither/],
  ['a change that the trash lost', () => [create(), change(), remove()], left([], [entry()]), /only version 1 is left/],
  [
    'a deletion that says it did nothing',
    () => [create(), remove(unchanged)],
    left([task()], [entry()]),
    /nobody deleted/,
  ],
  ['a task that no list shows', () => [create()], left([task()], [], [], { inbox: [] }), /is shown by no list/],
  [
    'a task that two lists show',
    () => [createList(), move()],
    left([task({ list: 'L', version: 2 })], [], [list], { inbox: ['T'], L: ['T'] }),
    /shown by inbox and L/,
  ],
  ['a list that is gone', () => [createList()], left([]), /list L is gone, and nobody deleted it/],
  [
    'a deleted list that is there',
    () => [createList(), removeList()],
    left([], [], [list], { inbox: [], L: [] }),
    /was deleted and is there/,
  ],
  [
    'a list made twice',
    () => [createList(), whole({ kind: 'read lists' }, { lists: [list, { ...list, id: 'M' }] })],
    left([], [], [list, { ...list, id: 'M' }]),
    /created twice/,
  ],
  [
    'a deleted list that took a task',
    () => [createList(), removeList(), move()],
    left([task({ list: 'L', version: 2 })]),
    /was deleted and took/,
  ],
  [
    'a list that refused a task for no reason',
    () => [createList(), create(), move(refused)],
    left([task()], [], [list], { inbox: ['T'], L: [] }),
    /was there and refused/,
  ],
])('The audit reports %s', (_, history, remains, message) => {
  expect(auditRemains(history(), remains).join('\n')).toMatch(message);
});
