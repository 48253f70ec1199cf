/** Limits of the API. Lengths of texts count code points, lists and batches their entries, sizes bytes. */

export const titleLimit = 500;
export const noteLimit = 10_000;

export const shortestUsername = 2;
export const longestUsername = 64;
export const shortestPassword = 8;
export const longestPassword = 256;

/** Tasks on a page of `GET /api/tasks`. */
export const defaultPageSize = 100;
export const largestPageSize = 200;

/** Ids that one `GET /api/tasks?ids=` may name. */
export const idsLimit = 100;

/** Keys and versions on a page of `GET /api/versions`. */
export const versionsPageSize = 5000;

/** Largest body of a request. */
export const bodyLimit = 64 * 1024;
export const batchBodyLimit = 256 * 1024;

/** Changes in one `POST /api/tasks/batch`. */
export const batchLimit = 100;

export const listsLimit = 100;
export const listNameLimit = 100;

/** Days after which the trash forgets a task. */
export const trashDays = 30;

export const idempotencyKeyLimit = 255;

/** Largest `INTERVAL` and `COUNT` of a repeating task's rule. */
export const repeatLimit = 999;
