import { randomBytes } from 'crypto';
import * as fs from 'fs';
import { eventually, type OpenOptions, type Stage, type Visit } from './stage';

/** Registering, signing out and signing in, from the page. */
export function accounts(stage: () => Stage): void {
  const open = (options: OpenOptions = {}) => stage().open(options);
  const newName = () => `u${randomBytes(6).toString('hex')}`;
  const who = (visit: Visit) => visit.page.locator('.who').textContent();

  async function submit(visit: Visit, form: 'register' | 'sign-in', name: string, password: string): Promise<void> {
    if ((await visit.page.locator('dialog').count()) === 0) await visit.page.locator('.who').click();
    await visit.page.locator(`.tabs .${form}`).click();
    await visit.page.getByLabel('User name').fill(name);
    await visit.page.getByLabel('Password', { exact: true }).fill(password);
    await visit.page.locator('.credentials button[type=submit]').click();
  }

  async function signOut(visit: Visit): Promise<void> {
    await visit.page.locator('.who').click();
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
    await visit.page.locator('.who').click();
    const [download] = await Promise.all([
      visit.page.waitForEvent('download'),
      visit.page.getByRole('link', { name: 'Download all my tasks' }).click(),
    ]);
    const { tasks } = JSON.parse(fs.readFileSync(await download.path(), 'utf8'));
    expect(tasks).toMatchObject([{ title: 'a' }, { title: 'b' }]);
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
