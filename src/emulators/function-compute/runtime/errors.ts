import type { FunctionError, RuntimeGeneration } from '../protocol';

/** A failure to find or load the function, under the platform's name for it. */
export class LoadError extends Error {
  constructor(
    readonly errorType: string,
    message: string,
  ) {
    super(message);
    this.name = errorType;
  }
}

/** The platform's JSON for something that was thrown. From FC2 on, the kind of failure comes before the error's name. */
export function functionError(thrown: unknown, generation: RuntimeGeneration): FunctionError {
  if (!(thrown instanceof Error)) return { errorMessage: typeof thrown === 'string' ? thrown : JSON.stringify(thrown) };
  const name = thrown instanceof LoadError ? thrown.errorType : thrown.name;
  return {
    errorMessage: thrown.message,
    errorType: generation !== 'FC1' ? `FunctionUnhandledError: ${name}` : name,
    stackTrace: String(thrown.stack)
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
  };
}
