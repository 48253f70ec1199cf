import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root } from '../../src/build/root';
import type { RuntimeGeneration } from '../../src/emulators/function-compute/protocol';
import { startFunctionCompute } from '../../src/emulators/function-compute/server';
import { createApp } from '../../src/function/app';
import { readSettings } from '../../src/function/settings';
import { builtPackage, type PackageRuntime } from './built-function';
import { type LocalTestStore, startStore } from './store';

export interface TestApp {
  url: string;
  /** The build's version that it was given. */
  version: string;
  /** Whether Function Compute serves it, which drops some headers. */
  behindPlatform: boolean;
  /** Whether bodies arrive byte for byte; Function Compute 3.0 hands JSON over as text. */
  passesBytes: boolean;
  store: LocalTestStore;
  /** Every line that the app logged. */
  logged: string[];
  close(): Promise<void>;
}

/** What the tests of the API call: the app in this process, or the package as it would be deployed, on either platform. */
const target = process.env.TODOLIST_API ?? 'process';

/** The local Function Compute that serves a package. */
interface Platform {
  generation: RuntimeGeneration;
  runtime: PackageRuntime;
}

const platforms = new Map<string, Platform>([
  ['package', { generation: 'FC2', runtime: 'nodejs12' }],
  ['package-fc3', { generation: 'FC3', runtime: 'nodejs20' }],
]);

/**
 * The app on a free port, over a local Tablestore in memory in this process, or over a store that is in use already and stays
 * open. The app runs in this process too, unless the variable TODOLIST_API says `package` or `package-fc3`: then it is
 * the unpacked package, served by the local Function Compute 2.0 or 3.0.
 */
export async function startApp(environment: Record<string, string> = {}, shared?: LocalTestStore): Promise<TestApp> {
  const store = shared ?? (await startStore(environment));
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const platform = platforms.get(target);
  const settings = { ...store.environment, ...environment };
  const { url, version, close } = platform
    ? await servePackage(platform, store, settings, log)
    : await serveHere(settings, log);
  return {
    url,
    version,
    behindPlatform: platform !== undefined,
    passesBytes: platform?.generation !== 'FC3',
    store,
    logged,
    async close() {
      await close();
      if (!shared) await store.close();
    },
  };
}

interface Served {
  url: string;
  version: string;
  close(): Promise<void>;
}

async function serveHere(environment: Record<string, string>, log: (line: string) => void): Promise<Served> {
  const version = 'test';
  const app = createApp({
    settings: readSettings(environment),
    version,
    observe: { loadMilliseconds: 0, log },
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    version,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function servePackage(
  { generation, runtime }: Platform,
  store: LocalTestStore,
  environment: Record<string, string>,
  log: (line: string) => void,
): Promise<Served> {
  const { file, version } = await builtPackage(runtime);
  const { url, close } = await startFunctionCompute({
    template: join(root, 'template.yml'),
    code: file,
    generation,
    // Tests forge host names.
    hosts: 'any',
    warm: true,
    freeze: false,
    ahead: 1,
    concurrency: 2,
    queueLength: 1000,
    queueWait: 60_000,
    // A test that sets no key has a service without a role.
    ...(environment.ALIBABA_CLOUD_ACCESS_KEY_ID && { credentials: store.settings.credentials! }),
    environment,
    log(line) {
      // The function's own text follows the platform's time, request id and level.
      const own = /\[verbose\] (.*)$/.exec(line)?.[1];
      if (own) log(own);
    },
  });
  return { url, version, close };
}
