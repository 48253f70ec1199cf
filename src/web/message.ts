/** What just happened, which the live region and the toast put into words. */
export type Message =
  | { kind: 'undone'; title: string }
  /** `title`: what it is called now. */
  | { kind: 'saved'; title: string; id?: string }
  /** `hidden`: it is not in what is shown. */
  | { kind: 'added'; title: string; id: string; hidden: boolean }
  | { kind: 'removed' | 'reopened' | 'completed' | 'skipped' | 'changed'; title: string; id: string }
  /** A repeating task was completed or skipped; `next` is the date on which it is due now. */
  | { kind: 'moved-on'; title: string; id: string; next: string }
  | { kind: 'list-added' | 'list-archived' | 'list-restored'; title: string }
  /** `count`: how many tasks it had. */
  | { kind: 'list-removed'; title: string; count: number }
  | { kind: 'moved'; title: string; position: number; count: number }
  | { kind: 'cleared' | 'completed-all' | 'reopened-all' | 'changed-some'; count: number }
  | { kind: News };

/**
 * What came of changes on their way. `merged`: another page changed other fields of the task, and both changes hold;
 * `moved-elsewhere`: another page moved it, and that place holds; `sent-late`: what had to wait was sent.
 */
export type News = 'merged' | 'moved-elsewhere' | 'sent-late';
