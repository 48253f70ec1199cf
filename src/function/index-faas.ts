import { readFileSync } from 'fs';
import { join } from 'path';
import { Script } from 'vm';
import type { CodeCache } from './http/request-log';

type Run = (...moduleScope: [...unknown[], CodeCache]) => void;

/*
 * The file that the platform requires, `index-faas.js` in the package. It runs the bundled function, `function.js`, with
 * the code cache that the build made of it, so that V8 neither parses nor compiles what a call needs. Without a cache that
 * fits, V8 compiles as ever. Nothing is ever written: the package is read-only.
 */
const file = join(__dirname, 'function.js');
const cache = readCache(join(__dirname, `function.${process.versions.v8}-${process.arch}.cache`));
const script = new Script(readFileSync(file, 'latin1'), { filename: file, ...(cache && { cachedData: cache }) });
const codeCache = cache === undefined ? 'absent' : script.cachedDataRejected ? 'rejected' : 'accepted';
(script.runInThisContext() as Run)(exports, require, module, __filename, __dirname, codeCache);

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
