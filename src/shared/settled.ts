/**
 * As `Promise.all`, but when one fails it still waits for the others, so that no work goes on after the caller has answered.
 * @throws the first failure in order
 */
export async function allSettled<T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
