/**
 * The `type` of a problem document (RFC 9457) where a client must tell one refusal from another of the same status. All
 * other problems are `about:blank`: their status says everything.
 */
export const problemTypes = {
  /**
   * 412. The request's `If-Owner` header names another owner than its session, or there is no session. Nothing was
   * written, no guest was made and no cookie was set. A client asks `GET /api/session` who it is now, and keeps what it
   * has not sent for the owner that it was meant for.
   */
  ownerMismatch: 'urn:todolist-backend:problem:owner-mismatch',
  /**
   * 401. The request has a session cookie, but none that can be verified: it is expired, was signed with a key that this
   * instance does not have, or has ended because the password was changed or the account was deleted. Nothing was written
   * and the cookie was left alone. The person signs in (`POST /api/session` with a name and a password), or begins again
   * as a new guest (`DELETE /api/session`, then `GET /api/session`). A client keeps what it has not sent.
   */
  sessionNotVerified: 'urn:todolist-backend:problem:session-not-verified',
} as const;

export type ProblemType = (typeof problemTypes)[keyof typeof problemTypes];
