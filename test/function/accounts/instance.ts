import * as http from 'http';
import type { AddressInfo } from 'net';
import { createApp } from '../../../src/function/app';
import type { Settings } from '../../../src/function/settings';

/** One more instance of the app over a store that is in use already. */
export async function serve(settings: Settings): Promise<{ url: string; close(): Promise<void> }> {
  const app = createApp({
    settings,
    version: 'test',
    observe: { loadMilliseconds: 0, log: () => {} },
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
