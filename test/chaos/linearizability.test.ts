import { checkHistory } from './check';
import type { Attempt, TaskState } from './history';
import { checkLinearizable, type Operation } from './linearizability';
import { sequence } from './sequence';

describe('the search, on a register that is written and read', () => {
  type Register = Operation<number>;
  const write = (start: number, end: number, value: number, maybe = false): Register => ({
    start,
    end,
    maybe,
    apply: () => value,
    label: `write ${value}`,
  });
  const read = (start: number, end: number, value: number): Register => ({
    start,
    end,
    readOnly: true,
    apply: (state) => (state === value ? state : undefined),
    label: `read ${value}`,
  });
  const verdict = (...operations: Register[]) => checkLinearizable(operations, 0, String).linearizable;

  test.each<[string, Register[]]>([
    ['nothing happened', []],
    ['one after the other', [write(1, 2, 5), read(3, 4, 5)]],
    ['a read during a write may see either', [write(1, 9, 5), read(2, 3, 0), read(4, 5, 5)]],
    ['writes at once may be in either order', [write(1, 9, 5), write(2, 8, 6), read(10, 11, 5)]],
    ['a lost write took effect late', [write(1, 9, 5, true), read(2, 3, 0), read(6, 7, 5)]],
    ['a lost write never took effect', [write(1, 9, 5, true), read(10, 11, 0)]],
  ])('accepts: %s', (_, operations) => {
    expect(verdict(...operations)).toBe(true);
  });

  test.each<[string, Register[]]>([
    ['a read of what nobody wrote', [write(1, 2, 5), read(3, 4, 6)]],
    ['a read of the past', [write(1, 2, 5), read(3, 4, 0)]],
    ['reads that go back', [write(1, 9, 5), read(2, 3, 5), read(4, 5, 0)]],
    ['a write that went before it began', [read(1, 2, 5), write(3, 4, 5)]],
    ['a lost write that took effect after its time', [write(1, 2, 5, true), read(3, 4, 0), read(5, 6, 5)]],
    ['a lost write that took effect twice', [write(1, 20, 5, true), read(2, 3, 5), write(4, 5, 6), read(6, 7, 5)]],
  ])('refuses: %s', (_, operations) => {
    expect(verdict(...operations)).toBe(false);
  });
});

describe('the check of a history', () => {
  const base: TaskState = { version: 1, title: 'a', note: '', order: null, completed: false, list: null };
  const task = (more: Partial<TaskState> = {}) => ({ id: 'T', ...base, ...more });
  const attempt = sequence();
  const create = (more: Partial<Attempt> = {}) =>
    attempt({ kind: 'create', title: 'a', key: 'a' }, { status: 201, shown: [task()], ...more });
  const change = (note: string, version: number, more: Partial<Attempt> = {}) =>
    attempt({ kind: 'change', change: { note } }, { shown: [task({ note, version })], ...more });
  const list = (...shown: ReturnType<typeof task>[]) => {
    const { id: _, ...whole } = attempt({ kind: 'list' }, { shown });
    return whole;
  };
  const remove = (more: Partial<Attempt> = {}) => attempt({ kind: 'remove' }, { status: 204, ...more });
  const all = (kind: 'complete all' | 'remove completed', more: Partial<Attempt> = {}) => {
    const { id: _, ...whole } = attempt({ kind }, { status: 204, ...more });
    return whole;
  };
  const move = (list: string | null, version: number, more: Partial<Attempt> = {}) =>
    attempt({ kind: 'change', change: { list } }, { shown: [task({ list, version })], ...more });
  const removeList = (tasks: 'inbox' | 'trash') => {
    const { id: _, ...whole } = attempt({ kind: 'remove list', list: 'L', tasks }, { status: 204 });
    return whole;
  };
  const restore = (version: number) =>
    attempt({ kind: 'restore', entry: { id: 'E:T', task: task() } }, { shown: [task({ version })] });
  const lost: Partial<Attempt> = { outcome: 'unknown', status: 502, shown: [] };
  const violations = (...history: Attempt[]) => checkHistory(history, new Map()).violations;

  test.each<[string, () => Attempt[]]>([
    ['a life', () => [create(), change('n', 2), list(task({ note: 'n', version: 2 })), remove(), list()]],
    ['a lost creation, repeated', () => [create(lost), create(), list(task())]],
    ['a lost creation that did nothing', () => [create({ ...lost }), list()]],
    ['a lost change that was applied', () => [create(), change('n', 2, lost), list(task({ note: 'n', version: 2 }))]],
    ['a lost change that was not', () => [create(), change('n', 2, lost), list(task())]],
    ['all completed', () => [create(), all('complete all'), list(task({ completed: true, version: 2 }))]],
    ['all completed and removed', () => [create(), all('complete all'), all('remove completed'), list()]],
    ['made anew under its id', () => [create(), remove(), create(), list(task())]],
    ['moved into the Inbox', () => [create(), move('L', 2), removeList('inbox'), list(task({ version: 3 }))]],
    ['deleted with its list', () => [create(), move('L', 2), removeList('trash'), list()]],
    ['restored', () => [create(), remove(), restore(2), list(task({ version: 2 }))]],
    [
      'a creation repeated in a batch',
      () => [create({ ...lost, batched: true }), create({ batched: true, status: 200 }), list(task())],
    ],
    ['restored although it was there', () => [create(), restore(1), list(task())]],
    [
      'a list that is gone',
      () => [create(), move('L', 2, { outcome: 'refused', status: 400, shown: [] }), list(task())],
    ],
    [
      'a refusal for good reason',
      () => [create(), change('n', 2), attempt({ kind: 'remove', ifMatch: 1 }, { outcome: 'refused', status: 412 })],
    ],
  ])('accepts: %s', (_, history) => {
    expect(violations(...history())).toEqual([]);
  });

  test.each<[string, () => Attempt[], RegExp]>([
    ['an acknowledged creation that is gone', () => [create(), list()], /cannot have happened/],
    ['an acknowledged change that is gone', () => [create(), change('n', 2), list(task())], /cannot have happened/],
    ['a removed task that is back', () => [create(), remove(), list(task())], /cannot have happened/],
    ['a gap between versions', () => [create(), change('n', 3)], /cannot have happened/],
    [
      'an answer that was not what is stored',
      () => [create(), change('n', 2), list(task({ note: 'n', version: 3 }))],
      /cannot/,
    ],
    ['a fork: two changes that made one version', () => [create(), change('n', 2), change('m', 2)], /written 2 times/],
    [
      'a change that says it did nothing and did',
      () => [create(), change('n', 2, { ...lost, outcome: 'unchanged' }), list(task({ note: 'n', version: 2 }))],
      /cannot/,
    ],
    ['a task that nobody made', () => [create(), list(task(), { ...task({ title: 'b' }), id: 'U' })], /nobody wrote/],
    ['a task made twice', () => [create(), list(task(), { ...task(), id: 'U' })], /created twice/],
    ['a task that is listed twice', () => [create(), list(task(), task())], /shows a task twice/],
    [
      'one left in a deleted list',
      () => [create(), move('L', 2), removeList('inbox'), list(task({ list: 'L', version: 2 }))],
      /cannot have happened/,
    ],
    ['one restored in its old version', () => [create(), remove(), restore(1)], /cannot have happened/],
    ['one that was left open', () => [create(), all('complete all'), list(task())], /cannot have happened/],
    [
      'a refusal for no reason',
      () => [create(), attempt({ kind: 'get' }, { outcome: 'refused', status: 404, shown: [] })],
      /cannot/,
    ],
  ])('reports: %s', (_, history, message) => {
    expect(violations(...history()).join('\n')).toMatch(message);
  });

  test('A violation is printed with the operations on the whole list that its search used', () => {
    const [violation] = violations(create(), all('remove completed'), list(), list(task()));
    const story = violation!.slice(violation!.indexOf('whole story'));
    for (const kind of ['remove completed', 'list']) expect(story).toContain(`"kind":"${kind}"`);
  });
});
