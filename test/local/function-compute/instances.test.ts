import { deploy, type Echo, echo, fetchEcho } from './deployment';

describe('When instances are discarded', () => {
  test('each call is served by a new process on the Node version of the template, which is gone afterwards', async () => {
    const { url, stats } = await deploy({ source: echo });

    const calls: Echo[] = [];
    for (let i = 0; i < 3; i++) calls.push(await fetchEcho(url));

    expect(calls.map((it) => it.calls)).toEqual([1, 1, 1]);
    expect(new Set(calls.map((it) => it.pid)).size).toBe(3);
    expect(calls[0]!.node).toMatch(/^v12\./);
    const alive = stats().pids;
    for (const { pid } of calls) expect(alive).not.toContain(pid);
  });
});
