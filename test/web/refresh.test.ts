import { addList } from '../../src/web/list-actions';
import { Refresh } from '../../src/web/sync/refresh';
import { startApp, type TestApp } from '../support/app';
import { closePages, settled, titles, type Visit, Visitor } from './support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(closePages);
afterAll(() => app.close());

function refreshOf({ store, api }: Visit, edited: string[] = []): Refresh {
  return new Refresh({
    api,
    server: store.server,
    lists: store.serverLists,
    loader: store.loader,
    isEdited: (id) => edited.includes(id),
    changed: () => store.redraw(),
  });
}

test('What was added, changed, moved, deleted and put into a list elsewhere is taken over with one question for the versions and one for what differs', async () => {
  const person = await Visitor.guest(app.url);
  for (const title of ['stays', 'goes', 'changes']) await person.client.task({ title });
  const [here, elsewhere] = [await person.open(), await person.open()];
  const refresh = refreshOf(here);
  await refresh.ask();
  const id = (title: string) => elsewhere.store.server.values().find((task) => task.title === title)!.id;
  const list = addList(elsewhere.store, 'Work')!;
  elsewhere.store.remove(id('goes'));
  elsewhere.store.edit(id('changes'), { title: 'changed', order: -1, list });
  elsewhere.store.add('new');
  await settled(elsewhere.store);
  here.line.sent.length = 0;
  await refresh.ask();
  expect(titles(here.store)).toEqual(['stays', 'new']);
  here.store.show({ kind: 'list', name: list, filter: 'all' });
  expect(titles(here.store)).toEqual(['changed']);
  expect(here.store.lists).toMatchObject([{ name: 'Work' }]);
  expect(here.line.sent.map((request) => request.replace(/ids=.*/, 'ids='))).toEqual([
    'GET /api/versions',
    'GET /api/lists',
    'GET /api/tasks?ids=',
  ]);
});

test('When nothing was changed, the answer is empty', async () => {
  const person = await Visitor.guest(app.url);
  await person.client.task({ title: 'a' });
  const visit = await person.open();
  const refresh = refreshOf(visit);
  await refresh.ask();
  const statuses: number[] = [];
  const { versions } = visit.api;
  visit.api.versions = async (url, etag) => {
    const page = await versions(url, etag);
    statuses.push(page ? 200 : 304);
    return page;
  };
  await refresh.ask();
  expect(statuses).toEqual([304]);
  expect(titles(visit.store)).toEqual(['a']);
});

test('A task that is being edited stays when it is deleted elsewhere, and goes with the next question after that', async () => {
  const person = await Visitor.guest(app.url);
  const task = await person.client.task({ title: 'a' });
  const visit = await person.open();
  const edited = [task.id];
  const refresh = refreshOf(visit, edited);
  await person.client.delete(`/api/tasks/${task.id}`);
  await refresh.ask();
  expect(titles(visit.store)).toEqual(['a']);
  edited.length = 0;
  await refresh.ask();
  expect(titles(visit.store)).toEqual([]);
});

test('What was sent while the question was on its way is not taken back by the answer', async () => {
  const person = await Visitor.guest(app.url);
  const [old, gone] = [await person.client.task({ title: 'old' }), await person.client.task({ title: 'gone' })];
  const visit = await person.open();
  const { versions } = visit.api;
  visit.api.versions = async (...question) => {
    const page = await versions(...question);
    visit.store.rename(old.id, 'renamed');
    visit.store.add('added');
    visit.store.remove(gone.id);
    await visit.store.drain();
    return page;
  };
  await refreshOf(visit).ask();
  expect(titles(visit.store)).toEqual(['renamed', 'added']);
});

test('A question that failed half way is asked as a whole again', async () => {
  const person = await Visitor.guest(app.url);
  const visit = await person.open();
  const refresh = refreshOf(visit);
  await refresh.ask();
  await person.client.task({ title: 'new' });
  const { some } = visit.api;
  visit.api.some = () => Promise.reject(new TypeError('no answer'));
  await expect(refresh.ask()).rejects.toThrow('no answer');
  visit.api.some = some;
  await refresh.ask();
  expect(titles(visit.store)).toEqual(['new']);
});

test('Of a long list, only what is loaded is compared; a task that was restored with an older version comes back as it is', async () => {
  const person = await Visitor.guest(app.url);
  const tasks = [];
  for (const title of ['a', 'b', 'c']) tasks.push(await person.client.task({ title }));
  const visit = await person.open({ first: 2 });
  const refresh = refreshOf(visit);
  await person.client.patch(`/api/tasks/${tasks[0].id}`, { title: 'a2' });
  await refresh.ask();
  expect(titles(visit.store)).toEqual(['a2', 'b']);
  await person.client.delete(`/api/tasks/${tasks[0].id}?permanently=true`);
  await person.client.put(`/api/tasks/${tasks[0].id}`, { title: 'again' }, { 'if-none-match': '*' });
  await refresh.ask();
  expect(titles(visit.store)).toEqual(['again', 'b']);
});
