import { type BrowserFixture, eventually } from './browser-fixture';

/** A visit, and what happens when the way to the server is slow, broken or refuses. */
export function network(fixture: () => BrowserFixture): void {
  test('a visit is one request and one invocation, with the tasks in it', async () => {
    const visit = await fixture().open({ tasks: ['a', '</script><script>alert(1)</script>'] });
    await eventually(() => visit.titles(), ['a', '</script><script>alert(1)</script>']);
    const requests: string[] = [];
    visit.page.on('request', (request) => requests.push(request.url()));
    const before = calls(fixture().stack.logged).length;
    await visit.page.reload();
    expect(await visit.titles()).toEqual(['a', '</script><script>alert(1)</script>']);
    await visit.page.waitForLoadState('networkidle');
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([visit.url]);
    await eventually(() => calls(fixture().stack.logged).slice(before), [{ route: '/', status: 200 }]);
  });

  test('a refused change is taken back before the person’s eyes, with the reason and a way to try again', async () => {
    const visit = await fixture().open({ tasks: ['a'] });
    await visit.page.route('**/api/tasks/*', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 403,
            contentType: 'application/problem+json',
            body: '{"detail":"Not allowed today."}',
          })
        : route.continue(),
    );
    await visit.row('a').locator('.toggle').click();
    const notice = visit.page
      .getByRole('alert')
      .filter({ hasText: 'The change to “a” was not saved. Not allowed today.' });
    await notice.waitFor();
    expect(await visit.row('a').locator('.toggle').isChecked()).toBe(false);
    expect(await visit.page.locator('.saving').textContent()).toBe('');
    await visit.page.unroute('**/api/tasks/*');
    await notice.getByRole('button', { name: 'Retry' }).click();
    await eventually(() => visit.saved(), ['a: completed']);
    expect(await notice.count()).toBe(0);
  });

  test('a server that answers 500 again and again: the new task is taken back, its text is not lost', async () => {
    const visit = await fixture().open();
    await visit.page.route('**/api/tasks/*', (route) => route.fulfill({ status: 500 }));
    await visit.add('precious text');
    const notice = visit.page.getByRole('alert').filter({ hasText: '“precious text” was not added' });
    await notice.waitFor();
    expect(await visit.titles()).toEqual([]);
    await visit.page.reload();
    await notice.waitFor();
    await visit.page.unroute('**/api/tasks/*');
    await notice.getByRole('button', { name: 'Retry' }).click();
    await eventually(() => visit.saved(), ['precious text: open']);
  });

  test('a server that asks to wait: it is said, the change stays in sight and is sent later', async () => {
    const visit = await fixture().open({ tasks: ['a'] });
    let asked = 0;
    await visit.page.route('**/api/tasks/*', (route) =>
      asked++ === 0 ? route.fulfill({ status: 429, headers: { 'retry-after': '3600' } }) : route.continue(),
    );
    await visit.row('a').locator('.toggle').check();
    const notice = visit.page.getByRole('alert').filter({ hasText: 'The server is not ready. 1 change is kept' });
    await notice.waitFor();
    expect(await visit.row('a').locator('.toggle').isChecked()).toBe(true);
    expect(await visit.page.locator('.saving').textContent()).toBe('');
    expect(await visit.saved()).toEqual(['a: open']);
    await notice.getByRole('button', { name: 'Try now' }).click();
    await eventually(() => visit.saved(), ['a: completed']);
    await eventually(() => visit.page.locator('.saving').textContent(), 'All changes saved');
    expect([asked, await visit.page.locator('.notice').count()]).toEqual([2, 0]);
  });

  test('a slow server: changes show at once, are said to be on their way, and all arrive, once', async () => {
    const visit = await fixture().open();
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    await visit.page.route('**/api/**', async (route) => {
      await slow;
      await route.continue();
    });
    const titles = Array.from({ length: 8 }, (_, index) => `task ${index}`);
    await visit.add(...titles);
    expect(await visit.titles()).toEqual(titles);
    expect(await visit.page.locator('.saving').textContent()).toBe('Saving…');
    release();
    await eventually(
      () => visit.saved(),
      titles.map((title) => `${title}: open`),
    );
    await eventually(() => visit.page.locator('.saving').textContent(), 'All changes saved');
  });

  test('offline: it is said, changes are kept, and sent when the network is back', async () => {
    const visit = await fixture().open({ tasks: ['a', 'b'] });
    const context = visit.page.context();
    await context.setOffline(true);
    await visit.add('typed offline');
    await visit.row('a').locator('.toggle').check();
    await visit.page.getByRole('alert').filter({ hasText: 'No connection. 2 changes are kept here' }).waitFor();
    expect(await visit.row('typed offline').textContent()).toContain('Not saved yet');
    expect(await visit.saved()).toEqual(['a: open', 'b: open']);
    await context.setOffline(false);
    await eventually(() => visit.saved(), ['a: completed', 'b: open', 'typed offline: open']);
    await eventually(() => visit.page.locator('.notice').count(), 0);
  });

  test('what could not be sent is there after a reload of the tab', async () => {
    const visit = await fixture().open({ tasks: ['a'] });
    await visit.page.route('**/api/**', (route) => route.abort());
    await visit.add('kept');
    await visit.row('a').locator('.toggle').check();
    await visit.page.getByRole('alert').filter({ hasText: 'No connection' }).waitFor();
    await visit.field.fill('half a sen');
    await visit.page.reload();
    expect([await visit.titles(), await visit.field.inputValue()]).toEqual([['a', 'kept'], 'half a sen']);
    expect(await visit.row('a').locator('.toggle').isChecked()).toBe(true);
    await visit.page.unroute('**/api/**');
    await visit.page.getByRole('button', { name: 'Try now' }).click();
    await eventually(() => visit.saved(), ['a: completed', 'kept: open']);
  });

  test('an answer that is lost: the task is there once', async () => {
    const visit = await fixture().open();
    let lost = 0;
    await visit.page.route('**/api/tasks/*', async (route) => {
      if (route.request().method() !== 'PUT' || lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await visit.add('once');
    await eventually(() => lost, 2);
    await eventually(() => visit.page.locator('.notice').count(), 0);
    expect(await visit.saved()).toEqual(['once: open']);
  });

  test('a deletion is carried out even when the page is closed before its undo ends', async () => {
    const visit = await fixture().open({ tasks: ['a', 'b'] });
    await visit.row('a').locator('.destroy').click();
    await visit.page.close();
    await eventually(() => visit.saved(), ['b: open']);
  });

  test('two pages of one person, racing: different fields are both kept, the same field is asked about', async () => {
    const one = await fixture().open({ tasks: ['a'] });
    const other = await fixture().open({ client: one.client });
    await one.row('a').locator('label').dblclick();
    await one.page.locator('.edit').fill('renamed by one');
    await one.page.locator('.edit').press('Enter');
    await eventually(() => one.saved(), ['renamed by one: open']);
    await other.row('a').locator('.toggle').check();
    await eventually(() => other.saved(), ['renamed by one: completed']);
    await eventually(() => other.titles(), ['renamed by one']);

    await one.row('renamed by one').locator('label').dblclick();
    await one.page.locator('.edit').fill('one again');
    await one.page.locator('.edit').press('Enter');
    await eventually(() => one.saved(), ['one again: completed']);
    await other.row('renamed by one').locator('label').dblclick();
    await other.page.locator('.edit').fill('the other');
    await other.page.locator('.edit').press('Enter');
    const conflict = other.page.locator('li .conflict[role=alert]');
    await conflict.waitFor();
    expect(await conflict.textContent()).toMatch(/Other version one again.*Your version the other/);
    expect(await other.saved()).toEqual(['one again: completed']);
    await conflict.getByRole('button', { name: 'Keep my version' }).click();
    await eventually(() => other.saved(), ['the other: completed']);
    expect(await other.titles()).toEqual(['the other']);

    await one.row('one again').locator('label').dblclick();
    await one.page.locator('.edit').fill('one, too late');
    await one.page.locator('.edit').press('Enter');
    const choice = one.page.locator('.conflict').getByRole('button', { name: 'Keep the other version' });
    await choice.waitFor();
    await eventually(() => one.page.locator('.saving').textContent(), '');
    await choice.click();
    await eventually(() => one.titles(), ['the other']);
    expect([await one.page.locator('.conflict').count(), await one.focus()]).toEqual([0, 'toggle of the other']);
    expect(await one.saved()).toEqual(['the other: completed']);
  });

  test('two pages of one person that change the same title at the same moment: one is kept, the other is asked', async () => {
    const one = await fixture().open({ tasks: ['a'] });
    const other = await fixture().open({ client: one.client });
    await Promise.all(
      [one, other].map(async (visit, index) => {
        await visit.row('a').locator('label').dblclick();
        await visit.page.locator('.edit').fill(`page ${index}`);
        await visit.page.locator('.edit').press('Enter');
        await visit.add(`new ${index}`);
      }),
    );
    const conflicts = () => Promise.all([one, other].map((visit) => visit.page.locator('.conflict').count()));
    await eventually(async () => (await conflicts()).sort(), [0, 1]);
    const winner = (await conflicts()).indexOf(0);
    await eventually(async () => (await one.saved()).sort(), ['new 0: open', 'new 1: open', `page ${winner}: open`]);
  });

  test('a store that cannot be asked: the page comes all the same, says so, and reads the list when asked again', async () => {
    const visit = await fixture().open({ tasks: ['a'] });
    await visit.page.route(visit.url, async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace(
        /"tasks":\[.*\],"next":null/,
        '"tasks":[],"next":null,"unread":true',
      );
      await route.fulfill({ response, body: html });
    });
    await visit.page.reload();
    await visit.page
      .getByRole('alert')
      .filter({ hasText: 'Your tasks cannot be read right now' })
      .getByRole('button')
      .click();
    await eventually(() => visit.titles(), ['a']);
  });
}

/** Route and status of the calls that the function logged. */
function calls(lines: readonly string[]): object[] {
  return lines.flatMap((line) => {
    const json = /\{"time".*\}/.exec(line)?.[0];
    if (!json) return [];
    const { route, status } = JSON.parse(json);
    return [{ route, status }];
  });
}
