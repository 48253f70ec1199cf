/** What just happened, which the live region and the toast put into words. */
export type Message =
  | { kind: 'added' | 'saved' | 'undone'; title: string }
  | { kind: 'removed' | 'reopened'; title: string; id: string }
  /** `next`: the date on which the task repeats, `YYYY-MM-DD`. */
  | { kind: 'completed' | 'skipped'; title: string; id: string; next?: string }
  | { kind: 'moved'; title: string; position: number; count: number }
  | { kind: 'cleared' | 'completed-all' | 'reopened-all'; count: number }
  | { kind: News };

/**
 * What came of changes on their way. `merged`: another page changed other fields of the task, and both changes hold;
 * `moved-elsewhere`: another page moved it, and that place holds; `sent-late`: what had to wait was sent.
 */
export type News = 'merged' | 'moved-elsewhere' | 'sent-late';
