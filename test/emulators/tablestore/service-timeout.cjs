// A new table of the service can take a minute until it is ready.
jest.setTimeout(180_000);
