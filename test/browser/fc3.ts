import { launchChromium } from '../support/chromium';
import { startStack } from '../support/stack';

/** The same page over the other platform, whose events and answers lose more. */
export function fc3(): void {
  test('The page works over Function Compute 3.0', async () => {
    const stack = await startStack({ generation: 'FC3' });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ locale: 'en-US' });
      await page.goto(stack.url);
      const field = page.locator('.new-todo');
      for (const title of ['买牛奶', 'Bread']) {
        await field.fill(title);
        await field.press('Enter');
      }
      await page.locator('.todo-list .toggle').first().click();
      const saved = async () => {
        const answer = await page.request.get(`${stack.url}/api/tasks`);
        const tasks = (await answer.json()) as { title: string; completed: boolean }[];
        return tasks.map(({ title, completed }) => `${title} ${completed}`).join();
      };
      while ((await saved()) !== '买牛奶 true,Bread false');

      await page.reload();

      expect(await page.locator('.todo-list label').allTextContents()).toEqual(['买牛奶', 'Bread']);
      expect(await page.locator('.todo-list .completed label').allTextContents()).toEqual(['买牛奶']);
    } finally {
      await browser.close();
      await stack.close();
    }
  });
}
