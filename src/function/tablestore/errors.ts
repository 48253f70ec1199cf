/**
 * A store operation that did not succeed.
 *
 * `outcome` says what is known of its last attempt: `rejected` — the store refused it and nothing was written; `unknown` —
 * the answer was lost or was a server error, so a write may or may not have been applied, or may still be.
 */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';

  constructor(
    readonly operation: string,
    /** The service's code such as `OTSServerBusy`, or `NetworkingError`, `Timeout`, `BadReply`. */
    readonly code: string,
    readonly outcome: 'rejected' | 'unknown',
    readonly detail: string,
  ) {
    super(`${operation} failed with ${code}: ${detail}`);
  }
}

/** An operation on a table that the instance lacks: the service is newer than its tables. Nothing was written. */
export class MissingTableError extends StoreError {
  override readonly name = 'MissingTableError';

  constructor(
    operation: string,
    readonly table: string,
  ) {
    super(operation, missingObject, 'rejected', `there is no table ${table}`);
  }
}

/** The code of an operation on a table that does not exist. */
export const missingObject = 'OTSObjectNotExist';

/** The code of a write whose condition was false. */
export const conditionCheckFail = 'OTSConditionCheckFail';

/** Refusals that pass: nothing was written and the same call may be sent again (official docs, "Error codes"). */
const transientRefusals = new Set([
  'OTSRowOperationConflict',
  'OTSNotEnoughCapacityUnit',
  'OTSCapacityUnitExhausted',
  'OTSTableNotReady',
  'OTSRequestTimeout',
  'OTSOperationThrottled',
  'OTSFlowControl',
]);

/** Codes of server errors, after which a write may have been applied or not. */
const serverErrors = new Set([
  'OTSInternalServerError',
  'OTSServerBusy',
  'OTSPartitionUnavailable',
  'OTSTimeout',
  'OTSServerUnavailable',
  'OTSStorageServerBusy',
]);

/** The error of one row within a batch; there the SDK does give the service's code. */
export function rowError(operation: string, code: string | null, message: string | null): StoreError {
  const outcome = code === null || serverErrors.has(code) ? 'unknown' : 'rejected';
  return new StoreError(operation, code ?? 'BadReply', outcome, message ?? 'the row failed');
}

/** Whether a further attempt may succeed. */
export function isTransient(error: StoreError): boolean {
  return error.outcome === 'unknown' || transientRefusals.has(error.code);
}

/**
 * Makes a StoreError of an error that the SDK gave; undefined when it is none of the store or the network, which is a
 * mistake in this program. The SDK loses the service's code: `code` is the HTTP status as a number, and the code stands
 * inside the raw protobuf body that it gives as the message.
 */
export function toStoreError(operation: string, thrown: unknown): StoreError | undefined {
  const { code, message } = Object(thrown) as { code?: unknown; message?: unknown };
  const text = printable(String(message));
  if (typeof code === 'number') {
    const serviceCode = /OTS[A-Za-z]+/.exec(text);
    const refused = code >= 400 && code < 500;
    return new StoreError(
      operation,
      serviceCode ? serviceCode[0] : `HTTP ${code}`,
      refused ? 'rejected' : 'unknown',
      text,
    );
  }
  if (code === 'Forbidden' || code === 'BadRequest' || code === 'NotFound') {
    return new StoreError(operation, code, 'rejected', text);
  }
  return code === 'NetworkingError' ? new StoreError(operation, code, 'unknown', text) : undefined;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').trim();
}
