import { parseArgs } from 'node:util';
import type { Fault } from './faults';
import type { TablestoreOptions } from './server';

export const usage = `Usage: npm run tablestore -- --instance NAME --access-key-id AK --access-key-secret SK (--data DIR | --memory)

  --port PORT              port to listen on; 0, the default, takes a free one
  --host HOST              address to listen on; default 127.0.0.1
  --data DIR               folder of the data, made when missing
  --memory                 keep nothing on disk
  --instance NAME          name of the instance, 3 to 16 characters
  --access-key-id AK, --access-key-secret SK
                           the key pair that clients sign with
  --sts-token TOKEN        the STS token that clients must send; default: any or none
  --skip-checks LIST       checks of requests to leave out: md5, date, signature, separated by commas
  --page-rows N            most rows that GetRange scans for one reply, 1 to 5000
  --table-ready-delay MS   how long a new table answers OTSTableNotReady; default 0
  --local-transactions     allow local transactions on every new table
  --fault JSON             a fault from the start, may be repeated: {"kind":"error","code":"OTSServerBusy","times":3}
`;

/** A command line that cannot be served; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  memory: { type: 'boolean' },
  instance: { type: 'string' },
  'access-key-id': { type: 'string' },
  'access-key-secret': { type: 'string' },
  'sts-token': { type: 'string' },
  'skip-checks': { type: 'string' },
  'page-rows': { type: 'string' },
  'table-ready-delay': { type: 'string' },
  'local-transactions': { type: 'boolean' },
  fault: { type: 'string', multiple: true },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(flag: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) {
    throw new UsageError(`--${flag} must be a whole number from ${from} to ${to}, not "${text}"`);
  }
  return value;
}

function parseChecks(list: string): NonNullable<TablestoreOptions['checks']> {
  const names = list.split(',');
  const wrong = names.find((name) => !['md5', 'date', 'signature'].includes(name));
  if (wrong !== undefined) throw new UsageError(`--skip-checks knows md5, date and signature, not "${wrong}"`);
  return Object.fromEntries(names.map((name) => [name, false]));
}

function parseFault(text: string): Fault {
  try {
    return JSON.parse(text) as Fault;
  } catch {
    throw new UsageError(`--fault must be JSON, for example {"kind":"error","code":"OTSServerBusy"}, not ${text}`);
  }
}

/** Parses the command line. @throws UsageError */
export function parseOptions(args: readonly string[]): TablestoreOptions {
  const values = parse(args);
  const missing = (['instance', 'access-key-id', 'access-key-secret'] as const).filter((name) => !values[name]);
  if (missing.length > 0) throw new UsageError(`missing ${missing.map((name) => `--${name}`).join(', ')}`);
  if (values.data !== undefined && values.memory) throw new UsageError('--data and --memory exclude each other');
  if (!values.data && !values.memory) throw new UsageError('give --data DIR, or --memory to keep nothing on disk');
  const instance = values.instance ?? '';
  if (!/^[A-Za-z][A-Za-z0-9-]{2,15}$/.test(instance)) {
    throw new UsageError(
      `--instance must be 3 to 16 letters, digits and hyphens and begin with a letter, not "${instance}"`,
    );
  }
  return {
    port: wholeNumber('port', values.port ?? '0', 0, 65_535),
    instance,
    accessKeyId: values['access-key-id'] ?? '',
    accessKeySecret: values['access-key-secret'] ?? '',
    localTransactions: values['local-transactions'] ?? false,
    faults: (values.fault ?? []).map(parseFault),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.data !== undefined && { data: values.data }),
    ...(values['sts-token'] !== undefined && { stsToken: values['sts-token'] }),
    ...(values['skip-checks'] !== undefined && { checks: parseChecks(values['skip-checks']) }),
    ...(values['page-rows'] !== undefined && { pageRows: wholeNumber('page-rows', values['page-rows'], 1, 5000) }),
    ...(values['table-ready-delay'] !== undefined && {
      tableReadyDelayMs: wholeNumber('table-ready-delay', values['table-ready-delay'], 0, 600_000),
    }),
  };
}
