import { startBrowseProxy } from '../build/browse/proxy';
import { readTarget, TargetError } from '../build/browse/target';

/** `npm run browse -- URL`: opens a deployed function in a browser without a domain of its own. */
async function main(): Promise<void> {
  const target = readTarget(process.argv[2]);
  const port = Number(process.env.PORT ?? 3001);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new TargetError(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  }
  const { url, close } = await startBrowseProxy(target, port);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, close);
  console.log(`shows  ${target.origin}${target.prefix}/`);
  console.log(`ready ${url}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof TargetError ? error.message : error);
  process.exitCode = 1;
});
