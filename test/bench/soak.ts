import { readFileSync } from 'node:fs';
import { type Answer, ApiClient } from '../support/client';
import { startStack, type TestStack } from '../support/stack';
import { type Benchmark, type Figure, figure } from './figures';

/** Whether the service stays as it is under steady load: errors, latency and memory, with instances discarded and kept. */
export const soak: Benchmark = { name: 'soak', run };

/** Seconds for each of the two modes. */
const seconds = Number(process.env.SOAK_SECONDS ?? 45);
const clients = 8;

async function run(): Promise<Figure[]> {
  return [...(await underLoad('discarded', false)), ...(await underLoad('kept', true))];
}

async function underLoad(mode: string, warm: boolean): Promise<Figure[]> {
  const stack = await startStack({ warm, ahead: 4 });
  const latencies: number[] = [];
  const memory = { instances: [] as number[], servers: [] as number[] };
  let errors = 0;
  const startedAt = performance.now();
  const over = () => performance.now() - startedAt > seconds * 1000;
  const sampling = setInterval(() => sample(stack, memory), 1000);
  try {
    const timed = async (call: () => Promise<Answer>): Promise<Answer> => {
      const began = performance.now();
      const answer = await call();
      latencies.push(performance.now() - began);
      if (answer.status >= 300) errors++;
      return answer;
    };
    await Promise.all(Array.from({ length: clients }, () => work(stack.url, timed, over)));
  } finally {
    clearInterval(sampling);
    await stack.close();
  }
  const sorted = [...latencies].sort((a, b) => a - b);
  const percentile = (share: number) => [sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!];
  const name = (what: string) => `instances ${mode}, ${clients} clients, ${what}`;
  return [
    figure(name('calls a second'), '/s', [latencies.length / seconds]),
    figure(name('errors'), '%', [(100 * errors) / latencies.length]),
    figure(name('latency, 50th percentile'), 'ms', percentile(0.5)),
    figure(name('latency, 95th percentile'), 'ms', percentile(0.95)),
    figure(name('latency, 99th percentile'), 'ms', percentile(0.99)),
    ...(warm ? thirds(name('memory of an instance'), memory.instances) : []),
    ...thirds(name('memory of the local servers'), memory.servers),
  ];
}

/** A person's round on a list of their own, again and again; the list stays short. */
async function work(
  url: string,
  timed: (call: () => Promise<Answer>) => Promise<Answer>,
  over: () => boolean,
): Promise<void> {
  const client = await ApiClient.guest(url);
  while (!over()) {
    const { body: task } = await timed(() => client.post('/api/tasks', { title: '买牛奶', note: 'x'.repeat(1000) }));
    await timed(() => client.get('/api/tasks'));
    await timed(() => client.patch(task.url, { completed: true }));
    await timed(() => client.get(task.url));
    await timed(() => client.delete(task.url));
  }
}

function sample(stack: TestStack, memory: { instances: number[]; servers: number[] }): void {
  // What was logged is kept for tests; here it would look like a leak.
  stack.logged.length = 0;
  memory.servers.push(process.memoryUsage().rss / 2 ** 20);
  const sizes = stack.functionCompute.instances().map(({ pid }) => residentNow(pid));
  if (sizes.length > 0) memory.instances.push(Math.max(...sizes));
}

/** MiB that a process has in memory now (Linux, proc(5)). */
function residentNow(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** The second and the last third: memory that is flat is the same in both; the first is warming up. */
function thirds(name: string, samples: readonly number[]): Figure[] {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return [];
  return [
    figure(`${name}, second third`, 'MiB', samples.slice(third, 2 * third)),
    figure(`${name}, last third`, 'MiB', samples.slice(-third)),
  ];
}
