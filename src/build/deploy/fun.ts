import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../root';

/** The fun that package.json pins. */
const fun = join(root, 'node_modules/@alicloud/fun/bin/fun.js');

export interface FunResult {
  exitCode: number;
  /** What it printed; empty when it printed on the terminal. */
  output: string;
}

/** Runs fun in the repository's folder; `terminal` lets it print there. */
export function runFun(args: string[], { terminal = false } = {}): Promise<FunResult> {
  const child = spawn(process.execPath, [fun, ...args], {
    cwd: root,
    env: funEnvironment(process.env),
    stdio: terminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output: output.trim() }));
  });
}

/**
 * fun's environment: no update check, no warning about its own age, no validation left out. With `CI` set and no
 * configuration file it would report its use to a third party.
 */
function funEnvironment({ CI, IGNORE_TPL_VALIDATION, ...environment }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, FUN_DISABLE_VERSION_CHECK: '1', NODE_NO_WARNINGS: '1' };
}
