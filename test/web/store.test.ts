import { problemTypes } from '../../src/shared/problem-types';
import { discardChange, resolveChange, retryChange } from '../../src/web/resolutions';
import type { Change } from '../../src/web/sync/change';
import type { Task } from '../../src/web/tasks/task';
import { startApp, type TestApp } from '../support/app';
import { closePages, idOf, settled, titles, until, Visitor } from './support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(closePages);
afterAll(() => app.close());

const visitor = () => Visitor.guest(app.url);
const onServer = async (person: Visitor) => (await person.list()).map(({ title, status }) => `${title}: ${status}`);
const pickShown = ({ title, note, status, due }: Task) => ({ title, note, status, due });
const refusal = (status: number, detail: string, headers: Record<string, string> = {}, type = 'about:blank') =>
  new Response(JSON.stringify({ type, title: 'No', status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

describe('changes', () => {
  test('show at once and reach the server in the order they were made', async () => {
    const person = await visitor();
    const { store, line } = await person.open();

    expect(store.add('  买牛奶  ')).toBe(true);
    store.add('面包');
    store.toggle(idOf(store, '买牛奶'));
    store.rename(idOf(store, '面包'), '黑面包');

    expect(titles(store)).toEqual(['买牛奶', '黑面包']);
    expect([store.view.active, store.view.completed]).toEqual([1, 1]);
    await settled(store);
    expect(await onServer(person)).toEqual(['买牛奶: completed', '黑面包: open']);
    expect(line.writes().filter((request) => request.startsWith('PUT '))).toHaveLength(2);
    expect(store.unsent).toBe(0);
  });

  test('of a blank title add nothing', async () => {
    const { store, line } = await (await visitor()).open();
    expect(['', '   ', '\u3000', '\u200b'].map((title) => store.add(title))).toEqual([false, false, false, false]);
    expect(line.sent).toEqual([]);
  });

  test('made before the first was sent go out as one request', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store, line } = await person.open();
    line.state = 'cut';
    store.add('b');
    await until(store, () => store.sender.network === 'offline');
    store.edit(task.id, { note: 'x' });
    store.edit(task.id, { due: '2030-01-02' });
    store.toggle(task.id);
    line.state = 'up';
    line.sent.length = 0;
    store.sender.wake(true);
    await settled(store);
    expect(line.writes()).toEqual([expect.stringMatching(/^PUT /), `PATCH /api/tasks/${task.id}`]);
    expect(await person.list()).toMatchObject([{ note: 'x', due: '2030-01-02', status: 'completed' }, { title: 'b' }]);
  });

  test('that cancel each other before they are sent send nothing', async () => {
    const person = await visitor();
    const task = await person.client.task();
    const { store, line } = await person.open();
    line.state = 'cut';
    store.add('first in the queue');
    store.toggle(task.id);
    store.toggle(task.id);
    expect(store.changes.map((change) => change.kind)).toEqual(['create']);
  });

  test('on a task keep the objects of all others, so that nothing else is drawn again', async () => {
    const person = await visitor();
    const [first, second] = [await person.client.task(), await person.client.task()];
    const { store } = await person.open();
    const before = store.view;
    store.toggle(first.id);
    expect(store.view.tasks.get(second.id)).toBe(before.tasks.get(second.id));
    expect(store.view.visible).toBe(before.visible);
    expect(store.view.tasks.get(first.id)).not.toBe(before.tasks.get(first.id));
  });
});

describe('undo', () => {
  test('of a deletion leaves the task as it was, and the server never hears of it', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'keep me', note: 'n' });
    const { store, line } = await person.open({ timing: { hold: 200 } });
    store.remove(task.id);
    expect(titles(store)).toEqual([]);
    store.undo();
    expect(titles(store)).toEqual(['keep me']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(line.writes()).toEqual([]);
    expect(await person.list()).toEqual([task]);
  });

  test('ends after some seconds, and then the deletion is sent', async () => {
    const person = await visitor();
    const task = await person.client.task();
    const { store } = await person.open();
    store.remove(task.id);
    expect(store.undoable).toBeDefined();
    await settled(store);
    expect(store.undoable).toBeUndefined();
    expect(await person.list()).toEqual([]);
  });

  test('of a completion brings back the status that the task had', async () => {
    const person = await visitor();
    const task = await person.client.task({ status: 'paused' });
    const { store } = await person.open({ timing: { hold: 60_000 } });
    store.toggle(task.id);
    await until(store, () => store.unsent === 0);
    store.undo();
    await settled(store);
    expect(await person.list()).toMatchObject([{ status: 'paused', completedAt: null }]);
  });

  test('takes back the last thing first', async () => {
    const person = await visitor();
    const [a, b] = [await person.client.task({ title: 'a' }), await person.client.task({ title: 'b' })];
    const { store } = await person.open({ timing: { hold: 60_000 } });
    store.remove(a.id);
    store.remove(b.id);
    store.undo();
    expect(titles(store)).toEqual(['b']);
    store.undo();
    expect(titles(store)).toEqual(['a', 'b']);
  });

  test('of "clear completed" and "mark all" needs no call', async () => {
    const person = await visitor();
    await person.client.task({ title: 'a', completed: true });
    await person.client.task({ title: 'b' });
    const { store, line } = await person.open({ timing: { hold: 60_000 } });
    store.clearCompleted();
    expect(titles(store)).toEqual(['b']);
    store.undo();
    store.setAll(true);
    expect([store.view.active, store.view.completed]).toEqual([0, 2]);
    store.undo();
    expect([store.view.active, store.view.completed]).toEqual([1, 1]);
    expect(line.writes()).toEqual([]);
  });
});

describe('the history', () => {
  test('takes back edits, dates, moves, completions, deletions and additions in order, also after they were sent', async () => {
    const person = await visitor();
    for (const title of ['a', 'b', 'c']) await person.client.task({ title });
    const { store } = await person.open({ timing: { hold: 1 } });
    const states: unknown[] = [];
    const state = () => store.view.visible.map((id) => pickShown(store.view.tasks.get(id)!));
    const id = idOf(store, 'a');
    const acts = [
      () => store.rename(id, 'A'),
      () => store.edit(id, { due: '2027-03-01', note: 'n' }),
      () => store.move(id, 2),
      () => store.toggle(id),
      () => store.setAll(true),
      () => store.clearCompleted(),
      () => store.add('d'),
      () => store.remove(idOf(store, 'd')),
    ];
    for (const act of acts) {
      states.push(state());
      act();
      await settled(store);
    }
    expect(store.undoable).toBeUndefined();
    for (const before of states.reverse()) {
      store.undo();
      expect(state()).toEqual(before);
      await settled(store);
    }
    store.undo();
    expect((await person.list()).map(pickShown)).toEqual([...(states[states.length - 1] as unknown[])]);
  });

  test('takes back what was done while nothing could be sent, without sending more than is left', async () => {
    const person = await visitor();
    await person.client.task({ title: 'a' });
    const { store, line } = await person.open();
    line.state = 'cut';
    store.rename(idOf(store, 'a'), 'A');
    store.add('b');
    store.edit(idOf(store, 'b'), { note: 'n' });
    store.undo();
    store.undo();
    expect(titles(store)).toEqual(['A']);
    store.undo();
    expect(titles(store)).toEqual(['a']);
  });
});

describe('changes of the whole list', () => {
  test('are one call each, whatever the size of the list', async () => {
    const person = await visitor();
    for (const title of ['a', 'b', 'c']) await person.client.task({ title });
    const { store, line } = await person.open({ first: 2 });
    store.setAll(true);
    await settled(store);
    expect(await onServer(person)).toEqual(['a: completed', 'b: completed', 'c: completed']);
    store.clearCompleted();
    await settled(store);
    expect(await person.list()).toEqual([]);
    expect(line.writes()).toEqual(['PATCH /api/tasks', 'DELETE /api/tasks?completed=true']);
  });

  test('are sent before what is done after them, which they must not reach', async () => {
    const person = await visitor();
    const [done, open] = [
      await person.client.task({ title: 'a', completed: true }),
      await person.client.task({ title: 'b' }),
    ];
    const { store } = await person.open({ timing: { hold: 60_000 } });
    store.clearCompleted();
    store.toggle(open.id);
    store.release();
    await settled(store);
    expect(await onServer(person)).toEqual(['b: completed']);
    expect(store.view.tasks.has(done.id)).toBe(false);
  });

  test('leave versions that later edits can be sent with', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store, line } = await person.open();
    store.setAll(true);
    await settled(store);
    store.rename(task.id, 'b');
    await settled(store);
    expect(await onServer(person)).toEqual(['b: completed']);
    expect(line.sent.filter((request) => request.startsWith('GET '))).toEqual([]);
  });

  test('that waited long reach only the tasks that the person saw', async () => {
    const person = await visitor();
    await person.client.task({ title: 'seen', completed: true });
    const { store, line } = await person.open();
    line.state = 'cut';
    store.clearCompleted();
    await until(store, () => store.sender.network === 'offline');
    await person.client.task({ title: 'completed elsewhere since', completed: true });
    person.shift = 3_600_000;
    line.state = 'up';
    store.sender.wake(true);
    await settled(store);
    expect(await onServer(person)).toEqual(['completed elsewhere since: completed']);
  });
});

describe('a refusal', () => {
  test('is rolled back, told with its reason, and can be tried again', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store, line } = await person.open();
    line.intercept = (method) => (method === 'PATCH' ? refusal(403, 'Not today.') : undefined);
    store.rename(task.id, 'b');
    expect(titles(store)).toEqual(['b']);
    await until(store, () => store.refused.length === 1);
    expect(titles(store)).toEqual(['a']);
    expect(store.refused).toMatchObject([{ fields: { title: 'b' }, reason: { status: 403, text: 'Not today.' } }]);
    line.intercept = () => undefined;
    retryChange(store, store.refused[0]!.key);
    await settled(store);
    expect(await onServer(person)).toEqual(['b: open']);
  });

  test('of a new task takes it out of the list, and giving it up forgets it', async () => {
    const person = await visitor();
    const { store, line } = await person.open();
    line.intercept = () => refusal(400, 'Not valid.');
    store.add('a');
    store.edit(idOf(store, 'a'), { note: 'n' });
    await until(store, () => store.refused.length === 1);
    expect(titles(store)).toEqual([]);
    discardChange(store, store.refused[0]!.key);
    expect(store.changes).toEqual([]);
  });

  test('is what a server error that stays becomes, after a few attempts', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store, line } = await person.open();
    line.intercept = (method) => (method === 'PATCH' ? refusal(500, 'Broken.') : undefined);
    store.toggle(task.id);
    await until(store, () => store.refused.length === 1);
    expect(store.view.tasks.get(task.id)).toMatchObject({ status: 'open' });
    expect(line.writes().length).toBeGreaterThan(1);
  });

  test('to serve for the moment keeps the change and sends it when the server said to', async () => {
    const person = await visitor();
    const { store, line } = await person.open();
    let refusals = 0;
    line.intercept = (method) =>
      method === 'PUT' && refusals++ < 2 ? refusal(503, 'Later.', { 'retry-after': '0' }) : undefined;
    store.add('a');
    await until(store, () => store.sender.network === 'waiting');
    expect([titles(store), store.unsent, store.refused]).toEqual([['a'], 1, []]);
    await settled(store);
    expect(await onServer(person)).toEqual(['a: open']);
  });
});

describe('two pages on one list', () => {
  test('that change different fields both keep their change', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store } = await person.open();
    await person.client.patch(`/api/tasks/${task.id}`, { title: 'renamed elsewhere' });
    store.toggle(task.id);
    await settled(store);
    expect(await onServer(person)).toEqual(['renamed elsewhere: completed']);
    expect(titles(store)).toEqual(['renamed elsewhere']);
    expect(store.message).toEqual({ kind: 'merged' });
  });

  test.each([
    ['theirs', 'renamed elsewhere: open'],
    ['mine', 'renamed here: open'],
  ] as const)('that change the same field: the person chooses %s', async (choice, outcome) => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store } = await person.open();
    await person.client.patch(`/api/tasks/${task.id}`, { title: 'renamed elsewhere' });
    store.rename(task.id, 'renamed here');
    await until(store, () => store.view.conflicts.size === 1);
    expect(await onServer(person)).toEqual(['renamed elsewhere: open']);
    const conflict = store.view.conflicts.get(task.id) as Change;
    expect(conflict).toMatchObject({ fields: { title: 'renamed here' }, theirs: { title: 'renamed elsewhere' } });
    resolveChange(store, conflict.key, choice);
    await settled(store);
    expect(await onServer(person)).toEqual([outcome]);
    expect([titles(store), store.view.conflicts.size]).toEqual([[outcome.split(':')[0]], 0]);
  });

  test('the one that edits what the other deleted can let it go or add it again', async () => {
    const person = await visitor();
    const [a, b] = [await person.client.task({ title: 'a', note: 'n' }), await person.client.task({ title: 'b' })];
    const { store } = await person.open();
    await person.client.delete(`/api/tasks/${a.id}`);
    await person.client.delete(`/api/tasks/${b.id}`);
    store.rename(a.id, 'again');
    store.rename(b.id, 'gone');
    await until(store, () => store.view.conflicts.size === 2);
    resolveChange(store, store.view.conflicts.get(a.id)!.key, 'mine');
    resolveChange(store, store.view.conflicts.get(b.id)!.key, 'theirs');
    await settled(store);
    expect(await person.list()).toMatchObject([{ title: 'again', note: 'n' }]);
    expect(titles(store)).toEqual(['again']);
  });

  test('the one that deletes what the other changed is asked', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store } = await person.open();
    await person.client.patch(`/api/tasks/${task.id}`, { title: 'important now' });
    store.remove(task.id);
    await until(store, () => store.view.conflicts.size === 1);
    expect([titles(store), await onServer(person)]).toEqual([['a'], ['important now: open']]);
    resolveChange(store, store.view.conflicts.get(task.id)!.key, 'theirs');
    expect(titles(store)).toEqual(['important now']);
    store.remove(task.id);
    await settled(store);
    expect(await person.list()).toEqual([]);
  });

  test('an edit that began before the list was loaded again does not overwrite what was loaded', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store } = await person.open();
    const seen = store.view.tasks.get(task.id)!;
    await person.client.patch(`/api/tasks/${task.id}`, { title: 'theirs' });
    await store.loader.refresh();
    store.rename(task.id, 'mine', seen);
    await until(store, () => store.view.conflicts.size === 1);
    expect(await onServer(person)).toEqual(['theirs: open']);
  });

  test('moving what the other moved leaves it where the other put it', async () => {
    const person = await visitor();
    const tasks = [await person.client.task(), await person.client.task(), await person.client.task()];
    const { store } = await person.open();
    await person.client.patch(`/api/tasks/${tasks[2]!.id}`, { order: 5 });
    store.move(tasks[2]!.id, 0);
    await settled(store);
    expect((await person.list())[2]).toMatchObject({ order: 5 });
    expect(store.message).toEqual({ kind: 'moved-elsewhere' });
  });
});

describe('a line that fails', () => {
  test('keeps what is done offline and sends it when the network is back', async () => {
    const person = await visitor();
    const [a, b] = [await person.client.task({ title: 'a' }), await person.client.task({ title: 'b' })];
    const { store, line } = await person.open();
    line.state = 'cut';
    store.add('c');
    store.toggle(a.id);
    store.remove(b.id);
    await until(store, () => store.sender.network === 'offline');
    expect(titles(store)).toEqual(['a', 'c']);
    line.state = 'up';
    store.sender.wake(true);
    await settled(store);
    expect(await onServer(person)).toEqual(['a: completed', 'c: open']);
    expect(store.message).toEqual({ kind: 'sent-late' });
  });

  test('that loses answers neither creates twice nor asks about the page’s own change', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const { store, line } = await person.open();
    line.state = 'deaf';
    store.add('once');
    await until(store, () => store.sender.network === 'offline');
    line.state = 'up';
    store.sender.wake(true);
    await settled(store);
    line.state = 'deaf';
    store.toggle(task.id);
    await until(store, () => store.sender.network === 'offline');
    line.state = 'up';
    store.sender.wake(true);
    await settled(store);
    expect(await onServer(person)).toEqual(['a: completed', 'once: open']);
    expect([store.view.conflicts.size, store.refused]).toEqual([0, []]);
  });

  test('outlives the page: the next page of the tab sends what was left, once', async () => {
    const person = await visitor();
    const before = await person.open({ name: 'one' });
    before.line.state = 'cut';
    before.store.add('typed offline');
    await until(before.store, () => before.store.sender.network === 'offline');
    const after = await person.open({ previous: 'one' });
    expect(titles(after.store)).toEqual(['typed offline']);
    after.store.sender.wake();
    await settled(after.store);
    before.line.state = 'up';
    before.store.sender.wake(true);
    await settled(before.store);
    expect(await onServer(person)).toEqual(['typed offline: open']);
  });

  test('leaves another living page’s changes to that page, and takes over those of a page that is gone', async () => {
    const person = await visitor();
    const living = await person.open({ name: 'living' });
    living.line.state = 'cut';
    living.store.add('a');
    await until(living.store, () => living.store.sender.network === 'offline');
    expect(titles((await person.open()).store)).toEqual([]);
    living.store.close();
    person.shift = 60_000;
    expect(titles((await person.open()).store)).toEqual(['a']);
  });

  test('never sends one person’s changes as another’s', async () => {
    const [one, other] = [await visitor(), await visitor()];
    const { store, line } = await one.open({ name: 'one' });
    line.state = 'cut';
    store.add('mine');
    await until(store, () => store.sender.network === 'offline');
    Object.assign(other, { storage: one.storage });
    const opened = await other.open({ previous: 'one' });
    expect([titles(opened.store), opened.store.unsent]).toEqual([[], 0]);
  });
});

describe('a session that changed under the page', () => {
  test('stops it before it writes into another person’s list', async () => {
    const [one, other] = [await visitor(), await visitor()];
    const task = await one.client.task();
    const { store, line } = await one.open();
    Object.assign(line, { token: other.client.token });
    store.toggle(task.id);
    await until(store, () => store.sender.network === 'elsewhere');
    expect(store.unsent).toBe(1);
    expect(await other.list()).toEqual([]);
  });
});

describe('before the session changes', () => {
  test('everything is sent, what could be undone included; offline, it is known that something is left', async () => {
    const person = await visitor();
    const task = await person.client.task();
    const { store, line } = await person.open({ timing: { hold: 60_000 } });
    store.remove(task.id);
    store.add('a');
    expect(await store.drain()).toBe(true);
    expect(await onServer(person)).toEqual(['a: open']);
    line.state = 'cut';
    store.add('b');
    expect(await store.drain()).toBe(false);
  });
});

describe('a long list', () => {
  test('is loaded page by page, and what was deleted meanwhile does not come back', async () => {
    const person = await visitor();
    for (let i = 0; i < 5; i++) await person.client.task({ title: `t${i}` });
    const { store } = await person.open({ first: 2 });
    expect([titles(store), store.loader.complete]).toEqual([['t0', 't1'], false]);
    store.remove(idOf(store, 't0'));
    await settled(store);
    await store.loader.more();
    expect([titles(store), store.loader.complete]).toEqual([['t1', 't2', 't3'], false]);
    await store.loader.more();
    expect([titles(store), store.loader.complete]).toEqual([['t1', 't2', 't3', 't4'], true]);
  });

  test('asked for twice at once is loaded once, and both askers hear whether there is more', async () => {
    const person = await visitor();
    for (let i = 0; i < 5; i++) await person.client.task({ title: `t${i}` });
    const { store, line } = await person.open({ first: 2 });
    expect(await Promise.all([store.loader.more(), store.loader.more()])).toEqual([true, true]);
    expect(line.sent).toHaveLength(1);
  });

  test('loaded again shows what others added, changed and deleted', async () => {
    const person = await visitor();
    const [a, b] = [await person.client.task({ title: 'a' }), await person.client.task({ title: 'b' })];
    const { store } = await person.open();
    await person.client.delete(`/api/tasks/${a.id}`);
    await person.client.patch(`/api/tasks/${b.id}`, { title: 'B' });
    await person.client.task({ title: 'c' });
    await store.loader.refresh();
    expect(titles(store)).toEqual(['B', 'c']);
  });

  test('shows by filter, and a task leaves a filter as soon as it no longer fits', async () => {
    const person = await visitor();
    const [a] = [await person.client.task({ title: 'a' }), await person.client.task({ title: 'b', completed: true })];
    const { store } = await person.open();
    store.show({ kind: 'inbox', filter: 'active' });
    expect(titles(store)).toEqual(['a']);
    store.toggle(a.id);
    expect(titles(store)).toEqual([]);
    store.show({ kind: 'inbox', filter: 'completed' });
    expect(titles(store)).toEqual(['a', 'b']);
  });

  test('keeps the order a person gave it', async () => {
    const person = await visitor();
    for (const title of ['a', 'b', 'c']) await person.client.task({ title });
    const { store, line } = await person.open();
    store.move(idOf(store, 'c'), 0);
    store.move(idOf(store, 'a'), 2);
    expect(titles(store)).toEqual(['c', 'b', 'a']);
    store.add('d');
    await settled(store);
    expect(line.writes()).toHaveLength(3);
    expect(titles((await person.open()).store)).toEqual(['c', 'b', 'a', 'd']);
  });
});

describe('a change that waits for its answer', () => {
  test('is not acknowledged by an answer that is not the API’s, such as a captive portal’s', async () => {
    const person = await visitor();
    const task = await person.client.task();
    const { store, line } = await person.open();
    line.intercept = () => new Response('<h1>Log in to the network</h1>', { headers: { 'content-type': 'text/html' } });
    store.remove(task.id);
    await until(store, () => store.sender.network === 'offline');
    expect([store.unsent, store.sender.acknowledged]).toEqual([1, 0]);
    line.intercept = () => undefined;
    store.sender.wake(true);
    await settled(store);
    expect(await person.list()).toEqual([]);
  });

  test('is sent at a bounded pace whatever wait the server asks for', async () => {
    const { store, line } = await (await visitor()).open();
    line.intercept = () => refusal(503, 'Later.', { 'retry-after': '3000000' });
    store.add('a');
    await until(store, () => store.sender.network === 'waiting');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(line.writes()).toHaveLength(1);
  });

  test('is kept for its owner when the session belongs to somebody else, or cannot be verified', async () => {
    for (const [type, status, network] of [
      [problemTypes.ownerMismatch, 412, 'elsewhere'],
      [problemTypes.sessionNotVerified, 401, 'unverified'],
    ] as const) {
      const person = await visitor();
      const { store, line } = await person.open();
      line.intercept = () => refusal(status, 'No.', {}, type);
      store.add('mine');
      await until(store, () => store.sender.network === network);
      store.sender.wake(true);
      expect([store.unsent, line.writes().length, titles(store)]).toEqual([1, 1, ['mine']]);
      store.close();
      person.shift = 60_000;
      const next = await person.open();
      next.store.sender.wake();
      await settled(next.store);
      expect(await onServer(person)).toEqual(['mine: open']);
    }
  });

  test('ends the notice about waiting when it is refused at last', async () => {
    const person = await visitor();
    const task = await person.client.task();
    const { store, line } = await person.open();
    line.intercept = (method) => (method === 'PATCH' ? refusal(500, 'Broken.') : undefined);
    store.rename(task.id, 'b');
    await until(store, () => store.refused.length === 1);
    discardChange(store, store.refused[0]!.key);
    await until(store, () => store.sender.network === 'idle');
    expect(store.changes).toEqual([]);
  });
});

describe('a conflict', () => {
  test('whose task is gone from the list is asked about until it is resolved, also after a reload', async () => {
    const person = await visitor();
    const task = await person.client.task({ title: 'a' });
    const before = await person.open({ name: 'one' });
    before.line.state = 'cut';
    before.store.edit(task.id, { note: 'written offline' });
    await person.client.delete(`/api/tasks/${task.id}`);
    before.store.close();
    const { store } = await person.open({ name: 'two', previous: 'one' });
    store.sender.wake();
    await until(store, () => store.view.conflicts.size === 1);
    await store.loader.refresh();
    expect(titles(store)).toEqual(['a']);
    resolveChange(store, store.view.conflicts.get(task.id)!.key, 'mine');
    await settled(store);
    expect(await person.list()).toMatchObject([{ title: 'a', note: 'written offline' }]);
  });
});

describe('a record in the browser’s storage', () => {
  test('of a page that is open is not taken by its copy; of one that is gone it is, whatever the clock says', async () => {
    const person = await visitor();
    const original = await person.open({ name: 'one', live: ['one'] });
    original.line.state = 'cut';
    original.store.add('a');
    const copy = await person.open({ name: 'two', previous: 'one', live: ['one', 'two'] });
    expect([titles(copy.store), titles(original.store)]).toEqual([[], ['a']]);
    original.store.close();
    person.shift = -3_600_000;
    person.live = ['two'];
    await copy.store.adoptOrphans();
    expect(titles(copy.store)).toEqual(['a']);
    await settled(copy.store);
    expect(await onServer(person)).toEqual(['a: open']);
  });

  test('that another page took over is not sent again by the page that wakes up late', async () => {
    const person = await visitor();
    const late = await person.open({ name: 'one', timing: { retry: 60_000, longestRetry: 60_000 } });
    late.line.state = 'cut';
    late.store.add('a');
    await until(late.store, () => late.store.sender.network === 'offline');
    person.shift = 60_000;
    const { store } = await person.open();
    store.sender.wake();
    await settled(store);
    store.remove(idOf(store, 'a'));
    await settled(store);
    late.line.state = 'up';
    late.store.sender.wake(true);
    await settled(late.store);
    expect(await person.list()).toEqual([]);
  });

  test('keeps the order of its changes when the clock is set back', async () => {
    const person = await visitor();
    const before = await person.open({ name: 'one' });
    before.line.state = 'cut';
    before.store.add('a');
    await until(before.store, () => before.store.sender.network === 'offline');
    person.shift = -3_600_000;
    before.store.edit(idOf(before.store, 'a'), { note: 'n' });
    before.store.close();
    const { store } = await person.open({ previous: 'one' });
    store.sender.wake();
    await settled(store);
    expect([store.view.conflicts.size, await person.list()]).toMatchObject([0, [{ title: 'a', note: 'n' }]]);
  });

  test.each([
    '{',
    'null',
    '{"owner":1}',
    '{"format":3,"owner":"x","seen":0,"changes":[]}',
    '{"format":2,"owner":"x","seen":0,"changes":[{}]}',
  ])('that cannot be read (%s) is set aside, and the page starts', async (text) => {
    const person = await visitor();
    person.storage.setItem('todos-outbox:old', text);
    const { store } = await person.open();
    expect([store.outbox.setAside, person.storage.getItem('todos-set-aside:old')]).toEqual([1, text]);
    store.add('works');
    await settled(store);
    expect(await onServer(person)).toEqual(['works: open']);
  });
});

test('a task that was removed here and added again elsewhere is shown', async () => {
  const person = await visitor();
  const task = await person.client.task({ title: 'back' });
  const { store } = await person.open();
  store.remove(task.id);
  await settled(store);
  await person.client.request('PUT', `/api/tasks/${task.id}`, {
    body: { title: 'back' },
    headers: { 'if-none-match': '*' },
  });
  await store.loader.refresh();
  expect(titles(store)).toEqual(['back']);
});

test('undo after the change was sent makes its inverse, and its time stands still while it is paused', async () => {
  const person = await visitor();
  const [a, b] = [await person.client.task({ title: 'a', note: 'n' }), await person.client.task({ title: 'b' })];
  const { store } = await person.open({ timing: { hold: 40 } });
  store.remove(a.id);
  store.pauseUndo(true);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(store.undoable).toBeDefined();
  expect(await store.drain()).toBe(true);
  store.toggle(b.id);
  await settled(store);
  store.undo();
  await settled(store);
  expect(await onServer(person)).toEqual(['b: open']);
});
