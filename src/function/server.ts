import { load } from './load';

/*
 * `node server.js` in the package: the same app over plain HTTP, on the port of FC_SERVER_PORT or PORT, until SIGTERM.
 */
start().catch((error: Error) => {
  // Node.js would print the bundle's line, which is tens of kilobytes long.
  console.error(error.message);
  process.exit(1);
});

async function start(): Promise<void> {
  load(module, require, __dirname);
  await (module.exports as typeof import('./function')).startServer();
}
