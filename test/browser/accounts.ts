import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { type BrowserFixture, eventually, type OpenOptions, type Visit } from './browser-fixture';

/** Registering, signing out and signing in, from the page. */
export function accounts(fixture: () => BrowserFixture): void {
  const open = (options: OpenOptions = {}) => fixture().open(options);
  const newName = () => `u${randomBytes(6).toString('hex')}`;
  const who = (visit: Visit) => visit.page.locator('.who').textContent();

  async function submit(visit: Visit, form: 'register' | 'sign-in', name: string, password: string): Promise<void> {
    if ((await visit.page.locator('dialog').count()) === 0) await visit.openAccount();
    await visit.page.locator(`.tabs .${form}`).click();
    await visit.page.getByLabel('User name').fill(name);
    await visit.page.getByLabel('Password', { exact: true }).fill(password);
    await visit.page.locator('.credentials button[type=submit]').click();
  }

  async function signOut(visit: Visit): Promise<void> {
    await visit.openAccount();
    await visit.page.locator('.sign-out').click();
    await eventually(() => who(visit), 'Guest');
  }

  test('a guest registers and keeps its list, signs out, and finds it again with what it did as a guest meanwhile', async () => {
    const name = newName();
    const visit = await open({ tasks: ['before'] });
    await visit.row('before').locator('.toggle').check();
    await submit(visit, 'register', name, 'correct horse battery');
    await eventually(() => who(visit), name);
    expect([await visit.titles(), await visit.page.locator('li.completed').count()]).toEqual([['before'], 1]);

    await signOut(visit);
    expect(await visit.rows.count()).toBe(0);
    await visit.add('as a guest');
    await submit(visit, 'sign-in', name, 'correct horse battery');
    await eventually(async () => [await who(visit), await visit.titles()], [name, ['before', 'as a guest']]);
  });

  test('a wrong password, a taken name and a weak password are said, and change nothing', async () => {
    const name = newName();
    const visit = await open({ tasks: ['mine'] });
    const error = visit.page.locator('.credentials [role=alert]');
    await submit(visit, 'register', name, '12345678');
    await eventually(async () => (await error.textContent()) !== '', true);
    await submit(visit, 'register', name, 'correct horse battery');
    await eventually(() => who(visit), name);
    await signOut(visit);
    await submit(visit, 'register', name, 'another good password');
    await eventually(() => error.textContent(), 'This user name is taken.');
    await submit(visit, 'sign-in', name, 'not my password');
    await eventually(() => error.textContent(), 'User name or password is wrong.');
    expect(await who(visit)).toBe('Guest');
  });

  test('whoever it is, everything can be downloaded', async () => {
    const visit = await open({ tasks: ['a', 'b'] });
    await visit.openAccount();
    const [download] = await Promise.all([
      visit.page.waitForEvent('download'),
      visit.page.getByRole('link', { name: 'Download all my tasks' }).click(),
    ]);
    const { tasks } = JSON.parse(fs.readFileSync(await download.path(), 'utf8'));
    expect(tasks).toMatchObject([{ title: 'a' }, { title: 'b' }]);
  });

  /** Opens a page for somebody who has an account. */
  async function openMember(options: OpenOptions = {}): Promise<Visit> {
    return open({ ...options, client: await fixture().member('correct horse battery') });
  }

  test('a new password is refused with the reason, then taken, and the page goes on', async () => {
    const visit = await openMember();
    const name = await who(visit);
    await visit.openAccount();
    await visit.page.getByText('Change password').first().click();
    const form = visit.page.getByRole('form', { name: 'Change password' });
    await form.getByLabel('Current password').fill('not my password');
    await form.getByLabel('New password').fill('another good password');
    await visit.page.keyboard.press('Enter');
    await eventually(() => form.getByRole('alert').textContent(), 'The password is wrong.');
    expect(await visit.page.evaluate(() => document.activeElement!.getAttribute('name'))).toBe('password');
    await form.getByLabel('Current password').fill('correct horse battery');
    await visit.page.keyboard.press('Enter');
    await eventually(
      () => visit.page.locator('dialog [role=status]').textContent(),
      'Your password is changed. Other devices have to sign in with it.',
    );
    expect([await visit.focus(), await form.isVisible()]).toEqual(['summary', false]);
    await visit.page.keyboard.press('Escape');
    await visit.add('after');
    await visit.page.locator('.saving', { hasText: 'All changes saved' }).waitFor();
    await visit.page.reload();
    expect([await who(visit), await visit.titles()]).toEqual([name, ['after']]);
  });

  test('an account is deleted only with password and tick, and every page of the browser is a guest’s then', async () => {
    const visit = await openMember({ tasks: ['mine'] });
    const other = await visit.page.context().newPage();
    await other.goto(visit.url);
    await visit.openAccount();
    await visit.page.getByText('Delete account').first().click();
    const form = visit.page.getByRole('form', { name: 'Delete account' });
    const press = () => form.getByRole('button', { name: 'Delete account' }).click();
    await form.getByLabel('Current password').fill('correct horse battery');
    await press();
    expect(await form.locator(':invalid').count()).toBe(1);
    expect(await visit.list()).toMatchObject([{ title: 'mine' }]);
    await form.getByLabel('Delete my account and all my tasks for good').check();
    await press();
    for (const page of [visit.page, other]) {
      await page.locator('.farewell').waitFor();
      expect(await page.locator('.who').textContent()).toBe('Guest');
      expect(await page.locator('.todo-list > li').count()).toBe(0);
    }
    expect(await visit.focus()).toBe('new-todo');
    await visit.page.reload();
    expect(await visit.page.locator('.farewell').count()).toBe(0);
  });

  test('signing out in one page of a browser takes the others along', async () => {
    const name = newName();
    const visit = await open({ tasks: ['a'] });
    await submit(visit, 'register', name, 'correct horse battery');
    await eventually(() => who(visit), name);
    const other = await visit.page.context().newPage();
    await other.goto(visit.url);
    await signOut(visit);
    await eventually(() => other.locator('.who').textContent(), 'Guest');
    expect(await other.locator('.todo-list > li').count()).toBe(0);
  });
}
