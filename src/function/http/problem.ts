import { type ServerResponse, STATUS_CODES } from 'http';
import { type ProblemType, problemTypes } from '../../shared/problem-types';
import type { InputError, Problem } from '../../shared/wire';
import { MissingTableError, StoreError } from '../tablestore/errors';

/** A refusal that is part of the API: it becomes an answer. Anything else that is thrown is a bug or a failing store. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly status: number,
    /** What was wrong and how to correct it, in a sentence or two for the caller. */
    readonly detail: string,
    readonly more: { type?: ProblemType; errors?: InputError[]; headers?: Record<string, string> } = {},
  ) {
    super(`${status}: ${detail}`);
  }
}

/** 400 that names every wrong field. */
export function invalidInput(errors: InputError[]): HttpError {
  const names = errors.map(({ pointer }) => pointer || 'the body').join(', ');
  return new HttpError(400, `The request is not valid: see "errors" for ${names}.`, { errors });
}

/**
 * The one place that turns an exception into an answer.
 * @param mayHaveWritten whether the call has sent the store a write that was, or may have been, applied
 */
export function toHttpError(thrown: unknown, mayHaveWritten: boolean): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (thrown instanceof MissingTableError) return tableMissing(thrown.table);
  if (thrown instanceof StoreError) return storeFailed(mayHaveWritten);
  if (thrown instanceof URIError) return new HttpError(400, 'The path holds a malformed percent-encoding.');
  return new HttpError(500, 'Something went wrong on the server. The request id names the call in its log.');
}

function tableMissing(table: string): HttpError {
  const detail = `The table ${table} is missing in Tablestore. Create it with "npm run provision", or deploy this version again.`;
  const meanwhile = table === 'trash' ? ' Until then, tasks can be deleted with ?permanently=true.' : '';
  return new HttpError(503, detail + meanwhile, { headers: { 'Retry-After': '60' } });
}

function storeFailed(mayHaveWritten: boolean): HttpError {
  const detail = mayHaveWritten
    ? 'The task store did not confirm the operation in time, so it may or may not have been carried out. Read the current state, or repeat the same request: repeating it is safe when it carries an Idempotency-Key or If-Match.'
    : 'The task store cannot serve the request at the moment; nothing was changed. Try again shortly.';
  return new HttpError(503, detail, { headers: { 'Retry-After': '1' } });
}

const titles: Record<ProblemType, string> = {
  [problemTypes.ownerMismatch]: 'Not the owner that was expected',
  [problemTypes.sessionNotVerified]: 'The session cannot be verified',
};

/** A type of its own has a title of its own; `about:blank` has the status code's text (RFC 9457, section 4.2.1). */
function titleOf({ status, more: { type } }: HttpError): string {
  return type ? titles[type] : (STATUS_CODES[status] ?? 'Error');
}

/** A refusal as a problem document (RFC 9457). */
export function problemOf(error: HttpError, requestId: string): Problem {
  return {
    type: error.more.type ?? 'about:blank',
    title: titleOf(error),
    status: error.status,
    detail: error.detail,
    requestId,
    ...(error.more.errors && { errors: error.more.errors }),
  };
}

/** Writes an answer of type application/problem+json. */
export function sendProblem(res: ServerResponse, error: HttpError, requestId: string): void {
  const body = JSON.stringify(problemOf(error, requestId));
  res.statusCode = error.status;
  for (const [name, value] of Object.entries(error.more.headers ?? {})) res.setHeader(name, value);
  res.removeHeader('ETag');
  res.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}
