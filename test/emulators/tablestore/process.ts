import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const launcher = join(__dirname, '../../../src/commands/tablestore-launcher.cjs');

export interface Command {
  readonly child: ChildProcess;
  /** Everything that it has printed so far. */
  readonly output: () => string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** The command behind `npm run tablestore`, in a process of its own. */
export function run(...args: string[]): Command {
  return launch(launcher, ...args);
}

export function launch(program: string, ...args: string[]): Command {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  return { child, output: () => printed, ended };
}

/** Waits for the ready line; answers the URL in it. */
export async function ready({ child, output }: Command): Promise<string> {
  while (!/^ready \S+$/m.test(output())) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return /^ready (\S+)$/m.exec(output())?.[1] ?? '';
}

export const credentialArgs = ['--instance', 'local', '--access-key-id', 'AK', '--access-key-secret', 'SK'];
