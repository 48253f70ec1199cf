import type { ApiClient } from '../support/client';
import { fill } from '../web/support/fill';
import { type BrowserFixture, eventually } from './browser-fixture';

const SIZE = 10_000;

/** A list of ten thousand tasks. */
export function large(fixture: () => BrowserFixture): void {
  let client: ApiClient;
  beforeAll(async () => {
    client = await fixture().guest();
    const { body } = await client.get('/api/session');
    await fill(fixture().store, body.user.id, SIZE);
  }, 60_000);

  test('opens with its first page, says that there is more, and loads the rest once the person does something; then ticks, draws and filters over all of it', async () => {
    const visit = await fixture().open({ client });
    expect([await visit.rows.count(), await visit.count()]).toEqual([100, '100+ items left']);
    await visit.rows.nth(0).locator('.toggle').focus();
    await visit.page.keyboard.press('j');
    await eventually(() => visit.count(), `${SIZE} items left`, 60_000);
    expect(await visit.rows.count()).toBeLessThan(1000);

    for (let i = 0; i < 10; i++) await visit.rows.nth(i).locator('.toggle').check();
    expect(await visit.count()).toBe(`${SIZE - 10} items left`);

    const scrolled = async () => {
      await visit.page.mouse.wheel(0, 100_000);
      return (await visit.rows.count()) > 500;
    };
    await eventually(scrolled, true, 60_000);
    const completed = async () => {
      // The list may grow under the pointer, as long as it is scrolled, and a press on what moves away is none.
      await visit.page.locator('.filters a[href="#/completed"]').click();
      return visit.rows.count();
    };
    await eventually(completed, 10);
    await eventually(async () => (await client.list('completed=true&limit=200')).length, 10);
  }, 90_000);
}
