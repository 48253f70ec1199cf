import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './run';

/** `npm run chaos -- [--seconds N] [--seed S] [--clients N] [--travellers N] [--housemates N]`: ends with 1 when anything was lost or could not have happened. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      seed: { type: 'string' },
      clients: { type: 'string' },
      travellers: { type: 'string' },
      housemates: { type: 'string' },
    },
  });
  const seed = values.seed ?? String(Date.now() % 1_000_000);
  const { violations, evidence, ...counts } = await runChaos({
    seed,
    seconds: positive('seconds', values.seconds ?? '60'),
    clients: positive('clients', values.clients ?? '8'),
    travellers: positive('travellers', values.travellers ?? '2'),
    housemates: positive('housemates', values.housemates ?? '3'),
  });
  console.log(JSON.stringify({ ...counts, violations: violations.length }, null, 2));
  for (const violation of violations) console.log(`\n${violation}`);
  if (violations.length === 0) return;
  const file = join(tmpdir(), `chaos-${seed}-${Date.now()}.json`);
  writeFileSync(file, JSON.stringify(evidence));
  console.log(`\nEvery request and every line that was logged: ${file}`);
  process.exitCode = 1;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1, not "${text}".`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
});
