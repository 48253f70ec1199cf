/** A value of an event as text. `String` throws for an object whose `toString` is no function, which JSON can hold. */
export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
