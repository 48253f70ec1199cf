import * as http from 'http';
import type { AddressInfo } from 'net';
import * as path from 'path';
import { root } from '../../src/build/root';
import { startFunctionCompute } from '../../src/emulators/function-compute/server';
import { createApp } from '../../src/function/app';
import { packageFile } from './package';
import { type LocalTestStore, startStore } from './store';

export interface TestApp {
  url: string;
  /** The build's version that it was given. */
  version: string;
  /** Whether Function Compute stands between, which takes some headers away. */
  behindPlatform: boolean;
  store: LocalTestStore;
  /** Every line that the app logged. */
  logged: string[];
  close(): Promise<void>;
}

/**
 * The app on a free port, over a local Tablestore in memory in this process. It runs in this process too, unless
 * `aimAtPackage` was called: then it is the package, served by the local Function Compute on the template's runtime.
 */
export async function startApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const store = await startStore(environment);
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const behindPlatform = aim === 'package';
  const serve = behindPlatform ? servePackage : serveHere;
  const { url, version, close } = await serve(store, environment, log);
  return {
    url,
    version,
    behindPlatform,
    store,
    logged,
    async close() {
      await close();
      await store.close();
    },
  };
}

let aim: 'here' | 'package' = 'here';

/** Makes `startApp` start the package from now on, so that tests of the API become tests of what is deployed. */
export function aimAtPackage(): void {
  aim = 'package';
}

interface Served {
  url: string;
  version: string;
  close(): Promise<void>;
}

async function serveHere(store: LocalTestStore, _: unknown, log: (line: string) => void): Promise<Served> {
  const version = 'test';
  const app = createApp({
    settings: store.settings,
    version,
    observe: { loadMilliseconds: 0, log },
  });
  const server = http.createServer(app);
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
  store: LocalTestStore,
  environment: Record<string, string>,
  log: (line: string) => void,
): Promise<Served> {
  const { file, version } = await packageFile();
  const { url, close } = await startFunctionCompute({
    template: path.join(root, 'template.yml'),
    code: file,
    warm: true,
    freeze: false,
    ahead: 1,
    concurrency: 2,
    queueLength: 1000,
    queueWait: 60_000,
    credentials: store.settings.credentials!,
    environment: { ...store.environment, ...environment },
    log(line) {
      // What the function wrote stands behind the platform's time, request id and level.
      const own = /\[verbose\] (.*)$/.exec(line)?.[1];
      if (own) log(own);
    },
  });
  return { url, version, close };
}
