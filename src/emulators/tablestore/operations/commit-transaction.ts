import type { TransactionRequest } from '../protocol/messages';
import { defineOperation, transactionUsage } from './operation';

export const commitTransaction = defineOperation<TransactionRequest, object>({
  name: 'CommitTransaction',
  request: 'TransactionRequest',
  response: 'Empty',
  run: async ({ rows, transactions }, { transactionId }) => {
    await transactions.within(transactionId, (transaction) => rows.commit(transaction));
    return { response: {}, usage: transactionUsage };
  },
});
