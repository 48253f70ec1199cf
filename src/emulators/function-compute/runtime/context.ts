import type { ContextData, RuntimeGeneration } from '../protocol';

/** The `context` argument, with the members that the Node.js runtime adds to the data of the call. */
export function makeContext(data: ContextData, generation: RuntimeGeneration): object {
  const context = {
    ...dataOf(data, generation),
    retryCount: 0,
    logger: makeLogger(data.requestId),
    tracing: { openTracingSpanContext: '', openTracingSpanBaggages: {}, jaegerEndpoint: '' },
  };
  let waits = false;
  const flag = generation === 'FC3' ? 'callbackWaitsForEmptyEventLoop' : 'waitsForEmptyEventLoopBeforeCallback';
  Object.defineProperty(context, flag, {
    enumerable: true,
    get: () => waits,
    set: (value: boolean) => {
      waits = value;
    },
  });
  return context;
}

function dataOf(data: ContextData, generation: RuntimeGeneration): object {
  if (generation === 'FC1') {
    return { ...data, function: { ...data.function, initializer: undefined, initializationTimeout: Number.NaN } };
  }
  if (generation === 'FC2') return data;
  // FC3 has no services, and a function without a role gets no keys.
  const { logProject, logStore, qualifier } = data.service;
  const credentials = data.credentials.accessKeyId ? data.credentials : {};
  return { ...data, credentials, service: { logProject, logStore, qualifier } };
}

function makeLogger(requestId: string): object {
  const logger: Record<string, unknown> = { requestId, logLevel: 'silly' };
  for (const level of ['log', 'debug', 'info', 'warn', 'error'] as const) {
    logger[level] = (...args: unknown[]) => console[level](...args);
  }
  return logger;
}
