import { defineOperation } from './operation';

/** The official SDKs' clean-up code lists what this server does not have: search indexes and tables of time series. */
function emptyList(name: string) {
  return defineOperation<object, object>({
    name,
    request: 'Empty',
    response: 'Empty',
    run: async () => ({ response: {} }),
  });
}

export const listSearchIndex = emptyList('ListSearchIndex');

export const listTimeseriesTable = emptyList('ListTimeseriesTable');
