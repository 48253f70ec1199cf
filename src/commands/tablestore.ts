import { CommandError } from '../build/command-error';
import { printCounters } from '../emulators/tablestore/counters';
import { FaultError } from '../emulators/tablestore/faults';
import { startTablestore } from '../emulators/tablestore/server';
import { runCommand, UsageError } from './command';
import { commandLine, toTablestoreOptions } from './tablestore-options';

/** `npm run tablestore`: the local Tablestore alone, for any SDK. */
runCommand(commandLine, async (input, onClose) => {
  const server = await startTablestore(toTablestoreOptions(input)).catch((error: Error) => {
    throw error instanceof FaultError ? new UsageError(error.message) : new CommandError(error.message);
  });
  console.log(`ready ${server.url}`);
  onClose(async () => {
    await server.close();
    console.log(printCounters(server.counters()));
  });
});
