import { type Capacity, none } from '../capacity';
import { type MessageType, messageType } from '../protocol/protobuf';
import type { Catalog } from '../storage/catalog';
import type { Rows } from '../storage/rows';
import type { Transaction, Transactions } from '../storage/transactions';
import type { Sequences } from '../writing/sequences';

/** Everything that operations work on. */
export interface Instance {
  readonly catalog: Catalog;
  readonly rows: Rows;
  readonly sequences: Sequences;
  readonly transactions: Transactions;
  /** The most rows that GetRange scans for one reply. */
  readonly scannedRows: number;
  /** Whether a new table allows local transactions when CreateTable does not say. */
  readonly localTransactions: boolean;
}

/** The usage of an operation, for the counters. */
export interface Usage {
  readonly capacity: Capacity;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

export const noUsage: Usage = { capacity: none, rowsRead: 0, rowsWritten: 0 };

/** Starting and ending a local transaction cost one write unit each. */
export const transactionUsage: Usage = { capacity: { read: 0, write: 1 }, rowsRead: 0, rowsWritten: 0 };

export interface Reply {
  readonly body: Buffer;
  readonly usage: Usage;
}

/** An operation as the server calls it: bytes in, bytes out. */
export interface Operation {
  readonly name: string;
  run(instance: Instance, body: Buffer): Promise<Reply>;
}

interface Description<Request, Response> {
  readonly name: string;
  /** Names of the messages in tablestore.proto. */
  readonly request: string;
  readonly response: string;
  run(instance: Instance, request: Request): Promise<{ response: Response; usage?: Usage }>;
}

/** Makes an operation of its messages and its action. */
export function defineOperation<Request extends object, Response extends object>(
  description: Description<Request, Response>,
): Operation {
  const request: MessageType<Request> = messageType(description.request);
  const response: MessageType<Response> = messageType(description.response);
  return {
    name: description.name,
    run: async (instance, body) => {
      const result = await description.run(instance, request.decode(body));
      return { body: response.encode(result.response), usage: result.usage ?? noUsage };
    },
  };
}

/** Runs an action in the transaction that the request names, or without one. */
export function inTransaction<Result>(
  { transactions }: Instance,
  id: string | undefined,
  action: (transaction: Transaction | undefined) => Promise<Result>,
): Promise<Result> {
  return id === undefined || id === '' ? action(undefined) : transactions.within(id, action);
}
