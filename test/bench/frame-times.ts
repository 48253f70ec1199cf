import type { Page } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { ApiClient } from '../support/client';
import type { TestStack } from '../support/stack';
import { fill } from '../web/support/fill';
import { type Figure, figure } from './figures';

const sizes = [10, 10_000];
const toggles = 30;
const scrolls = 60;
/** A task of the browser longer than this, in milliseconds, is one that people notice (the Long Tasks API's own measure). */
const long = 50;

/** How smoothly the page scrolls and ticks tasks off with ten tasks and with ten thousand, all of them loaded. */
export async function stutter({ url, store }: TestStack): Promise<Figure[]> {
  const browser = await launchChromium();
  try {
    const longest: Record<string, number[]> = {};
    const figures: Figure[] = [];
    for (const size of sizes) {
      const client = await ApiClient.guest(url);
      const { body } = await client.get('/api/session');
      await fill(store, body.user.id, size);
      const context = await browser.newContext();
      await context.addCookies([{ name: 'session', value: client.token!, url }]);
      const tab = await context.newPage();
      await tab.goto(url);
      await tab.keyboard.press('Shift'); // the rest of a long list follows once the person does something
      await tab
        .locator('.todo-count strong')
        .filter({ hasText: new RegExp(`^${size}$`) })
        .waitFor({ timeout: 120_000 });
      for (const [doing, work] of Object.entries({ scrolling: scroll, ticking: tick })) {
        const { frames, tasks } = await watched(tab, work);
        const worst = Math.max(...frames);
        longest[doing] = [...(longest[doing] ?? []), worst];
        const slow = frames.filter((frame) => frame > long).length;
        figures.push(
          figure(`${doing}, ${size} tasks, longest frame`, 'ms', [worst]),
          figure(`${doing}, ${size} tasks, frames over ${long} ms`, '%', [(100 * slow) / frames.length]),
          figure(`${doing}, ${size} tasks, longest task over ${long} ms`, 'ms', [Math.max(0, ...tasks)]),
        );
      }
      await context.close();
    }
    for (const [doing, [few, many]] of Object.entries(longest)) {
      figures.push(figure(`${doing}, longest frame, ten thousand to ten`, 'times', [many! / few!]));
    }
    return figures;
  } finally {
    await browser.close();
  }
}

interface Watched {
  /** Milliseconds between frames. */
  frames: number[];
  /** Milliseconds of each long task. */
  tasks: number[];
}

async function watched(tab: Page, work: (tab: Page) => Promise<void>): Promise<Watched> {
  await tab.evaluate(watch);
  await work(tab);
  return tab.evaluate<Watched>('stopWatching()');
}

/** Runs in the page: notes the time between frames, and long tasks, until `stopWatching` is called. */
const watch = `{
  const frames = [], tasks = [];
  const note = (entries) => tasks.push(...entries.map((entry) => entry.duration));
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  let last = performance.now(), request;
  const frame = (now) => {
    frames.push(Math.max(0, now - last));
    last = now;
    request = requestAnimationFrame(frame);
  };
  request = requestAnimationFrame(frame);
  window.stopWatching = () => {
    cancelAnimationFrame(request);
    note(observer.takeRecords());
    observer.disconnect();
    return { frames, tasks };
  };
}`;

async function scroll(tab: Page): Promise<void> {
  await tab.mouse.move(400, 400);
  for (let i = 0; i < scrolls; i++) {
    await tab.mouse.wheel(0, 400);
    await tab.waitForTimeout(30);
  }
}

async function tick(tab: Page): Promise<void> {
  await tab.evaluate('scrollTo(0, 0)');
  for (let i = 0; i < toggles; i++) {
    await tab.evaluate(`document.querySelectorAll('.toggle')[${i % 10}].click()`);
    await tab.waitForTimeout(100);
  }
}
