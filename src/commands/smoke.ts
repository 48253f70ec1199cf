import { CommandError } from '../build/command-error';
import { Guest } from '../build/smoke/guest';
import { type Step, steps } from '../build/smoke/steps';
import { runCommand, UsageError } from './command';

/**
 * `npm run smoke -- URL`: checks a deployed function through its public API, as a guest of its own whose tasks are deleted at
 * the end in any case.
 */
runCommand({ usage: 'npm run smoke -- URL', takesArgument: true, options: {} }, async ({ argument: address }) => {
  if (!address || !URL.canParse(address)) throw new UsageError('Which function? npm run smoke -- https://…');
  const guest = new Guest(address);
  try {
    for (const step of steps) await check(step, guest);
  } finally {
    await guest.leave();
  }
  console.log(`${address} works`);
});

async function check({ what, run }: Step, guest: Guest): Promise<void> {
  try {
    await run(guest);
  } catch (error) {
    throw new CommandError(`FAILED   ${what}: ${error instanceof Error ? error.message : error}`);
  }
  console.log(`ok ${String(guest.last?.milliseconds ?? 0).padStart(5)} ms  ${what}${guest.last?.timing}`);
}
