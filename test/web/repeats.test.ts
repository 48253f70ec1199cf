import { dateOf, dayOf } from '../../src/shared/dates';
import { discardChange, retryChange } from '../../src/web/resolutions';
import type { Store } from '../../src/web/store';
import { localDate } from '../../src/web/tasks/local-date';
import type { Task } from '../../src/web/tasks/task';
import { startApp, type TestApp } from '../support/app';
import { closePages, idOf, settled, titles, until, Visitor } from './support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(closePages);
afterAll(() => app.close());

const today = localDate(new Date());
const days = (count: number) => dateOf(dayOf(today) + count);
const daily = { title: 'water', due: today, repeat: 'FREQ=DAILY', repeatFrom: 'due' };
const shown = (store: Store) => Array.from(store.view.tasks.values(), shownTask).sort();
const shownTask = ({ title, due, status }: Task) => `${title} ${due} ${status}`;
const onServer = async (person: Visitor) => (await person.list()).map(shownTask).sort();

test('Completing a repeating task ticks it at once, moves it on, keeps the finished occurrence, and both are as on the server', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task(daily);
  const { store, line } = await person.open();
  store.toggle(task.id);
  expect(shown(store)).toEqual([`water ${today} completed`]);
  await settled(store);
  expect(store.undoable?.message ?? store.message).toEqual({
    kind: 'moved-on',
    title: 'water',
    id: task.id,
    next: days(1),
  });
  const both = [`water ${today} completed`, `water ${days(1)} open`];
  expect(shown(store)).toEqual(both);
  expect(await onServer(person)).toEqual(both);
  expect(line.sent).toEqual([`PATCH /api/tasks/${task.id}?occurrence=${today}`]);
  const copy = store.server.values().find((one) => one.occurrenceOf === task.id)!;
  store.rename(copy.id, 'watered');
  await settled(store);
  expect(await onServer(person)).toContain(`watered ${today} completed`);
});

test('Undo of a completed occurrence removes its copy and sets date and count back, also while it is on its way', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task({ ...daily, repeat: 'FREQ=DAILY;COUNT=3' });
  const { store } = await person.open({ timing: { hold: 10_000 } });
  store.toggle(task.id);
  store.undo();
  await settled(store);
  expect(await onServer(person)).toEqual([`water ${today} open`]);
  store.toggle(task.id);
  await settled(store);
  store.undo();
  await settled(store);
  expect(shown(store)).toEqual([`water ${today} open`]);
  expect(await onServer(person)).toEqual([`water ${today} open`]);
  expect((await person.client.get(`/api/tasks/${task.id}`)).body).toMatchObject({ repeat: 'FREQ=DAILY;COUNT=3' });
});

test('Two pages complete an occurrence once, and a lost answer completes nothing twice', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task(daily);
  const [first, second] = [await person.open(), await person.open()];
  first.line.state = 'deaf';
  first.store.toggle(task.id);
  second.store.toggle(task.id);
  await settled(second.store);
  first.line.state = 'up';
  first.store.sender.wake(true);
  await settled(first.store);
  for (const { store } of [first, second])
    expect(shown(store)).toEqual([`water ${today} completed`, `water ${days(1)} open`]);
  expect(await onServer(person)).toEqual([`water ${today} completed`, `water ${days(1)} open`]);
});

test('The last occurrence completes the task itself, and cannot be skipped', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task({ ...daily, repeat: 'FREQ=DAILY;COUNT=2' });
  const { store } = await person.open();
  store.skip(task.id);
  await settled(store);
  expect(store.message).toMatchObject({ kind: 'moved-on', next: days(1) });
  expect(await onServer(person)).toEqual([`water ${days(1)} open`]);
  store.skip(task.id);
  await settled(store);
  expect(store.refused).toHaveLength(1);
  discardChange(store, store.refused[0]!.key);
  store.toggle(task.id);
  expect(shown(store)).toEqual([`water ${days(1)} completed`]);
  await settled(store);
  expect(await onServer(person)).toEqual([`water ${days(1)} completed`]);
});

test('A skip whose answer was lost is not repeated', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task(daily);
  const { store, line } = await person.open();
  line.intercept = (_, path) => {
    if (path.includes('/skip')) line.state = 'deaf';
    return undefined;
  };
  store.skip(task.id);
  await until(store, () => store.sender.network === 'offline');
  line.intercept = () => undefined;
  line.state = 'up';
  store.sender.wake(true);
  await settled(store);
  expect(store.refused).toEqual([]);
  expect(await onServer(person)).toEqual([`water ${days(1)} open`]);
});

test('An occurrence that was moved to another date elsewhere is refused, and a retry completes the task as it is due now', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task(daily);
  const { store } = await person.open();
  await person.client.patch(`/api/tasks/${task.id}`, { due: days(5) });
  store.toggle(task.id);
  await settled(store);
  expect(store.refused).toHaveLength(1);
  await until(store, () => store.view.tasks.get(task.id)?.due === days(5));
  retryChange(store, store.refused[0]!.key);
  await settled(store);
  expect(await onServer(person)).toEqual([`water ${days(5)} completed`, `water ${days(6)} open`]);
});

test('What was completed offline a week ago is sent without the day that the server would refuse', async () => {
  const person = await Visitor.guest(app.url);
  await person.client.task({ ...daily, due: days(-8) });
  const { store, line } = await person.open();
  person.shift = -7 * 86_400_000;
  line.state = 'cut';
  store.toggle(idOf(store, 'water'));
  person.shift = 0;
  line.state = 'up';
  store.sender.wake(true);
  await settled(store);
  expect(await onServer(person)).toEqual([`water ${days(-8)} completed`, `water ${days(1)} open`]);
});

test('The rule of a task goes with its date', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task({ title: 'rent', due: '2027-01-31' });
  const { store } = await person.open();
  store.edit(task.id, { repeat: 'FREQ=MONTHLY;BYMONTHDAY=31' });
  await settled(store);
  expect((await person.list())[0]).toMatchObject({ repeat: 'FREQ=MONTHLY;BYMONTHDAY=31' });
  store.edit(task.id, { due: null });
  await settled(store);
  expect((await person.list())[0]).toMatchObject({ repeat: null, due: null });
  expect(titles(store)).toEqual(['rent']);
});

test('Marking all as complete moves repeating tasks on, and undo takes all of it back', async () => {
  const person = await Visitor.guest(app.url);
  await person.client.task(daily);
  await person.client.task({ title: 'once' });
  const { store } = await person.open();
  store.setAll(true);
  expect(shown(store)).toEqual(['once null completed', `water ${today} completed`]);
  await settled(store);
  const moved = ['once null completed', `water ${today} completed`, `water ${days(1)} open`];
  expect(shown(store)).toEqual(moved);
  expect(await onServer(person)).toEqual(moved);
  store.undo();
  await settled(store);
  expect(await onServer(person)).toEqual(['once null open', `water ${today} open`]);
});
