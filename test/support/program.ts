import { type ChildProcess, spawn } from 'node:child_process';
import { root } from '../../src/build/root';

/** A command of this project running as a process of its own. */
export interface Program {
  url: string;
  pid: number;
  output(): string;
  /** Ends the process as the kernel does when memory runs out; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a program of this project and waits for its `ready` line.
 * @throws Error with what the program printed, when it ends before
 */
export function startProgram(
  file: string,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<Program> {
  const compiler = file.endsWith('.ts') ? ['--require', 'tsx/cjs'] : [];
  const child = spawn(process.execPath, [...compiler, file, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      output += chunk;
      const ready = /^ready (http:\S+)$/m.exec(output);
      if (ready)
        resolve({
          url: ready[1]!,
          pid: child.pid!,
          output: () => output,
          kill: (signal) => kill(child, exited, signal),
        });
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('error', reject);
    exited.then(() => reject(new Error(`${file} ended early:\n${output}`)));
  });
}

async function kill(child: ChildProcess, exited: Promise<void>, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  child.kill(signal);
  await exited;
}
