/** A command that cannot go on; its message says what is wrong and how to mend it, so no stack is shown. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
