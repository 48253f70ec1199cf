import { defineOperation } from './operation';

/** There are no search indexes here; the official SDKs' clean-up code asks all the same. */
export const listSearchIndex = defineOperation<object, object>({
  name: 'ListSearchIndex',
  request: 'Empty',
  response: 'Empty',
  run: async () => ({ response: {} }),
});
