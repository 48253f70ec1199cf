import * as fs from 'fs/promises';
import * as os from 'os';
import * as path from 'path';
import { buildBroken } from './broken-build';
import { usualMix } from './client';
import { runChaos } from './run';
import { mishapsOf } from './schedule';

test('while instances are killed and the store fails and dies, nothing is lost and nothing impossible is seen', async () => {
  const report = await runChaos({ requests: 45, clients: 4, seed: 'npm test' });
  expect(report.violations).toEqual([]);
  const { started, killed } = report.instances;
  // That something did go wrong, however slow the machine is.
  expect(report).toMatchObject({ seed: 'npm test', tasks: expect.any(Number), store: { killed: expect.any(Number) } });
  expect(report.store.killed).toBeGreaterThan(0);
  expect(report.tasks).toBeGreaterThan(0);
  expect(report.clientRetries).toBeGreaterThan(0);
  expect(report.storeFailures).toBeGreaterThan(0);
  expect(Object.values(killed).reduce((sum, count) => sum + count)).toBeGreaterThan(0);
  expect(started).toBeGreaterThan(report.outcomes.done!);
}, 240_000);

test('a build without the condition on changes is found out, with nothing but clients at work', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-broken-'));
  await buildBroken(folder);
  const onlyChanges = Object.fromEntries(Object.keys(usualMix).map((name) => [name, 0])) as typeof usualMix;
  const mix = { ...onlyChanges, create: 1, change: 30 };
  const { violations } = await runChaos({
    requests: 200,
    seed: 'broken',
    mishaps: [].values(),
    mix,
    warm: true,
    code: folder,
  });
  expect(violations.join('\n')).toMatch(/was written \d times, each differently/);
  expect(violations.join('\n')).toMatch(/cannot have happened/);
  await fs.rm(folder, { recursive: true, force: true });
}, 240_000);

test('the same seed gives the same mishaps, another gives others', () => {
  const first = (seed: string) => {
    const mishaps = mishapsOf(seed);
    return Array.from({ length: 50 }, () => mishaps.next().value);
  };
  expect(first('1')).toEqual(first('1'));
  expect(first('1')).not.toEqual(first('2'));
});
