/** A command cannot continue: the message says what is wrong and how to correct it. It is shown without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
