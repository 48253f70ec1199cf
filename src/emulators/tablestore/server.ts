import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CounterSet, type Counters } from './counters';
import { type Fault, Faults } from './faults';
import type { Checks } from './http/authentication';
import { controlPrefix, createControl } from './http/control';
import { createGateway } from './http/gateway';
import { createHostCheck } from './http/hosts';
import { limits } from './limits';
import { operations } from './operations';
import { Catalog } from './storage/catalog';
import { Engine } from './storage/engine';
import { Rows } from './storage/rows';
import { Transactions } from './storage/transactions';
import { Sequences } from './writing/sequences';

export type { Counters } from './counters';
export { type Fault, FaultError, type Faults } from './faults';

export interface TablestoreOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Absent: 127.0.0.1, which other machines cannot reach. */
  readonly host?: string;
  /** Host names to answer to beside loopback names and `host`. */
  readonly allowedHosts?: readonly string[];
  /** Folder of the data, made when missing; absent: everything is gone when the server closes. */
  readonly data?: string;
  readonly instance: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The STS token that requests must carry; absent: any or none. */
  readonly stsToken?: string;
  /** Checks of requests to switch off. */
  readonly checks?: Partial<Checks>;
  /** The most rows that GetRange scans for one reply, to make clients page; at most, and when absent, 5000. */
  readonly pageRows?: number;
  /** Milliseconds that a new table answers OTSTableNotReady. */
  readonly tableReadyDelayMs?: number;
  /** Whether a new table allows local transactions when CreateTable does not say; absent: no. */
  readonly localTransactions?: boolean;
  /** Milliseconds that a local transaction may take; the service's, and when absent, a minute. */
  readonly transactionMs?: number;
  /** Faults from the start. */
  readonly faults?: readonly Fault[];
  /** Called with errors that are bugs or a broken disk; absent: they are written to standard error. */
  readonly onUnexpected?: (error: unknown) => void;
}

/** A running local Tablestore. */
export interface LocalTablestore {
  /** The endpoint for SDKs, for example http://127.0.0.1:8087. */
  readonly url: string;
  readonly faults: Faults;
  /** Operations, rows and capacity units so far. */
  counters(): Counters;
  /** Finishes the requests under way and closes the data. */
  close(): Promise<void>;
}

/** SDKs keep idle connections, and the Node SDK does not retry a write whose connection was closed: the SDK must close first. */
const keepAliveMs = 15 * 60_000;

const closePatienceMs = 5_000;

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(
        isTaken
          ? new Error(`port ${port} of ${host} is in use: choose another with --port, or a free one with --port 0`)
          : error,
      );
    };
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      const address = server.address() as AddressInfo;
      resolve(`http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`);
    });
  });
}

/** Lets the requests under way finish, for a while; a connection is idle, and closed, as soon as its request is done. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const patience = setTimeout(() => server.closeAllConnections(), closePatienceMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(patience);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * Starts a local Tablestore.
 * @throws Error with a message for a person when the data folder or the port cannot be used; FaultError
 */
export async function startTablestore(options: TablestoreOptions): Promise<LocalTablestore> {
  const faults = new Faults(operations.map(({ name }) => name));
  for (const fault of options.faults ?? []) faults.add(fault);
  const counters = new CounterSet();
  const engine = await Engine.open(options.data);
  const catalog = await Catalog.open(engine, options.tableReadyDelayMs ?? 0);
  const transactions = new Transactions(options.transactionMs);
  const onUnexpected = options.onUnexpected ?? ((error: unknown) => console.error(error));
  const rows = new Rows(engine, transactions, catalog);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const underWay = new Set<Promise<void>>();
  const host = options.host ?? '127.0.0.1';
  const checkHost = createHostCheck([host, ...(options.allowedHosts ?? [])]);
  const gateway = createGateway({
    instance: {
      catalog,
      rows,
      sequences: new Sequences(catalog),
      transactions,
      scannedRows: Math.min(options.pageRows ?? limits.scannedRows, limits.scannedRows),
      localTransactions: options.localTransactions ?? false,
    },
    operations,
    credentials: options,
    checkHost,
    checks: { md5: true, date: true, signature: true, ...options.checks },
    faults,
    counters,
    closing: closing.signal,
    onUnexpected,
  });
  const control = createControl(faults, counters, checkHost);
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const answer = request.url?.startsWith(controlPrefix) ? control : gateway;
    const answered = answer(request, response)
      .catch((error: unknown) => {
        onUnexpected(error);
        request.socket.destroy();
      })
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
  });
  const closeData = async (): Promise<void> => {
    transactions.close();
    await rows.close();
    await catalog.close();
    await engine.close();
  };
  try {
    const url = await listen(server, options.port ?? 0, host);
    return {
      url,
      faults,
      counters: () => counters.read(),
      close: async () => {
        await stop(server);
        // A request whose client has disconnected may still be running, or be delayed by a fault.
        closing.abort();
        await Promise.all(underWay);
        await closeData();
      },
    };
  } catch (error) {
    await closeData();
    throw error;
  }
}
