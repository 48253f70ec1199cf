import { join } from 'path';
import { createApp } from './app';
import { createHandler } from './faas/handler';
import type { CodeCache } from './http/request-log';
import { readSettings } from './settings';

// The Tablestore SDK still calls Buffer() without new; the warning would stand in the log of every cold call.
process.noDeprecation = true;

declare const BUILD_VERSION: string;
/** Handed over by the loader. */
declare const CODE_CACHE: CodeCache;

/** The function's door: `Handler: index-faas.handler`. */
export const handler = createHandler(
  createApp({
    settings: readSettings(process.env),
    version: BUILD_VERSION,
    observe: { loadMilliseconds: process.uptime() * 1000, codeCache: CODE_CACHE, log: (line) => console.log(line) },
    pageFolder: join(__dirname, 'page'),
  }),
);
