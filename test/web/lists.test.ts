import { addList, archiveList, moveList, removeList, renameList } from '../../src/web/list-actions';
import type { Store } from '../../src/web/store';
import { startApp, type TestApp } from '../support/app';
import { closePages, idOf, settled, until, Visitor } from './support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(closePages);
afterAll(() => app.close());

const names = (store: Store) => store.lists.map((list) => `${list.name}${list.archived ? ' (archived)' : ''}`);
const onServer = async (person: Visitor): Promise<string[]> =>
  (await person.client.get('/api/lists')).body.map((list: { name: string }) => list.name);
const tasksOnServer = async (person: Visitor) => {
  const lists: { id: string; name: string }[] = (await person.client.get('/api/lists')).body;
  return (await person.list()).map(
    ({ title, list }) => `${title} in ${lists.find(({ id }) => id === list)?.name ?? list}`,
  );
};

test('Lists are added, renamed, archived and put in another order at once, and the server has them in the end', async () => {
  const person = await Visitor.guest(app.url);
  const { store } = await person.open();
  expect(addList(store, ' \u3000')).toBeUndefined();
  const home = addList(store, ' 家 ')!;
  const work = addList(store, 'Work')!;
  renameList(store, work, 'Office');
  moveList(store, work, 0);
  archiveList(store, home, true);
  expect(names(store)).toEqual(['Office', '家 (archived)']);
  expect(store.add('report', { list: work })).toBe(true);
  await settled(store);
  expect(await tasksOnServer(person)).toEqual(['report in Office']);
  const again = await person.open();
  expect(names(again.store)).toEqual(['Office', '家 (archived)']);
});

test('Deleting a list moves its tasks to the Inbox, and undo brings list and tasks back, also after it was sent', async () => {
  const person = await Visitor.guest(app.url);
  const { store } = await person.open({ timing: { hold: 10_000 } });
  const work = addList(store, 'Work')!;
  store.add('report', { list: work });
  await settled(store);
  removeList(store, work, 'inbox');
  expect(names(store)).toEqual([]);
  expect(store.view.tasks.get(idOf(store, 'report'))?.list).toBeNull();
  store.undo();
  await settled(store);
  expect(await tasksOnServer(person)).toEqual(['report in Work']);
  removeList(store, work, 'inbox');
  await store.drain();
  expect(await tasksOnServer(person)).toEqual(['report in null']);
  store.edit(idOf(store, 'report'), { note: 'after its list was deleted' });
  await settled(store);
  expect([store.refused, store.view.conflicts.size]).toEqual([[], 0]);
});

test('Deleting a list with its tasks removes both, and those that were just added to it as well', async () => {
  const person = await Visitor.guest(app.url);
  const { store } = await person.open();
  const work = addList(store, 'Work')!;
  store.add('report', { list: work });
  store.add('elsewhere');
  removeList(store, work, 'trash');
  expect(Array.from(store.view.tasks.values(), (task) => task.title)).toEqual(['elsewhere']);
  await settled(store);
  expect(await onServer(person)).toEqual([]);
  expect(await tasksOnServer(person)).toEqual(['elsewhere in null']);
});

test('A change of a list whose answer was lost is not made twice, and one of a list that is gone is dropped', async () => {
  const person = await Visitor.guest(app.url);
  const { store, line } = await person.open();
  line.state = 'deaf';
  const work = addList(store, 'Work')!;
  await until(store, () => store.sender.network === 'offline');
  line.state = 'up';
  store.sender.wake(true);
  await settled(store);
  expect(await onServer(person)).toEqual(['Work']);
  await person.client.delete(`/api/lists/${work}`);
  renameList(store, work, 'Office');
  await settled(store);
  expect([names(store), store.refused]).toEqual([[], []]);
});

test('Unsent changes of lists outlive their page', async () => {
  const person = await Visitor.guest(app.url);
  const first = await person.open({ name: 'first' });
  first.line.state = 'cut';
  const work = addList(first.store, 'Work')!;
  renameList(first.store, work, 'Office');
  first.store.add('report', { list: work });
  first.store.close();
  const { store } = await person.open({ previous: 'first' });
  expect(names(store)).toEqual(['Office']);
  store.start();
  await settled(store);
  expect(await tasksOnServer(person)).toEqual(['report in Office']);
});
