import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { nodeFor } from '../../src/emulators/function-compute/node';

/** The function's Node.js. */
export const functionNode = nodeFor('nodejs12').path;

export interface InstanceCall {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface InstanceRun {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Milliseconds from before the process was made until its answer arrived here. */
  milliseconds: number;
  /** Milliseconds of processor time that it had used by then. */
  cpu: number;
  /** Bytes of memory that it held then. */
  rss: number;
  logged: string;
}

export interface InstanceOptions {
  node?: string;
  flags?: string[];
  environment?: Record<string, string>;
}

/** Starts Node.js with a built function, has it serve one call, and ends it; `nothing` in place of a folder serves none. */
export function runInstance(folder: string, call: InstanceCall, options: InstanceOptions = {}): Promise<InstanceRun> {
  const { node = functionNode, flags = [], environment = {} } = options;
  const startedAt = performance.now();
  const child = spawn(node, [...flags, path.join(__dirname, 'one-call.cjs'), folder, JSON.stringify(call)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let milliseconds = 0;
  let output = '';
  let logged = '';
  child.stdout.on('data', (chunk) => {
    milliseconds ||= performance.now() - startedAt;
    output += chunk;
  });
  child.stderr.on('data', (chunk) => (logged += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      if (output === '') return reject(new Error(`${node} ${folder} ended without an answer:\n${logged}`));
      const answer = JSON.parse(output) as Omit<InstanceRun, 'body' | 'milliseconds' | 'logged'> & { body: string };
      resolve({ ...answer, body: Buffer.from(answer.body, 'base64'), milliseconds, logged });
    });
  });
}
