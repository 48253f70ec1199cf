import { completeSelected, editSelected, extended, removeSelected, toggled } from '../../src/web/selection';
import { startApp, type TestApp } from '../support/app';
import { closePages, idOf, settled, titles, Visitor } from './support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(closePages);
afterAll(() => app.close());

async function open(count: number) {
  const person = await Visitor.guest(app.url);
  for (let index = 0; index < count; index++) await person.client.task({ title: `t${index}` });
  const visit = await person.open();
  return { person, ...visit, all: new Set(visit.store.view.visible) };
}
const onServer = async (person: Visitor) =>
  (await person.list()).map(({ title, status, due }) => `${title} ${status} ${due}`);

test('Selected tasks are changed, completed and deleted by one call each, and each of those is taken back by one', async () => {
  const { person, store, line, all } = await open(3);
  editSelected(store, all, { due: '2027-01-01' });
  await settled(store);
  expect(await onServer(person)).toEqual(['t0 open 2027-01-01', 't1 open 2027-01-01', 't2 open 2027-01-01']);
  completeSelected(store, toggled(all, idOf(store, 't1')));
  await settled(store);
  removeSelected(store, all);
  await settled(store);
  expect(await onServer(person)).toEqual([]);
  store.undo();
  await settled(store);
  store.undo();
  await settled(store);
  store.undo();
  await settled(store);
  expect(await onServer(person)).toEqual(['t0 open null', 't1 open null', 't2 open null']);
  expect(line.writes()).toEqual(Array(6).fill('POST /api/tasks/batch'));
});

test('Of selected tasks, one that was changed elsewhere asks, and the others are changed', async () => {
  const { person, store, all } = await open(3);
  const id = idOf(store, 't1');
  await person.client.patch(`/api/tasks/${id}`, { due: '2030-01-01' });
  await person.client.delete(`/api/tasks/${idOf(store, 't2')}`);
  editSelected(store, all, { due: '2027-01-01' });
  await settled(store);
  expect(store.view.conflicts.size).toBe(2);
  expect(await onServer(person)).toEqual(['t0 open 2027-01-01', 't1 open 2030-01-01']);
});

test('Where no batch is possible, the changes are sent one by one; a lost answer changes nothing twice', async () => {
  const { person, store, line, all } = await open(2);
  line.intercept = (_, path) =>
    path.endsWith('/batch')
      ? new Response('{}', { status: 405, headers: { 'content-type': 'application/problem+json' } })
      : undefined;
  removeSelected(store, all);
  await settled(store);
  expect(await onServer(person)).toEqual([]);
  const lost = await open(2);
  lost.line.intercept = () => {
    lost.line.state = lost.line.sent.length > 1 ? 'up' : 'deaf';
    return undefined;
  };
  editSelected(lost.store, lost.all, ({ title }) => ({ title: `${title} #tag` }));
  await settled(lost.store);
  expect(lost.line.writes()).toEqual(['POST /api/tasks/batch', 'POST /api/tasks/batch']);
  expect([titles(lost.store), lost.store.view.conflicts.size]).toEqual([['t0 #tag', 't1 #tag'], 0]);
});

test('A selection grows and shrinks by single tasks and by ranges in the order that is shown', () => {
  const visible = ['a', 'b', 'c', 'd'];
  const one = toggled(new Set(), 'b');
  expect([...extended(one, 'b', 'd', visible)]).toEqual(['b', 'c', 'd']);
  expect([...extended(one, 'c', 'a', visible)]).toEqual(['b', 'a', 'c']);
  expect([...toggled(one, 'b')]).toEqual([]);
});
