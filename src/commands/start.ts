import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { bundleFunction } from '../build/bundle';
import { CommandError } from '../build/command-error';
import { copyPage, type PageCopy } from '../build/page-copy';
import { root } from '../build/root';
import { startFunctionCompute } from '../emulators/function-compute/server';
import { startTablestore } from '../emulators/tablestore/server';
import { tables } from '../function/tablestore/schema';
import { createMissingTables, type TableAccess } from '../function/tablestore/tables';
import { type OnClose, readPort, runCommand } from './command';

const commandLine = {
  usage: 'npm start -- [options]',
  options: {
    port: {
      type: 'string',
      value: 'PORT',
      help: 'port to listen on, also the variable PORT; default 3000, 0 for a free one',
    },
    data: {
      type: 'string',
      value: 'FOLDER',
      help: "the local Tablestore's data, also the variable DATA_DIR; default .data",
    },
    fc3: { type: 'boolean', help: 'serve as Function Compute 3.0 does: events, Node 20' },
    warm: { type: 'boolean', help: 'keep instances between calls instead of destroying each after its answer' },
  },
} as const;

/** Settings of the function that are taken from this process's environment. */
const passedOn = ['SESSION_SECRET', 'SESSION_COOKIE', 'FORWARDED_HEADERS'];
const functionFolder = join(root, 'dist/function');
const local = { instance: 'local', credentials: { accessKeyId: 'local', accessKeySecret: 'local-secret' } };

/** `npm start`: the whole service on this machine, over the real protocols. */
runCommand(
  commandLine,
  async ({ port: portOption, data = process.env.DATA_DIR ?? '.data', fc3 = false, warm = false }, onClose) => {
    const port = readPort(portOption, 3000);
    const dataFolder = resolve(data, 'tablestore');
    const page = await copyOriginalPage(process.env.ORIGINAL_PAGE_DIR, onClose);
    const [, store] = await Promise.all([
      bundleFunction(functionFolder, fc3 ? { runtime: 'nodejs20' } : {}),
      openStore(dataFolder, onClose),
    ]);
    await createMissingTables(store, tables);
    const functionCompute = await startFunctionCompute({
      template: join(root, 'template.yml'),
      code: functionFolder,
      port,
      warm,
      generation: fc3 ? 'FC3' : 'FC2',
      credentials: store.credentials,
      environment: functionEnvironment(store, dataFolder, page),
      watch: true,
    });
    onClose(functionCompute.close);
    console.log(
      warm ? 'calls  instances are kept between calls' : 'calls  each in a process of its own, destroyed after it',
    );
    if (page) console.log(`page   ${process.env.ORIGINAL_PAGE_DIR}`);
    console.log(`ready ${functionCompute.url}`);
  },
);

async function copyOriginalPage(folder: string | undefined, onClose: OnClose): Promise<PageCopy | undefined> {
  if (!folder) return undefined;
  const page = await copyPage(resolve(folder)).catch(failWithoutStack);
  onClose(page.remove);
  return page;
}

/** The Tablestore that the environment names, else a local one whose data stays in a folder. */
async function openStore(data: string, onClose: OnClose): Promise<TableAccess> {
  const { TABLESTORE_ENDPOINT: endpoint } = process.env;
  if (endpoint) return accessOfEnvironment(endpoint);
  const options = { port: 0, data, instance: local.instance, ...local.credentials };
  const { url, close } = await startTablestore(options).catch(failWithoutStack);
  onClose(close);
  console.log(`data   ${data} (local Tablestore at ${url})`);
  return { endpoint: url, ...local };
}

function accessOfEnvironment(endpoint: string): TableAccess {
  const {
    TABLESTORE_INSTANCE: instance,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
  } = process.env;
  if (!instance || !accessKeyId || !accessKeySecret) {
    throw new CommandError(
      'With TABLESTORE_ENDPOINT, TABLESTORE_INSTANCE, ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set too.',
    );
  }
  console.log(`data   instance ${instance} at ${endpoint}`);
  return { endpoint, instance, credentials: { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) } };
}

function functionEnvironment(
  { endpoint, instance }: TableAccess,
  dataFolder: string,
  page: PageCopy | undefined,
): Record<string, string> {
  const settings = passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return {
    ...(!process.env.TABLESTORE_ENDPOINT && { SESSION_COOKIE: cookieNameOf(dataFolder) }),
    ...Object.fromEntries(settings),
    TABLESTORE_ENDPOINT: endpoint,
    TABLESTORE_INSTANCE: instance,
    ...(page && { ORIGINAL_PAGE_DIR: page.folder }),
  };
}

/** A cookie name that stays the same for a data folder: the local Tablestore's port changes with every start. */
function cookieNameOf(dataFolder: string): string {
  return `session-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 8)}`;
}

/** Errors about the data folder and the page's folder say what to do; their stack would hide it. */
function failWithoutStack(error: Error): never {
  throw new CommandError(error.message);
}
