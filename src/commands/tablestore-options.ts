import type { Fault } from '../emulators/tablestore/faults';
import type { TablestoreOptions } from '../emulators/tablestore/server';
import { readCommandLine, UsageError, wholeNumber } from './command';

export const commandLine = {
  usage:
    'npm run tablestore -- --instance NAME --access-key-id AK --access-key-secret SK (--data FOLDER | --memory) [options]',
  options: {
    port: { type: 'string', value: 'PORT', help: 'port to listen on; 0, the default, takes a free one' },
    host: { type: 'string', value: 'HOST', help: 'address to listen on; default 127.0.0.1' },
    'allow-host': {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'a host name to answer to beside loopback names, may be repeated',
    },
    data: { type: 'string', value: 'FOLDER', help: 'folder of the data, made when missing' },
    memory: { type: 'boolean', help: 'keep nothing on disk' },
    instance: { type: 'string', value: 'NAME', help: 'name of the instance, 3 to 16 characters' },
    'access-key-id': { type: 'string', value: 'AK', help: 'the key that clients sign with' },
    'access-key-secret': { type: 'string', value: 'SK', help: 'its secret' },
    'sts-token': { type: 'string', value: 'TOKEN', help: 'the STS token that clients must send; default: any or none' },
    'skip-checks': { type: 'string', value: 'LIST', help: 'checks of requests to skip: md5,date,signature' },
    'page-rows': { type: 'string', value: 'N', help: 'rows that GetRange scans for one reply, 1 to 5000' },
    'table-ready-delay': {
      type: 'string',
      value: 'MS',
      help: 'how long a new table answers OTSTableNotReady; default 0',
    },
    'local-transactions': {
      type: 'boolean',
      help: 'allow local transactions on new tables when CreateTable does not say',
    },
    fault: {
      type: 'string',
      multiple: true,
      value: 'JSON',
      help: 'a fault from the start, may be repeated: {"kind":"error","code":"OTSServerBusy","times":3}',
    },
  },
} as const;

/** Reads the command line of `npm run tablestore`. @throws UsageError */
export function readTablestoreOptions(args: readonly string[]): TablestoreOptions {
  return toTablestoreOptions(readCommandLine(commandLine, args));
}

/** Checks the values and combinations of options. @throws UsageError */
export function toTablestoreOptions(
  values: ReturnType<typeof readCommandLine<typeof commandLine.options>>,
): TablestoreOptions {
  const missing = (['instance', 'access-key-id', 'access-key-secret'] as const).filter((name) => !values[name]);
  if (missing.length > 0) throw new UsageError(`Missing: ${missing.map((name) => `--${name}`).join(', ')}.`);
  if (values.data !== undefined && values.memory) throw new UsageError('--data and --memory exclude each other.');
  if (!values.data && !values.memory) throw new UsageError('Give --data FOLDER, or --memory to keep nothing on disk.');
  const instance = values.instance ?? '';
  if (!/^[A-Za-z][A-Za-z0-9-]{2,15}$/.test(instance)) {
    throw new UsageError(
      `--instance must be 3 to 16 letters, digits and hyphens and begin with a letter, not "${instance}".`,
    );
  }
  const pageRows = values['page-rows'];
  const delay = values['table-ready-delay'];
  return {
    port: wholeNumber('--port', values.port ?? '0', 0, 65_535),
    instance,
    accessKeyId: values['access-key-id'] ?? '',
    accessKeySecret: values['access-key-secret'] ?? '',
    localTransactions: values['local-transactions'] ?? false,
    allowedHosts: values['allow-host'] ?? [],
    faults: (values.fault ?? []).map(parseFault),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.data !== undefined && { data: values.data }),
    ...(values['sts-token'] !== undefined && { stsToken: values['sts-token'] }),
    ...(values['skip-checks'] !== undefined && { checks: parseChecks(values['skip-checks']) }),
    ...(pageRows !== undefined && { pageRows: wholeNumber('--page-rows', pageRows, 1, 5000) }),
    ...(delay !== undefined && { tableReadyDelayMs: wholeNumber('--table-ready-delay', delay, 0, 600_000) }),
  };
}

function parseChecks(list: string): NonNullable<TablestoreOptions['checks']> {
  const names = list.split(',');
  const wrong = names.find((name) => !['md5', 'date', 'signature'].includes(name));
  if (wrong !== undefined) throw new UsageError(`--skip-checks knows md5, date and signature, not "${wrong}".`);
  return Object.fromEntries(names.map((name) => [name, false]));
}

function parseFault(text: string): Fault {
  try {
    return JSON.parse(text) as Fault;
  } catch {
    throw new UsageError(`--fault must be JSON, for example {"kind":"error","code":"OTSServerBusy"}, not ${text}`);
  }
}
