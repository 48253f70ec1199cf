import { printCounters } from './counters';
import { FaultError } from './faults';
import { parseOptions, UsageError, usage } from './options';
import { startTablestore } from './server';

function fail(error: unknown): never {
  const isUsage = error instanceof UsageError || error instanceof FaultError;
  console.error(`tablestore: ${error instanceof Error ? error.message : String(error)}`);
  if (isUsage) console.error(`\n${usage}`);
  process.exit(isUsage ? 2 : 1);
}

async function main(): Promise<void> {
  const server = await startTablestore(parseOptions(process.argv.slice(2)));
  console.log(`ready ${server.url}`);
  const stop = async (): Promise<void> => {
    await server.close();
    console.log(printCounters(server.counters()));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().catch(fail));
}

main().catch(fail);
