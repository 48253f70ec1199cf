import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildBroken, type mistakes } from './broken-build';
import { type Mix, usualMix } from './choice';
import { type ChaosOptions, runChaos } from './run';
import { faultsOf } from './schedule';

test('while instances are killed and the store fails and dies, nothing is lost and nothing impossible is seen', async () => {
  const report = await runChaos({ requests: 60, clients: 3, accountMoves: 1, housemates: 2, seed: 'npm test' });
  expect(report.violations).toEqual([]);
  const { started, killed } = report.instances;
  // That something did go wrong, however slow the machine is.
  expect(report).toMatchObject({ seed: 'npm test', tasks: expect.any(Number), store: { killed: expect.any(Number) } });
  expect(report.store.killed).toBeGreaterThan(0);
  expect(report.tasks).toBeGreaterThan(0);
  expect(report.moves.tasks).toBeGreaterThan(0);
  expect(report.occurrences).toBeGreaterThan(0);
  expect(report.clientRetries).toBeGreaterThan(0);
  expect(report.storeFailures).toBeGreaterThan(0);
  expect(Object.values(killed).reduce((sum, count) => sum + count)).toBeGreaterThan(0);
  expect(started).toBeGreaterThan(report.outcomes.done!);
}, 240_000);

test('a build without the condition on changes is found out, with nothing but clients at work', async () => {
  const violations = await runBroken('no condition', {
    requests: 200,
    accountMoves: 0,
    housemates: 0,
    faults: [].values(),
    mix: { ...nothing, create: 1, change: 30 },
  });
  expect(violations).toMatch(/was written \d times, each differently/);
  expect(violations).toMatch(/cannot have happened/);
}, 240_000);

test('a build that deletes tasks before the trash has them is found out when the store fails often', async () => {
  const fault = { kind: 'cut-before', operations: ['BatchWriteRow'], share: 0.8, seed: 1, times: 1000 } as const;
  const violations = await runBroken('trash after deletion', {
    requests: 80,
    clients: 2,
    accountMoves: 0,
    housemates: 0,
    faults: [0, 1000].map((at) => ({ at, kind: 'store fault', fault }) as const).values(),
    mix: { ...nothing, create: 4, 'complete all': 2, 'remove completed': 2 },
  });
  expect(violations).toMatch(/it is neither in the list nor in the trash/);
}, 240_000);

test('a build whose moves forget what they moved is found out when answers of the store are lost', async () => {
  const fault = { kind: 'cut-after', operations: ['BatchWriteRow'], times: 1 } as const;
  const faults = Array.from({ length: 20 }, (_, i) => ({ at: 3 * i, kind: 'store fault', fault }) as const).values();
  const violations = await runBroken('no memory of moves', {
    requests: 30,
    clients: 0,
    accountMoves: 1,
    housemates: 0,
    faults,
  });
  expect(violations).toMatch(/^t0-\d+ is in the account twice after t0's arrival 2/m);
}, 240_000);

test('a build that gives finished occurrences new ids is found out when several complete them at once', async () => {
  const violations = await runBroken('no fixed id of an occurrence', {
    requests: 100,
    clients: 0,
    accountMoves: 0,
    housemates: 6,
    faults: [].values(),
  });
  expect(violations).toMatch(/is in the list twice/);
}, 240_000);

/** To be mixed with what clients do. */
const nothing: Mix = { ...usualMix };
for (const name of Object.keys(nothing)) Object.assign(nothing, { [name]: 0 });

async function runBroken(mistake: keyof typeof mistakes, options: Partial<ChaosOptions>): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-broken-'));
  await buildBroken(folder, mistake);
  const { violations } = await runChaos({ seed: 'broken', warm: true, code: folder, ...options });
  await fs.rm(folder, { recursive: true, force: true });
  return violations.join('\n');
}

test('the same seed gives the same faults, another gives others', () => {
  const first = (seed: string) => {
    const faults = faultsOf(seed);
    return Array.from({ length: 50 }, () => faults.next().value);
  };
  expect(first('1')).toEqual(first('1'));
  expect(first('1')).not.toEqual(first('2'));
});
