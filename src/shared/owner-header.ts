/**
 * The request header that says for which owner a request is meant: the `user.id` of `GET /api/session` and of the data in
 * the page's document. When it differs from the session's owner, or there is no session, the answer is 412 of the type
 * `problemTypes.ownerMismatch`, on any route of the API and before anything is written.
 *
 * A client that shows one person's list sends it with each request for that list, and with a registration, a sign-in or a
 * sign-out that starts from a verified session. It does not send it when it leaves a session that cannot be verified.
 */
export const ownerHeader = 'If-Owner';
