import * as http from 'http';
import type { AddressInfo } from 'net';
import { createApp } from '../../src/app';
import { type LocalTestStore, startStore } from './store';

export interface TestApp {
  url: string;
  store: LocalTestStore;
  /** Every line that the app logged. */
  logged: string[];
  close(): Promise<void>;
}

/** The app in this process on a free port, over a local Tablestore in memory. */
export async function startApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const store = await startStore(environment);
  const logged: string[] = [];
  const app = createApp({
    settings: store.settings,
    version: 'test',
    observe: { loadMilliseconds: 0, log: (line) => logged.push(line) },
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    logged,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
  };
}
