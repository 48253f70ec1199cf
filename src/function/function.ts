import { join } from 'path';
import { createApp } from './app';
import { createHandler } from './faas/handler';
import { listen } from './faas/http-server';
import type { CodeCache } from './http/request-log';
import { readSettings } from './settings';

// The Tablestore SDK still calls Buffer() without new; the warning would stand in the log of every cold start.
process.noDeprecation = true;

declare const BUILD_VERSION: string;
/** Handed over by `load.ts`. */
declare const CODE_CACHE: CodeCache;

const settings = readSettings(process.env);
const app = createApp({
  settings,
  version: BUILD_VERSION,
  observe: { loadMilliseconds: process.uptime() * 1000, codeCache: CODE_CACHE, log: (line) => console.log(line) },
  pageFolder: join(__dirname, 'page'),
});

/** The handler that the platform calls: `Handler: index-faas.handler`. */
export const handler = createHandler(app);

/**
 * Serves the app over plain HTTP until SIGTERM or SIGINT, then answers the running requests and ends the process. Headers
 * `x-fc-*` are used only where Function Compute set FC_FUNCTION_NAME, which no user can set there: it removes those of
 * clients.
 */
export async function startServer(): Promise<void> {
  const { FC_FUNCTION_NAME, FC_REGION } = process.env;
  const port = settings.serverPort;
  const server = await listen(app, { port, trustPlatformHeaders: Boolean(FC_FUNCTION_NAME), region: FC_REGION });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void server.close().then(() => process.exit(0));
    });
  }
  console.log(`ready ${server.url}`);
}
