/** What just happened, for the live region and the toast to put into words. */
export type Message =
  | { kind: 'added' | 'removed' | 'completed' | 'reopened' | 'saved' | 'undone'; title: string }
  | { kind: 'moved'; title: string; position: number; count: number }
  | { kind: 'cleared' | 'completed-all' | 'reopened-all'; count: number }
  | { kind: News };

/**
 * What came of changes on their way. `merged`: another page changed other fields of the task, and both changes hold;
 * `moved-elsewhere`: another page moved it, and that place holds; `sent-late`: what had to wait was sent.
 */
export type News = 'merged' | 'moved-elsewhere' | 'sent-late';
