import { createHash } from 'crypto';
import * as path from 'path';
import { bundleFunction } from '../build/bundle';
import { copyPage, type PageCopy } from '../build/page-copy';
import { root } from '../build/root';
import { type LocalFunctionCompute, startFunctionCompute } from '../emulators/function-compute/server';
import { type LocalTablestore, startTablestore } from '../emulators/tablestore/server';
import { tables } from '../function/tablestore/schema';
import { createMissingTables, type TableAccess } from '../function/tablestore/tables';

/** `npm start`: the whole service on this machine, over the real protocols. */

const localInstance = 'local';
const localKeys = { accessKeyId: 'local', accessKeySecret: 'local-secret' };

interface StartOptions {
  port: number;
  dataFolder: string;
  /** Keep instances between calls instead of destroying each after its answer. */
  warm: boolean;
  environment: NodeJS.ProcessEnv;
}

class UsageError extends Error {}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const { ORIGINAL_PAGE_DIR: pageFolder } = options.environment;
  const page = pageFolder ? await copyPage(path.resolve(pageFolder)) : undefined;
  const [, store] = await Promise.all([bundleFunction(path.join(root, 'dist/function')), openStore(options)]);
  await createMissingTables(store.access, tables);
  const functionCompute = await startFunctionCompute({
    template: path.join(root, 'template.yml'),
    code: path.join(root, 'dist/function'),
    port: options.port,
    warm: options.warm,
    credentials: store.access.credentials,
    environment: {
      ...(store.tablestore && { SESSION_COOKIE: cookieOf(options.dataFolder) }),
      ...functionEnvironment(store.access, options.environment, page),
    },
    watch: true,
  });
  console.log(
    options.warm
      ? 'calls  instances are kept between calls'
      : 'calls  each in a process of its own, destroyed after it',
  );
  if (page) console.log(`page   ${pageFolder}`);
  stopOnSignal(functionCompute, store.tablestore, page);
  console.log(`ready ${functionCompute.url}`);
}

function readOptions(args: string[], environment: NodeJS.ProcessEnv): StartOptions {
  const unknown = args.find((argument) => argument !== '--warm');
  if (unknown !== undefined)
    throw new UsageError(`Unknown option ${unknown}. The only one is --warm; see README.md for the settings.`);
  const port = Number(environment.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`PORT must be a number from 0 to 65535, not "${environment.PORT}".`);
  return {
    port,
    dataFolder: path.resolve(environment.DATA_DIR ?? '.data', 'tablestore'),
    warm: args.includes('--warm'),
    environment,
  };
}

/** The Tablestore that the environment names, else a local one whose data stays in a folder. */
async function openStore(
  options: StartOptions,
): Promise<{ access: TableAccess; tablestore: LocalTablestore | undefined }> {
  const { TABLESTORE_ENDPOINT: endpoint, TABLESTORE_INSTANCE: instance } = options.environment;
  if (endpoint) {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret } =
      options.environment;
    if (!instance || !accessKeyId || !accessKeySecret) {
      throw new UsageError(
        'With TABLESTORE_ENDPOINT, TABLESTORE_INSTANCE, ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set too.',
      );
    }
    const securityToken = options.environment.ALIBABA_CLOUD_SECURITY_TOKEN;
    console.log(`data   instance ${instance} at ${endpoint}`);
    const credentials = { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
    return { access: { endpoint, instance, credentials }, tablestore: undefined };
  }
  const tablestore = await startTablestore({
    port: 0,
    data: options.dataFolder,
    instance: localInstance,
    ...localKeys,
  });
  console.log(`data   ${options.dataFolder} (local Tablestore at ${tablestore.url})`);
  return { access: { endpoint: tablestore.url, instance: localInstance, credentials: localKeys }, tablestore };
}

function functionEnvironment(
  { endpoint, instance }: TableAccess,
  environment: NodeJS.ProcessEnv,
  page: PageCopy | undefined,
): Record<string, string> {
  const { SESSION_SECRET, SESSION_COOKIE, FORWARDED_HEADERS } = environment;
  return {
    TABLESTORE_ENDPOINT: endpoint,
    TABLESTORE_INSTANCE: instance,
    ...(SESSION_SECRET && { SESSION_SECRET }),
    ...(SESSION_COOKIE && { SESSION_COOKIE }),
    ...(FORWARDED_HEADERS && { FORWARDED_HEADERS }),
    ...(page && { ORIGINAL_PAGE_DIR: page.folder }),
  };
}

/** A cookie name that stays the same for a data folder: the local Tablestore's port changes with every start. */
function cookieOf(dataFolder: string): string {
  return `session-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 8)}`;
}

function stopOnSignal(
  functionCompute: LocalFunctionCompute,
  tablestore: LocalTablestore | undefined,
  page: PageCopy | undefined,
): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await functionCompute.close();
    await tablestore?.close();
    await page?.remove();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
