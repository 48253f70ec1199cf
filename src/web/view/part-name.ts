/** A part of the page that is in the second script. */
export type PartName =
  | { kind: 'account'; form: 'register' | 'sign-in' }
  | { kind: 'help' }
  | { kind: 'notices'; farewell: boolean }
  | { kind: 'list'; id: string | null }
  | { kind: 'task' | 'conflict'; id: string };
