import type { Locator } from 'playwright-core';
import { type BrowserFixture, eventually, type OpenOptions } from './browser-fixture';

/** What the page does beyond the specification: details, order, undo, keyboard, focus, announcements, languages. */
export function extras(fixture: () => BrowserFixture): void {
  const open = (options: OpenOptions = {}) => fixture().open(options);

  test('a note and a due date are kept, and an overdue one is marked in words', async () => {
    const visit = await open({ tasks: ['a'] });
    await visit.row('a').getByRole('button', { name: 'Open a' }).click();
    await visit.page.locator('.note').fill('line one\nline two');
    await visit.page.locator('.due-date').fill('2020-02-03');
    await visit.page.locator('.due-date').blur();
    await eventually(() => visit.page.locator('.due.late').textContent(), 'Overdue Feb 3, 2020');
    await eventually(
      async () => (await visit.list())[0],
      expect.objectContaining({ note: 'line one\nline two', due: '2020-02-03' }),
    );
    await visit.row('a').locator('.toggle').check();
    expect(await visit.page.locator('.due.late').count()).toBe(0);
  });

  test('a note still being typed is kept when the page is left', async () => {
    const visit = await open({ tasks: ['a'] });
    await visit.openTask('a');
    await visit.page.locator('.note').pressSequentially('half a sen');
    await visit.page.reload();
    await eventually(async () => (await visit.list())[0]?.note, 'half a sen');
  });

  test('tasks are moved by drag, by the arrow keys and by buttons, and stay there', async () => {
    const visit = await open({ tasks: ['a', 'b', 'c'] });
    const grip = await visit.row('c').locator('.grip').boundingBox();
    const target = await visit.row('a').boundingBox();
    await visit.page.mouse.move(grip!.x + 5, grip!.y + 10);
    await visit.page.waitForFunction(() => document.adoptedStyleSheets.length > 0); // the second script is here
    await visit.page.mouse.down();
    await visit.page.mouse.move(grip!.x + 5, target!.y + 5, { steps: 5 });
    await visit.page.mouse.up();
    await eventually(() => visit.titles(), ['c', 'a', 'b']);
    await visit.row('c').locator('.toggle').press('Alt+ArrowDown');
    await eventually(() => visit.titles(), ['a', 'c', 'b']);
    expect(await visit.focus()).toBe('toggle of c');
    expect(await visit.page.locator('[role=status]').textContent()).toBe('Moved “c” to position 2 of 3');
    await visit.row('c').locator('.grip').press('ArrowDown');
    await eventually(() => visit.titles(), ['a', 'b', 'c']);
    await visit.openTask('a');
    await visit.page.getByRole('button', { name: 'Move down' }).click();
    await eventually(() => visit.titles(), ['b', 'a', 'c']);
    await eventually(async () => (await visit.list()).filter((task) => task.order !== null).length, 2);
    await visit.page.reload();
    expect(await visit.titles()).toEqual(['b', 'a', 'c']);
  });

  test('a deletion can be undone, by its button and by Ctrl+Z, and the focus is never lost', async () => {
    const visit = await open({ tasks: ['a', 'b', 'c'] });
    await visit.row('b').getByRole('button', { name: 'Delete b' }).press('Enter');
    expect([await visit.titles(), await visit.focus()]).toEqual([['a', 'c'], 'toggle of c']);
    expect(await visit.page.locator('[role=status]').textContent()).toBe('Deleted “b”');
    await visit.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await eventually(async () => [await visit.titles(), await visit.focus()], [['a', 'b', 'c'], 'toggle of b']);
    await visit.row('c').locator('.destroy').press('Enter');
    expect(await visit.focus()).toBe('toggle of b');
    await visit.page.keyboard.press('Control+z');
    await eventually(() => visit.titles(), ['a', 'b', 'c']);
    expect(await visit.saved()).toEqual(['a: open', 'b: open', 'c: open']);
  });

  test('deleting the last task leaves the focus on the heading, and main and footer away', async () => {
    const visit = await open({ tasks: ['a'] });
    await visit.row('a').locator('.destroy').press('Enter');
    await eventually(() => visit.focus(), 'h1');
    expect(await visit.page.locator('.main, .footer').count()).toBe(0);
  });

  test('a task that leaves its filter hands the focus on, to the next one and at last to the heading', async () => {
    const visit = await open({ hash: '#/active', tasks: ['a', 'b'] });
    await visit.row('a').locator('.toggle').press(' ');
    await eventually(async () => [await visit.titles(), await visit.focus()], [['b'], 'toggle of b']);
    await visit.row('b').locator('.toggle').press(' ');
    await eventually(async () => [await visit.titles(), await visit.focus()], [[], 'h1']);
  });

  test('by touch: a task is edited, deleted, and moved by its grip', async () => {
    const visit = await open({ hasTouch: true, viewport: { width: 320, height: 640 }, tasks: ['a', 'b', 'c', 'z'] });
    await visit.row('b').locator('label').tap();
    await visit.page.locator('.task .title').fill('edited');
    await visit.page.getByRole('button', { name: 'Close' }).tap();
    await visit.row('c').locator('label').tap();
    await visit.page.getByRole('button', { name: 'Delete task' }).tap();
    await eventually(() => visit.titles(), ['a', 'edited', 'z']);
    const from = await visit.row('a').locator('.grip').boundingBox();
    const to = await visit.row('z').boundingBox();
    const session = await visit.page.context().newCDPSession(visit.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: y === undefined ? [] : [{ x: from!.x + from!.width / 2, y }],
      });
    const [start, end] = [from!.y + from!.height / 2, to!.y + to!.height - 2];
    await touch('touchStart', start);
    for (let step = 1; step <= 4; step++) await touch('touchMove', start + ((end - start) * step) / 4);
    await touch('touchEnd');
    await eventually(() => visit.titles(), ['edited', 'z', 'a']);
    await visit.page.reload();
    expect(await visit.titles()).toEqual(['edited', 'z', 'a']);
  });

  test('a completion can be undone', async () => {
    const visit = await open({ tasks: ['a'] });
    await visit.row('a').locator('.toggle').check();
    await eventually(() => visit.saved(), ['a: completed']);
    const status = visit.page.locator('[role=status]');
    expect(await status.textContent()).toBe('Completed “a”');
    await visit.page.locator('.undo').click();
    expect(await status.textContent()).toBe('Undone: “a”');
    await eventually(() => visit.saved(), ['a: open']);
    expect(await visit.row('a').locator('.toggle').isChecked()).toBe(false);
  });

  test('the whole list is worked by keyboard alone', async () => {
    const visit = await open({ tasks: ['a', 'b'] });
    const press = async (...keys: string[]) => {
      for (const key of keys) await visit.page.keyboard.press(key);
    };
    await visit.page.locator('h1').focus();
    await press('j');
    await eventually(() => visit.focus(), 'toggle of a');
    await press('j', ' ');
    expect(await visit.page.locator('li.completed label').allTextContents()).toEqual(['b']);
    await press('k', 'e');
    expect(await visit.focus()).toBe('edit of a');
    await visit.page.keyboard.type('nxj1?');
    await press('Enter');
    await eventually(async () => [await visit.titles(), await visit.focus()], [['anxj1?', 'b'], 'toggle of anxj1?']);
    await press('3');
    await eventually(async () => [await visit.titles(), await visit.focus()], [['b'], 'h1']);
    await press('1', '?');
    await visit.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await press('Escape');
    await eventually(() => visit.page.locator('dialog').count(), 0);
    await press('n');
    expect(await visit.focus()).toBe('new-todo');
  });

  test('the second click of a double click on × deletes no other task, and a shortcut works on a Cyrillic layout', async () => {
    const visit = await open({ tasks: ['a', 'b', 'c'] });
    const box = (await visit.row('a').locator('.destroy').boundingBox())!;
    await visit.page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    expect(await visit.titles()).toEqual(['b', 'c']);
    const press = (init: { key: string; code: string; ctrlKey?: true; bubbles: true }) =>
      visit.page.evaluate((init) => void document.body.dispatchEvent(new KeyboardEvent('keydown', init)), init);
    await press({ key: 'я', code: 'KeyZ', ctrlKey: true, bubbles: true });
    await eventually(() => visit.titles(), ['a', 'b', 'c']);
    await press({ key: 'т', code: 'KeyN', bubbles: true });
    expect(await visit.focus()).toBe('new-todo');
  });

  test('single-key shortcuts can be turned off, for good', async () => {
    const visit = await open({ tasks: ['a'] });
    await visit.page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await visit.page.getByLabel('Use single-key shortcuts').uncheck();
    await visit.page.keyboard.press('Escape');
    await visit.page.reload();
    await visit.page.locator('h1').focus();
    await visit.page.keyboard.press('j');
    expect(await visit.focus()).toBe('h1');
  });

  test('Enter that belongs to an input method adds and saves nothing', async () => {
    const visit = await open({ tasks: ['a'] });
    const composing = (field: Locator) =>
      field.evaluate((element) => {
        element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
        element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true }));
      });
    await visit.field.fill('ni hao');
    await composing(visit.field);
    await visit.row('a').locator('label').dblclick();
    await visit.page.locator('.edit').fill('你好');
    await composing(visit.page.locator('.edit'));
    expect([await visit.rows.count(), await visit.page.locator('.editing').count()]).toEqual([1, 1]);
    await visit.page.locator('.edit').press('Enter');
    expect(await visit.titles()).toEqual(['你好']);
  });

  test('a title that is too long is not cut: it stays in its field with the reason', async () => {
    const visit = await open();
    const long = '🎉'.repeat(501);
    await visit.add(long);
    expect(await visit.page.getByRole('alert').filter({ hasText: 'At most 500 characters' }).count()).toBe(1);
    expect([await visit.rows.count(), await visit.field.inputValue()]).toEqual([0, long]);
    await visit.add('🎉'.repeat(500));
    await eventually(() => visit.saved(), [`${'🎉'.repeat(500)}: open`]);
  });

  test('speaks Chinese to a browser that asks for it, and remembers a switch', async () => {
    const visit = await open({ locale: 'zh-CN', tasks: ['买牛奶'] });
    const language = () => visit.page.evaluate(() => [document.documentElement.lang, document.title]);
    expect([await language(), await visit.count()]).toEqual([['zh-CN', '待办'], '还剩 1 项']);
    expect(await visit.page.getByRole('button', { name: '删除 买牛奶' }).count()).toBe(1);
    await visit.field.fill('typed before the switch');
    await visit.page.getByRole('button', { name: 'English' }).click();
    await eventually(async () => [await language(), await visit.count()], [['en', 'todos'], '1 item left']);
    expect(await visit.field.inputValue()).toBe('typed before the switch');
    await visit.page.reload();
    expect((await language())[0]).toBe('en');
  });

  test('a guest sees that it is one and what that means, and a server that fails to register it says so', async () => {
    const visit = await open({ tasks: ['a'] });
    await visit.openAccount();
    const dialog = visit.page.getByRole('dialog', { name: 'Guest' });
    expect(await dialog.textContent()).toContain('this list belongs to this browser');
    await visit.page.route('**/api/users', (route) => route.fulfill({ status: 500 }));
    await dialog.getByLabel('User name').fill('somebody');
    await dialog.getByLabel('Password', { exact: true }).fill('long enough');
    await dialog.locator('button[type=submit]').click();
    await eventually(
      () => dialog.getByRole('alert').first().textContent(),
      'The server had a problem. Try again later.',
    );
    expect(await visit.titles()).toEqual(['a']);
  });

  test('paused and closed tasks are told apart from open ones', async () => {
    const visit = await open({
      tasks: [
        { title: 'a', status: 'paused' },
        { title: 'b', status: 'closed' },
      ],
    });
    expect(await visit.page.locator('.halted').allTextContents()).toEqual(['Paused', 'Closed']);
  });

  test('two guests never see each other', async () => {
    const one = await open({ tasks: ['mine'] });
    const other = await open();
    expect([await one.titles(), await other.titles()]).toEqual([['mine'], []]);
  });
}
