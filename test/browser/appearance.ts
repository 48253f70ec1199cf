import * as fs from 'node:fs';
import { type BrowserFixture, eventually, type OpenOptions, type Visit } from './browser-fixture';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const tasks = [
  { title: '买牛奶 and bread', note: 'two bags', due: '2020-01-01' },
  { title: 'done', completed: true },
  { title: 'paused', status: 'paused', due: '2099-01-01' },
];

/** What people see, or hear, or reach by touch. */
export function appearance(fixture: () => BrowserFixture): void {
  const open = (options: OpenOptions = {}) => fixture().open(options);

  test.each([
    ['en-US', 'light'],
    ['en-US', 'dark'],
    ['zh-CN', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('axe finds nothing in %s, %s: list, panels, editing, notices, dialogs', async (locale, colorScheme) => {
    const visit = await open({ locale, colorScheme, tasks, reducedMotion: 'reduce' });
    await visit.page.route('**/api/tasks/*', (route) =>
      route.request().method() === 'PUT'
        ? route.fulfill({ status: 400, contentType: 'application/problem+json', body: '{}' })
        : route.continue(),
    );
    await visit.add('refused');
    await visit.page.locator('.notice.refusal').waitFor();
    await visit.openTask('买牛奶');
    await visit.page.locator('[aria-expanded]').click();
    await visit.rows.nth(2).locator('.toggle').check();
    await visit.rows.nth(1).locator('.rename').click();
    expect(await violations(visit)).toEqual([]);
    await visit.page.keyboard.press('Escape');
    await visit.openAccount();
    await visit.page.locator('.tabs .sign-in').click();
    expect(await violations(visit)).toEqual([]);
  });

  test('axe finds nothing in an empty list, and in the help', async () => {
    const visit = await open({ reducedMotion: 'reduce' });
    expect(await violations(visit)).toEqual([]);
    await visit.page.locator('.shortcuts').click();
    expect(await violations(visit)).toEqual([]);
  });

  test('axe finds nothing in the forms of an account, and they fit 320 pixels', async () => {
    const client = await fixture().member('correct horse battery');
    for (const options of [
      { locale: 'en-US', colorScheme: 'light' },
      { locale: 'zh-CN', colorScheme: 'dark' },
    ] as const) {
      const visit = await open({ ...options, client, viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' });
      await visit.openAccount();
      for (const summary of await visit.page.locator('summary').all()) await summary.click();
      await visit.page.locator('.primary.danger').hover();
      expect(await violations(visit)).toEqual([]);
      const wider = await visit.page
        .locator('dialog')
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(wider).toBe(0);
    }
  });

  test('a conflict is accessible too', async () => {
    const visit = await open({ tasks: ['a'] });
    const [task] = await visit.list();
    await visit.client.patch(`/api/tasks/${task!.id}`, { title: 'theirs', due: '2030-01-01' });
    await visit.row('a').locator('.rename').click();
    await visit.page.locator('.edit').fill('mine');
    await visit.page.locator('.edit').press('Enter');
    await visit.page.locator('.conflict').waitFor();
    expect(await violations(visit)).toEqual([]);
  });

  test('at 320 pixels, which is what 640 are at 200 % zoom, nothing needs to be scrolled sideways', async () => {
    for (const [width, language] of [
      [320, 'en-US'],
      [320, 'zh-CN'],
    ] as const) {
      const visit = await open({
        locale: language,
        viewport: { width, height: 640 },
        tasks: [...tasks, `${'x'.repeat(300)}`],
      });
      await visit.rows.nth(1).locator('.rename').click();
      const widths = await visit.page.evaluate(() => {
        const beyond = [...document.querySelectorAll('#app *:not(.visually-hidden)')].filter(
          (element) => element.getBoundingClientRect().right > innerWidth + 0.5,
        );
        return { page: document.documentElement.scrollWidth, beyond: beyond.map((element) => element.className) };
      });
      expect(widths).toEqual({ page: width, beyond: [] });
      await visit.page.setViewportSize({ width: 640, height: 360 }); // what is left of 1280 × 720
      expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
      await visit.rows.last().locator('.toggle').check();
      await visit.page.locator('.filters a').last().click();
      await visit.page.setViewportSize({ width, height: 640 });
      await visit.openAccount();
      const dialogWidth = await visit.page.locator('dialog').evaluate(({ scrollWidth }) => scrollWidth);
      expect(dialogWidth).toBeLessThanOrEqual(width);
    }
  });

  test('every control is at least 24 pixels in both directions', async () => {
    const visit = await open({ viewport: { width: 320, height: 640 }, hasTouch: true, tasks });
    await visit.openTask('买牛奶');
    const small = () =>
      visit.page.evaluate(() =>
        [...document.querySelectorAll('button, input, a, textarea')].flatMap((element) => {
          const { width, height } = element.getBoundingClientRect();
          return width > 0 && (width < 24 || height < 24) ? [`${element.className} ${width}×${height}`] : [];
        }),
      );
    expect(await small()).toEqual([]);
    await visit.page.keyboard.press('Escape');
    await visit.openAccount();
    expect(await small()).toEqual([]);
  });

  test('the page is light or dark as its reader’s system is, also when that changes', async () => {
    const visit = await open({ colorScheme: 'dark', tasks: ['a'] });
    const brightness = (selector: string, property: 'color' | 'backgroundColor') =>
      visit.page
        .locator(selector)
        .first()
        .evaluate((element, property) => {
          const context = document.createElement('canvas').getContext('2d')!;
          context.fillStyle = getComputedStyle(element)[property];
          context.fillRect(0, 0, 1, 1);
          return Math.max(...context.getImageData(0, 0, 1, 1).data.slice(0, 3));
        }, property);
    expect(await brightness('html', 'backgroundColor')).toBeLessThan(64);
    expect(await brightness('.todo-list label', 'color')).toBeGreaterThan(192);
    await visit.page.emulateMedia({ colorScheme: 'light' });
    expect(await brightness('html', 'backgroundColor')).toBeGreaterThan(192);
    await eventually(async () => (await brightness('.todo-list label', 'color')) < 64, true); // it fades
  });

  test('nothing moves for those who prefer that', async () => {
    const visit = await open({ reducedMotion: 'reduce', tasks: ['a'] });
    await visit.row('a').locator('.toggle').check();
    const moving = () => visit.page.evaluate(() => document.getAnimations().length);
    expect(await moving()).toBe(0);
    await visit.page.emulateMedia({ reducedMotion: 'no-preference' });
    await visit.add('b');
    await visit
      .row('b')
      .locator('.toggle')
      .evaluate((toggle: HTMLElement) => toggle.click());
    await eventually(async () => (await moving()) > 0, true);
  });

  test('the live regions are there before anything happens, and say what did', async () => {
    const visit = await open();
    expect(await visit.page.locator('[role=status]').count()).toBe(1);
    await visit.add('a');
    await eventually(() => visit.page.locator('[role=status]').textContent(), 'Added “a”');
  });
}

async function violations({ page }: Visit): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe defines itself on the window
    const { violations } = await (window as any).axe.run();
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    );
  });
}
