import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, wholeNumber } from '../../src/commands/command';
import { runChaos } from './run';

const commandLine = {
  usage: 'npm run chaos -- [options]',
  options: {
    seconds: { type: 'string', value: 'N', help: 'how long clients begin something new; default 60' },
    seed: { type: 'string', value: 'TEXT', help: 'makes the same faults and the same clients; default: a new one' },
    clients: { type: 'string', value: 'N', help: 'clients that work on lists; default 8' },
    'account-moves': { type: 'string', value: 'N', help: 'people who sign in on one device after another; default 2' },
    housemates: { type: 'string', value: 'N', help: 'people who share repeating tasks; default 3' },
  },
} as const;

/** Ends with 1 when a change was lost or could not have happened. */
runCommand(commandLine, async (input) => {
  const positive = (name: 'seconds' | 'clients' | 'account-moves' | 'housemates', usual: number) =>
    wholeNumber(`--${name}`, input[name] ?? String(usual), 1, 1_000_000);
  const { seed = String(Date.now() % 1_000_000) } = input;
  const { violations, evidence, ...counts } = await runChaos({
    seed,
    seconds: positive('seconds', 60),
    clients: positive('clients', 8),
    accountMoves: positive('account-moves', 2),
    housemates: positive('housemates', 3),
  });
  console.log(JSON.stringify({ ...counts, violations: violations.length }, null, 2));
  for (const violation of violations) console.log(`\n${violation}`);
  if (violations.length === 0) return;
  const file = join(tmpdir(), `chaos-${seed}-${Date.now()}.json`);
  writeFileSync(file, JSON.stringify(evidence));
  console.log(`\nEvery request and every line that was logged: ${file}`);
  process.exitCode = 1;
});
