import type { TransactionRequest } from '../protocol/messages';
import { defineOperation, transactionUsage } from './operation';

export const abortTransaction = defineOperation<TransactionRequest, object>({
  name: 'AbortTransaction',
  request: 'TransactionRequest',
  response: 'Empty',
  run: async ({ transactions }, { transactionId }) => {
    await transactions.within(transactionId, async ({ id }) => transactions.end(id));
    return { response: {}, usage: transactionUsage };
  },
});
