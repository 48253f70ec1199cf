import { defineOperation } from './operation';

/** A list of things that this server does not have; the clean-up code of the official SDKs asks for it. */
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
