import * as path from 'node:path';
import { root } from '../../src/build/root';
import type { RuntimeGeneration } from '../../src/emulators/function-compute/protocol';
import { type LocalFunctionCompute, startFunctionCompute } from '../../src/emulators/function-compute/server';
import { functionFolder } from './built-function';
import { startStore, type TestStore } from './store';

/** With TODOLIST_API=package-fc3, every suite runs over Function Compute 3.0. */
const usualGeneration = process.env.TODOLIST_API === 'package-fc3' ? 'FC3' : 'FC2';

export interface StackOptions {
  warm?: boolean;
  ahead?: number;
  concurrency?: number;
  /** The platform that serves the function. */
  generation?: RuntimeGeneration;
  /** Environment variables of the function, on top of those that lead it to the store. */
  environment?: Record<string, string>;
  /** A built function in place of the usual one. */
  code?: string;
  /** A store to use instead of a new one in memory; it stays open. */
  store?: TestStore;
}

/** The built function in the local Function Compute, over a local Tablestore. */
export interface TestStack {
  url: string;
  functionCompute: LocalFunctionCompute;
  store: TestStore;
  /** What the function and the platform logged. */
  logged: string[];
  close(): Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<TestStack> {
  const store = options.store ?? (await startStore());
  const logged: string[] = [];
  const functionCompute = await startFunctionCompute({
    template: path.join(root, 'template.yml'),
    code: options.code ?? (await functionFolder()),
    warm: options.warm ?? false,
    ahead: options.ahead ?? 2,
    generation: options.generation ?? usualGeneration,
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    // Enough for a machine that is busy with other tests; what a full queue does has tests of its own.
    queueLength: 1000,
    queueWait: 60_000,
    credentials: store.settings.credentials!,
    environment: { ...store.environment, ...options.environment },
    log: (line) => logged.push(line),
  });
  return {
    url: functionCompute.url,
    functionCompute,
    store,
    logged,
    async close() {
      await functionCompute.close();
      if (!options.store) await store.close();
    },
  };
}
