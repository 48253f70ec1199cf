import { load } from './load';

/*
 * `node server.js` in the package: the same app over plain HTTP, on the port of FC_SERVER_PORT or PORT, until SIGTERM.
 */
load(module, require, __dirname);
(module.exports as typeof import('./function')).startServer().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
