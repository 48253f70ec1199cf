import { parseArgs } from 'node:util';
import { CommandError } from '../build/command-error';

/** An option of a command, as `parseArgs` reads it and as `--help` shows it. */
export interface CommandOption {
  type: 'string' | 'boolean';
  multiple?: boolean;
  /** The value's name in the help, such as `PORT`. */
  value?: string;
  help: string;
}

type CommandOptions = Record<string, CommandOption>;

/** The command line that a command accepts. */
export interface CommandLine<Options extends CommandOptions> {
  /** How to call the command, such as `npm run smoke -- URL`. */
  usage: string;
  /** Whether the command takes an argument beside its options. */
  takesArgument?: boolean;
  options: Options;
}

/** A command line or variable that cannot be used: the message comes with the help, and the exit code is 2. */
export class UsageError extends CommandError {}

/** The values of a command's options, and its argument. */
export type CommandInput<Options extends CommandOptions> = ReturnType<typeof parse<Options>>['values'] & {
  argument?: string;
};

/** Registers how to close something that `main` has started. */
export type OnClose = (close: () => Promise<void>) => void;

/**
 * Runs a command: reads its command line, answers `--help`, and ends the process with 1 (or 2 for a wrong command line)
 * when `main` fails. The stack is shown only for unexpected errors. Everything that `main` has started is closed, the last
 * first, when it fails and on SIGINT and SIGTERM.
 */
export function runCommand<const Options extends CommandOptions>(
  line: CommandLine<Options>,
  main: (input: CommandInput<Options>, onClose: OnClose) => Promise<void>,
): void {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return console.log(helpOf(line));
  const started: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (let close = started.pop(); close; close = started.pop()) await close();
  };
  const fail = async (error: unknown) => {
    console.error(messageOf(error, line));
    await closeAll().catch(console.error);
    process.exit(error instanceof UsageError ? 2 : 1);
  };
  const onClose: OnClose = (close) => {
    if (started.push(close) === 1) onFirstSignal(() => closeAll().then(() => process.exit(0), fail));
  };
  Promise.resolve()
    .then(() => main(readCommandLine(line, args), onClose))
    .catch(fail);
}

/** Reads a command line. @throws UsageError */
export function readCommandLine<const Options extends CommandOptions>(
  { options, takesArgument = false }: CommandLine<Options>,
  args: readonly string[],
): CommandInput<Options> {
  const { values, positionals } = parse(args, options);
  const [argument] = positionals;
  const surplus = positionals[takesArgument ? 1 : 0];
  if (surplus !== undefined) throw new UsageError(`Unknown argument ${surplus}.`);
  return argument === undefined ? values : { ...values, argument };
}

function parse<Options extends CommandOptions>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node appends advice about arguments that begin with a hyphen; no command takes one.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

/** A whole number that `name`, an option or a variable, was given. @throws UsageError */
export function wholeNumber(name: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) {
    throw new UsageError(`${name} must be a whole number from ${from} to ${to}, not "${text}".`);
  }
  return value;
}

/** The port to listen on: the option `--port`, else the variable `PORT`, else `usual`. @throws UsageError */
export function readPort(option: string | undefined, usual: number): number {
  return option === undefined
    ? wholeNumber('PORT', process.env.PORT ?? String(usual), 0, 65_535)
    : wholeNumber('--port', option, 0, 65_535);
}

/** Calls `close` on the first signal that asks the process to end; the second one ends it at once. */
function onFirstSignal(close: () => void): void {
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      close();
    });
  }
}

function messageOf(error: unknown, line: CommandLine<CommandOptions>): unknown {
  if (error instanceof UsageError) return `${error.message}\n\n${helpOf(line)}`;
  if (error instanceof CommandError) return error.message;
  const { code, port } = Object(error) as { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    const [command] = line.usage.split(' -- ');
    return `Port ${port} is in use. Choose another one with --port, or take any free one: PORT=0 ${command}`;
  }
  return error;
}

function helpOf({ usage, options }: CommandLine<CommandOptions>): string {
  const rows = Object.entries(options).map(([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ''}`, help]);
  rows.push(['--help', 'print this help']);
  const width = Math.max(...rows.map(([option]) => option!.length));
  return [`Usage: ${usage}`, '', ...rows.map(([option, help]) => `  ${option!.padEnd(width)}  ${help}`)].join('\n');
}
