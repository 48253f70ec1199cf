import { CommandError } from '../build/command-error';

/** Reads a command's switches, such as `--source-maps`. Raises CommandError for any other argument. */
export function readFlags<Name extends string>(
  args: string[],
  flags: Readonly<Record<Name, `--${string}`>>,
): Record<Name, boolean> {
  const known = Object.values<string>(flags);
  const unknown = args.find((argument) => !known.includes(argument));
  if (unknown !== undefined) {
    const choice = known.length > 0 ? `There is only ${known.join(', ')}.` : 'There are none.';
    throw new CommandError(`Unknown argument ${unknown}. ${choice}`);
  }
  const read = Object.entries<string>(flags).map(([name, flag]) => [name, args.includes(flag)]);
  return Object.fromEntries(read) as Record<Name, boolean>;
}

/** How a command's `main` fails: its message on standard error, the stack only of what nobody foresaw, exit code 1. */
export function endWithMessage(error: unknown): void {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
