import { once } from 'events';
import type { Response } from 'express';
import { type Task, toJson } from '../tasks/task';

/**
 * Sends everything that is kept for an owner, page by page as the store returns it, so that a long list is never in memory
 * at once. When the store fails on the way the connection is cut, so that the JSON is incomplete.
 */
export async function sendExport(
  res: Response,
  user: object,
  pages: AsyncIterator<Task[]>,
  base: string,
): Promise<void> {
  let page = await pages.next();
  res.statusCode = 200;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Disposition', 'attachment; filename="tasks.json"');
  if (res.req.method === 'HEAD') {
    res.end();
    return;
  }
  const head = JSON.stringify({ user, exportedAt: new Date().toISOString() });
  res.write(`${head.slice(0, -1)},"tasks":[`);
  let separator = '\n';
  for (; !page.done; page = await pages.next()) {
    if (page.value.length === 0) continue;
    const text = page.value.map((task) => JSON.stringify(toJson(task, base))).join(',\n');
    const taken = res.write(separator + text);
    separator = ',\n';
    if (!taken && !res.destroyed) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    if (res.destroyed) return;
  }
  res.end('\n]}\n');
}
