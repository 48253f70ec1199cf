/** HTTP status of each error code. The last group's statuses are in no public source; see the README. */
const statusOfCode: Readonly<Record<string, number>> = {
  OTSParameterInvalid: 400,
  OTSInvalidPK: 400,
  OTSOutOfRowSizeLimit: 400,
  OTSOutOfColumnCountLimit: 400,
  OTSForbiddenUpdateCapacityUnit: 400,
  OTSAuthFailed: 403,
  OTSNoPermissionAccess: 403,
  OTSConditionCheckFail: 403,
  OTSQuotaExhausted: 403,
  OTSCapacityUnitExhausted: 403,
  OTSNotEnoughCapacityUnit: 403,
  OTSTooFrequentReservedThroughputAdjustment: 403,
  OTSObjectNotExist: 404,
  OTSTableNotReady: 404,
  OTSMethodNotAllowed: 405,
  OTSRequestTimeout: 408,
  OTSRowOperationConflict: 409,
  OTSObjectAlreadyExist: 409,
  OTSRequestBodyTooLarge: 413,
  OTSInternalServerError: 500,
  OTSServerBusy: 503,
  OTSPartitionUnavailable: 503,
  OTSTimeout: 503,
  OTSServerUnavailable: 503,
  OTSSessionNotExist: 404,
  OTSSessionBusy: 409,
  OTSOutOfTransactionDataSizeLimit: 400,
  OTSDataOutOfRange: 400,
  OTSOperationThrottled: 503,
  OTSStorageServerBusy: 503,
  OTSFlowControl: 503,
};

/** The messages of faults that give no message of their own. */
const usualMessages: Readonly<Record<string, string>> = {
  OTSNotEnoughCapacityUnit: 'Remaining capacity unit is not enough.',
  OTSCapacityUnitExhausted: 'Capacity unit is not enough.',
  OTSConditionCheckFail: 'Condition check failed.',
  OTSQuotaExhausted: 'Too frequent table operations.',
  OTSObjectNotExist: 'Requested table does not exist.',
  OTSTableNotReady: 'The table is not ready.',
  OTSRequestTimeout: 'Request timeout.',
  OTSRowOperationConflict: 'Data is being modified by the other request.',
  OTSInternalServerError: 'Internal server error.',
  OTSServerBusy: 'Server is busy.',
  OTSPartitionUnavailable: 'The partition is not available.',
  OTSTimeout: 'Operation timeout.',
  OTSServerUnavailable: 'Server is not available.',
};

/** Codes that a fault may name. */
export const errorCodes: readonly string[] = Object.keys(statusOfCode);

/** An expected refusal: the service's error code with its message and HTTP status. Any other exception is a bug. */
export class OtsError extends Error {
  override readonly name = 'OtsError';
  readonly status: number;

  constructor(
    readonly code: string,
    message: string,
    status?: number,
  ) {
    super(message);
    this.status = status ?? statusOfCode[code] ?? 500;
  }
}

/** An error with the message that the service usually gives with the code. */
export function usualError(code: string, message?: string, status?: number): OtsError {
  return new OtsError(code, message ?? usualMessages[code] ?? `${code}.`, status);
}

export function invalid(message: string): OtsError {
  return new OtsError('OTSParameterInvalid', message);
}

export function invalidKey(message: string): OtsError {
  return new OtsError('OTSInvalidPK', message);
}

export function conditionFailed(): OtsError {
  return usualError('OTSConditionCheckFail');
}

export function tableNotFound(): OtsError {
  return usualError('OTSObjectNotExist');
}

export function conflict(message?: string): OtsError {
  return usualError('OTSRowOperationConflict', message);
}

export function sessionNotFound(): OtsError {
  return new OtsError('OTSSessionNotExist', 'Session not exist or may be timeout.');
}
