import type { StartLocalTransactionRequest, TransactionRequest } from '../protocol/messages';
import { bindPartitionKey, parseStartLocalTransaction } from '../requests/start-local-transaction';
import { defineOperation, transactionUsage } from './operation';

export const startLocalTransaction = defineOperation<StartLocalTransactionRequest, { transactionId: string }>({
  name: 'StartLocalTransaction',
  request: 'StartLocalTransactionRequest',
  response: 'StartLocalTransactionResponse',
  run: async ({ catalog, transactions }, request) => {
    const sent = parseStartLocalTransaction(request);
    const table = catalog.forWriting(request.tableName);
    const { id } = await transactions.start(table, bindPartitionKey(table, sent));
    return { response: { transactionId: id }, usage: transactionUsage };
  },
});

export const commitTransaction = defineOperation<TransactionRequest, object>({
  name: 'CommitTransaction',
  request: 'TransactionRequest',
  response: 'Empty',
  run: async ({ rows, transactions }, { transactionId }) => {
    await transactions.within(transactionId, (transaction) => rows.commit(transaction));
    return { response: {}, usage: transactionUsage };
  },
});

export const abortTransaction = defineOperation<TransactionRequest, object>({
  name: 'AbortTransaction',
  request: 'TransactionRequest',
  response: 'Empty',
  run: async ({ transactions }, { transactionId }) => {
    await transactions.within(transactionId, async ({ id }) => transactions.end(id));
    return { response: {}, usage: transactionUsage };
  },
});
