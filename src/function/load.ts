import { readFileSync } from 'fs';
import { join } from 'path';
import { Script } from 'vm';
import type { CodeCache } from './http/request-log';

type Run = (...moduleScope: [...unknown[], CodeCache]) => void;

/**
 * Runs the bundled function, `function.js`, with the code cache that the build made of it, so that V8 neither parses nor
 * compiles the code that a call needs. Without a cache that fits, V8 compiles as ever. Nothing is written: the package is
 * read-only.
 */
export function load(module: NodeModule, require: NodeRequire, folder: string): void {
  const file = join(folder, 'function.js');
  const cache = readCache(join(folder, cacheName()));
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, ...(cache && { cachedData: cache }) });
  const codeCache = cache === undefined ? 'absent' : script.cachedDataRejected ? 'rejected' : 'accepted';
  (script.runInThisContext() as Run)(module.exports, require, module, file, folder, codeCache);
}

/**
 * The name of the code cache for this process: by the four numbers of V8's version. Node.js adds a number of its own, which
 * differs between patch levels of one Node.js; V8 decides itself whether it accepts the cache.
 */
export function cacheName(): string {
  return `function.${process.versions.v8.split('-')[0]}-${process.arch}.cache`;
}

function readCache(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    if (!process.env.NODE_OPTIONS && process.execArgv.every(leavesCodeAlone)) adoptFlags(bytes);
    return bytes;
  } catch {
    return undefined;
  }
}

/** Flags that the platform starts Node.js with: they size the heap and HTTP headers and add `gc()`. */
function leavesCodeAlone(flag: string): boolean {
  return /^--(max[-_]old[-_]space[-_]size|max-http-header-size|expose[-_]gc)\b/.test(flag);
}

/**
 * V8 refuses a cache that was made under other flags than those it runs with, and one that the platform passes depends on
 * the function's memory size. The fourth word of a cache is the hash of the flags (V8's `SerializedCodeData`). Where no
 * flag changes what code is made, it becomes the hash of the running V8.
 */
function adoptFlags(bytes: Buffer): void {
  new Script('0').createCachedData().copy(bytes, 12, 12, 16);
}
