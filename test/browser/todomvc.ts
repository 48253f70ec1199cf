import { type BrowserFixture, eventually } from './browser-fixture';

/** The published TodoMVC application specification, point by point. */
export function todomvc(fixture: () => BrowserFixture): void {
  test('no todos: main and footer are not there, and the field for a new one has the focus', async () => {
    const visit = await fixture().open();
    expect(await visit.focus()).toBe('new-todo');
    expect(await visit.field.getAttribute('placeholder')).toBe('What needs to be done?');
    expect(await visit.page.locator('section.todoapp > header.header > h1').textContent()).toBe('todos');
    expect([await visit.page.locator('.main').count(), await visit.page.locator('.footer').count()]).toEqual([0, 0]);
    await visit.add('a');
    const structure = [
      'section.todoapp > header.header > input.new-todo',
      'section.todoapp > section.main input#toggle-all.toggle-all + label[for=toggle-all]',
      'section.main > ul.todo-list > li > div.view > input.toggle[type=checkbox]',
      'div.view label',
      'div.view > button.destroy',
      'section.todoapp > footer.footer > span.todo-count > strong',
      'footer.footer > ul.filters > li > a.selected[href="#/"]',
      'footer.info',
    ];
    for (const selector of structure)
      expect([selector, await visit.page.locator(selector).count()]).toEqual([selector, 1]);
    expect([await visit.page.locator('.main').isVisible(), await visit.page.locator('.footer').isVisible()]).toEqual([
      true,
      true,
    ]);
  });

  test('a new todo: trimmed, appended, the field cleared and still focused, kept by the server; blank ones are not added', async () => {
    const visit = await fixture().open({ tasks: ['first'] });
    await visit.add('   buy milk  ', '   ', '');
    expect(await visit.titles()).toEqual(['first', 'buy milk']);
    expect(await visit.focus()).toBe('new-todo');
    await visit.add('<b>bold</b> 中文 🎉');
    expect([await visit.field.inputValue(), await visit.focus()]).toEqual(['', 'new-todo']);
    await eventually(() => visit.saved(), ['first: open', 'buy milk: open', '<b>bold</b> 中文 🎉: open']);
    await visit.page.reload();
    expect(await visit.titles()).toEqual(['first', 'buy milk', '<b>bold</b> 中文 🎉']);
  });

  test('mark all as complete: sets every todo to its own state and follows the single ones', async () => {
    const visit = await fixture().open({ tasks: ['a', 'b', { title: 'c', completed: true }] });
    const all = visit.page.locator('#toggle-all.toggle-all');
    const toggles = visit.page.locator('.toggle');
    expect(await visit.page.locator('label[for=toggle-all]').textContent()).toBe('Mark all as complete');
    expect(await all.isChecked()).toBe(false);
    await all.check();
    expect(await visit.page.locator('li.completed').count()).toBe(3);
    await toggles.nth(0).uncheck();
    expect(await all.isChecked()).toBe(false);
    await toggles.nth(0).check();
    expect(await all.isChecked()).toBe(true);
    await all.uncheck();
    expect(await visit.page.locator('li.completed').count()).toBe(0);
    await all.check();
    await visit.page.locator('.clear-completed').click();
    await eventually(() => visit.page.locator('.main').count(), 0);
    await visit.add('d');
    expect(await all.isChecked()).toBe(false);
    await eventually(() => visit.saved(), ['d: open']);
  });

  test('an item: its checkbox completes it, its button removes it', async () => {
    const visit = await fixture().open({ tasks: ['a', 'b'] });
    const row = visit.row('a');
    expect(await row.locator('div.view > input.toggle').count()).toBe(1);
    await row.locator('.toggle').check();
    expect(await row.getAttribute('class')).toBe('completed');
    await visit.row('b').locator('.view button.destroy').click();
    expect(await visit.titles()).toEqual(['a']);
    await visit.leave();
    await eventually(() => visit.saved(), ['a: completed']);
  });

  test('editing: a double click opens the title, focused, in place of the other controls; Enter saves it trimmed', async () => {
    const visit = await fixture().open({ tasks: ['a', 'b'] });
    const row = visit.rows.nth(0);
    await row.locator('label').dblclick();
    expect(await row.getAttribute('class')).toBe('editing');
    expect([await visit.focus(), await row.locator('.edit').inputValue()]).toEqual(['edit of a', 'a']);
    expect(await row.locator('.view').isVisible()).toBe(false);
    await row.locator('.edit').fill('  changed  ');
    await row.locator('.edit').press('Enter');
    expect([await visit.titles(), await row.getAttribute('class')]).toEqual([['changed', 'b'], '']);
    await eventually(() => visit.saved(), ['changed: open', 'b: open']);
  });

  test('editing: leaving the field saves, Escape discards, an empty title removes the todo', async () => {
    const visit = await fixture().open({ tasks: ['a', 'b', 'c'] });
    const edit = async (index: number, text: string) => {
      await visit.rows.nth(index).locator('label').dblclick();
      await visit.page.locator('.edit').fill(text);
    };
    await edit(0, 'saved by leaving');
    await visit.field.focus();
    expect(await visit.titles()).toEqual(['saved by leaving', 'b', 'c']);
    await edit(1, 'discarded');
    await visit.page.locator('.edit').press('Escape');
    expect([await visit.titles(), await visit.page.locator('.editing').count()]).toEqual([
      ['saved by leaving', 'b', 'c'],
      0,
    ]);
    expect(await visit.focus()).toBe('toggle of b');
    await edit(1, '   ');
    await visit.page.locator('.edit').press('Enter');
    expect(await visit.titles()).toEqual(['saved by leaving', 'c']);
    await visit.leave();
    await eventually(() => visit.saved(), ['saved by leaving: open', 'c: open']);
  });

  test('the counter: the number of active todos in a strong element, in singular and plural', async () => {
    const visit = await fixture().open();
    await visit.add('a');
    expect([await visit.count(), await visit.page.locator('.todo-count strong').textContent()]).toEqual([
      '1 item left',
      '1',
    ]);
    await visit.add('b');
    expect(await visit.count()).toBe('2 items left');
    await visit.page.locator('#toggle-all').check();
    expect(await visit.count()).toBe('0 items left');
  });

  test('clear completed: removes them, and is hidden when there are none', async () => {
    const visit = await fixture().open({
      tasks: ['a', { title: 'b', completed: true }, { title: 'c', completed: true }],
    });
    const clear = visit.page.locator('button.clear-completed');
    expect(await clear.textContent()).toBe('Clear completed');
    await clear.click();
    expect([await visit.titles(), await clear.count()]).toEqual([['a'], 0]);
    await visit.leave();
    await eventually(() => visit.saved(), ['a: open']);
  });

  test('routing: filters live in the address, survive a reload, obey the back button, and follow changes', async () => {
    const visit = await fixture().open({ tasks: ['a', { title: 'b', completed: true }] });
    const selected = () => visit.page.locator('.filters a.selected').textContent();
    expect(await visit.page.locator('.filters li a').allTextContents()).toEqual(['All', 'Active', 'Completed']);
    expect(await selected()).toBe('All');
    await visit.page.locator('.filters a[href="#/active"]').click();
    await eventually(() => visit.titles(), ['a']);
    await visit.page.locator('.filters a[href="#/completed"]').click();
    await eventually(() => visit.titles(), ['b']);
    await visit.page.reload();
    expect([await selected(), await visit.titles(), new URL(visit.page.url()).hash]).toEqual([
      'Completed',
      ['b'],
      '#/completed',
    ]);
    await visit.page.goBack();
    await eventually(async () => [await selected(), await visit.titles()], ['Active', ['a']]);
    await visit.row('a').locator('.toggle').click();
    await eventually(() => visit.titles(), []);
    await visit.page.locator('.filters a[href="#/"]').click();
    await eventually(() => visit.titles(), ['a', 'b']);
  });
}
