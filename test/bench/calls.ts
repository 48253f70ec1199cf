import { ApiClient } from '../support/client';
import { startStack } from '../support/stack';
import { type Benchmark, type Figure, figure } from './figures';

/** How long calls take through the local Function Compute when each has an instance of its own, started ahead. */
export const calls: Benchmark = { name: 'calls', run };

const sequential = 40;
const clients = 20;

async function run(): Promise<Figure[]> {
  const stack = await startStack({ ahead: 4 });
  try {
    const client = await ApiClient.guest(stack.url);
    await client.task();
    const one: number[] = [];
    for (let i = 0; i < sequential; i++) {
      // A person's pace: the next instance is ready when the next call comes.
      await new Promise((resolve) => setTimeout(resolve, 400));
      one.push(await timed(() => client.get('/api/tasks'), 200));
    }
    const together: number[] = [];
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: clients }, async () => together.push(await timed(() => client.get('/api/tasks'), 200))),
    );
    return [
      figure('list, one call at a time', 'ms', one),
      figure(`list, ${clients} clients at once, each`, 'ms', together),
      figure(`list, ${clients} clients at once, all answered after`, 'ms', [performance.now() - startedAt]),
    ];
  } finally {
    await stack.close();
  }
}

async function timed(call: () => Promise<{ status: number }>, expected: number): Promise<number> {
  const startedAt = performance.now();
  const { status } = await call();
  if (status !== expected) throw new Error(`answered ${status} where ${expected} was expected`);
  return performance.now() - startedAt;
}
