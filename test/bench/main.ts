import * as fs from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { calls } from './calls';
import { coldStart } from './cold-start';
import { type Benchmark, type Figure, table } from './figures';
import { growth } from './growth';
import { page } from './page';
import { soak } from './soak';
import { tablestore } from './tablestore';
import { throughput } from './throughput';

const benchmarks: readonly Benchmark[] = [coldStart, growth, throughput, calls, page, soak, tablestore];

/** `npm run bench [-- --only NAME] [--json FILE]`: prints the figures of all benchmarks, or of one. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });
  const chosen = benchmarks.filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0) {
    throw new Error(
      `There is no benchmark ${values.only}; there are ${benchmarks.map(({ name }) => name).join(', ')}.`,
    );
  }
  const results: Record<string, Figure[]> = {};
  for (const { name, run } of chosen) {
    results[name] = await run();
    console.log(`\n## ${name}\n\n${table(results[name])}`);
  }
  if (values.json) await fs.writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
