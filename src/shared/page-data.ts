import type { User, WireList, WireTask } from './wire';

/** A task in the document: what follows from the rest is left out. */
export type EmbeddedTask = Omit<WireTask, 'url' | 'completed'>;

/** A list in the document: what follows from the rest is left out. */
export type EmbeddedList = Omit<WireList, 'url'>;

/** What the page's document holds of a visit, as JSON in the element `#data`. */
export interface PageData {
  /** The session's owner, to be sent as `If-Owner`; null when it is not known. */
  user: User | null;
  /** All lists of tasks; absent when there are none. */
  lists?: EmbeddedList[];
  /** The first tasks of the list. */
  tasks: EmbeddedTask[];
  /** The path of the next page of tasks; null after the last. */
  next: string | null;
  /** The path that the API's paths begin with. */
  api: string;
  /** The store could not be asked: there may be tasks. */
  unread?: true;
  /**
   * The browser has a session that cannot be verified (see `problemTypes.sessionNotVerified`). The page offers to sign in or
   * to begin again, and keeps what it has not sent.
   */
  session?: 'unverified';
}
