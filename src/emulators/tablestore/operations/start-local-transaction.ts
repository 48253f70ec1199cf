import type { StartLocalTransactionRequest } from '../protocol/messages';
import { validateStartLocalTransaction } from '../requests/start-local-transaction';
import { defineOperation, transactionUsage } from './operation';

export const startLocalTransaction = defineOperation<StartLocalTransactionRequest, { transactionId: string }>({
  name: 'StartLocalTransaction',
  request: 'StartLocalTransactionRequest',
  response: 'StartLocalTransactionResponse',
  run: async ({ catalog, transactions }, request) => {
    const table = catalog.forWriting(request.tableName);
    const { id } = await transactions.start(table, validateStartLocalTransaction(table, request));
    return { response: { transactionId: id }, usage: transactionUsage };
  },
});
