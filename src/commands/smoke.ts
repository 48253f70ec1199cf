import { CommandError } from '../build/command-error';
import { Guest } from '../build/smoke/guest';
import { steps } from '../build/smoke/steps';
import { endWithMessage } from './command';

/**
 * `npm run smoke -- URL`: whether a deployed function does what it should, through its public API, as a guest of its own
 * whose tasks are deleted at the end whatever happens.
 */
async function main(): Promise<void> {
  const [address] = process.argv.slice(2);
  if (!address || !URL.canParse(address)) throw new CommandError('Which function? npm run smoke -- https://…');
  const guest = new Guest(address);
  try {
    for (const { what, run } of steps) {
      try {
        await run(guest);
      } catch (error) {
        throw new CommandError(`FAILED   ${what}: ${error instanceof Error ? error.message : error}`);
      }
      console.log(`ok ${String(guest.last?.milliseconds ?? 0).padStart(5)} ms  ${what}${guest.last?.timing}`);
    }
  } finally {
    await guest.leave();
  }
  console.log(`${address} works`);
}

main().catch(endWithMessage);
