import { existsSync } from 'fs';
import { join } from 'path';
import type { Log } from './console';
import { LoadError } from './errors';

/** A function exported by the user's code: handler or initializer. */
export type UserFunction = (...args: unknown[]) => unknown;

const loaded = new Map<string, UserFunction>();

/** Finds `dir/file.name`: the export `name` of `<code folder>/dir/file.js`. The last dot separates the two. */
export function loadExport(codeFolder: string, handler: string, log: Log): UserFunction {
  const known = loaded.get(handler);
  if (known) return known;
  const dot = handler.lastIndexOf('.');
  if (dot <= 0 || dot === handler.length - 1) throw new LoadError('InvalidHandlerName', `Invalid handler '${handler}'`);
  log.frame(`load code for handler:${handler}`);
  const name = handler.slice(dot + 1);
  const moduleName = handler.slice(0, dot);
  const found = loadModule(join(codeFolder, `${moduleName}.js`))[name];
  if (typeof found !== 'function') {
    throw new LoadError('HandlerNotFound', `Handler '${name}' is missing on module '${moduleName}'`);
  }
  loaded.set(handler, found as UserFunction);
  return found as UserFunction;
}

function loadModule(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new LoadError('ImportModuleError', `Module '${file}' is missing.`);
  try {
    return require(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new LoadError('UserCodeSyntaxError', String(error.stack));
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      throw new LoadError('ImportModuleError', (error as Error).message);
    }
    throw error;
  }
}
