import type { ContextData, RuntimeGeneration } from '../protocol';

/** The `context` argument, with the members that the Node.js runtime adds to the data of the call. */
export function makeContext(data: ContextData, generation: RuntimeGeneration): object {
  const { requestId } = data;
  const logger = { requestId, logLevel: 'silly' } as Record<string, unknown>;
  for (const level of ['log', 'debug', 'info', 'warn', 'error'] as const) {
    logger[level] = (...args: unknown[]) => console[level](...args);
  }
  const context = {
    ...data,
    function:
      generation === 'FC1'
        ? { ...data.function, initializer: undefined, initializationTimeout: Number.NaN }
        : { ...data.function },
    retryCount: 0,
    logger,
    tracing: { openTracingSpanContext: '', openTracingSpanBaggages: {}, jaegerEndpoint: '' },
  };
  let waits = false;
  Object.defineProperty(context, 'waitsForEmptyEventLoopBeforeCallback', {
    enumerable: true,
    get: () => waits,
    set: (value: boolean) => {
      waits = value;
    },
  });
  return context;
}
