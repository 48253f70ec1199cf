import { chromiumPath, launchChromium } from '../support/chromium';
import { ApiClient } from '../support/client';
import { startStack } from '../support/stack';
import { type Benchmark, type Figure, figure } from './figures';
import { stutter } from './frame-times';

/** What a visit of the page costs: requests, bytes over the wire, the time until its first task is seen, and how smoothly it runs. */
export const page: Benchmark = { name: 'page', run };

const visits = 20;

async function run(): Promise<Figure[]> {
  // No instance is started ahead: each visit waits for a process to start, as on a platform that has none ready.
  const stack = await startStack({ ahead: 0 });
  try {
    const client = await ApiClient.guest(stack.url);
    const bytes = async (coding: string) => {
      const headers = { 'Accept-Encoding': coding, Cookie: `session=${client.token}` };
      const response = await fetch(stack.url, { headers });
      return Number(response.headers.get('content-length'));
    };
    const figures = [
      figure('visit, empty list, brotli', 'bytes', [await bytes('br')]),
      figure('visit, empty list, gzip', 'bytes', [await bytes('gzip')]),
    ];
    for (let i = 0; i < 100; i++) await client.task({ title: `Task ${i}` });
    figures.push(figure('visit, 100 tasks embedded', 'bytes', [await bytes('br, gzip')]));
    if (!chromiumPath) return figures;
    return [...figures, ...(await inBrowser(stack.url, client.token!)), ...(await stutter(stack))];
  } finally {
    await stack.close();
  }
}

async function inBrowser(url: string, token: string): Promise<Figure[]> {
  const browser = await launchChromium();
  try {
    const requests: number[] = [];
    const answered: number[] = [];
    const shown: number[] = [];
    for (let i = 0; i < visits; i++) {
      const context = await browser.newContext();
      await context.addCookies([{ name: 'session', value: token, url }]);
      const tab = await context.newPage();
      let count = 0;
      tab.on('request', (request) => (count += request.url().startsWith('data:') ? 0 : 1));
      await tab.addInitScript({ content: watchFirstTask });
      await tab.goto(url);
      await tab.waitForLoadState('networkidle');
      const [first, response] = await tab.evaluate<[number, number]>(
        '[firstTask, performance.getEntriesByType("navigation")[0].responseEnd]',
      );
      requests.push(count);
      answered.push(response);
      shown.push(first);
      await context.close();
    }
    return [
      figure('visit, requests', 'requests', requests),
      figure('visit, cold instance, document received', 'ms', answered),
      figure('visit, cold instance, first task shown', 'ms', shown),
    ];
  } finally {
    await browser.close();
  }
}

/**
 * Runs in the page: notes when a frame with a task in it was drawn, in milliseconds since the visit began. That frame is
 * drawn after the callback that sees the task; the next one begins when it was.
 */
const watchFirstTask = `
  const look = () => requestAnimationFrame(() => {
    if (!document.querySelector('.todo-list > li')) look();
    else requestAnimationFrame(() => { window.firstTask = performance.now(); });
  });
  look();`;
