/**
 * As `Promise.all`, but when one fails it still waits for the others, so that no work goes on after the caller has answered.
 * @throws the first failure in order
 */
export async function allSettled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.all(promises.map((promise) => promise.catch(() => undefined)));
  return Promise.all(promises);
}
