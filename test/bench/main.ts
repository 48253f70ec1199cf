import { writeFile } from 'node:fs/promises';
import { runCommand, UsageError } from '../../src/commands/command';
import { calls } from './calls';
import { coldStart } from './cold-start';
import { type Benchmark, type Figure, table } from './figures';
import { growth } from './growth';
import { page } from './page';
import { soak } from './soak';
import { tablestore } from './tablestore';
import { throughput } from './throughput';

const benchmarks: readonly Benchmark[] = [coldStart, growth, throughput, calls, page, soak, tablestore];

const names = benchmarks.map(({ name }) => name).join(', ');
const commandLine = {
  usage: 'npm run bench -- [options]',
  options: {
    only: { type: 'string', value: 'NAME', help: `one benchmark of ${names}` },
    json: { type: 'string', value: 'FILE', help: 'also writes the figures into a file' },
  },
} as const;

runCommand(commandLine, async ({ only, json }) => {
  const chosen = benchmarks.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new UsageError(`There is no benchmark ${only}; there are ${names}.`);
  const results: Record<string, Figure[]> = {};
  for (const { name, run } of chosen) {
    results[name] = await run();
    console.log(`\n## ${name}\n\n${table(results[name])}`);
  }
  if (json) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
});
