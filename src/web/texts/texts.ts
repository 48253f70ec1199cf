import type { Message } from '../message';
import type { FieldName } from '../tasks/task';
import type { Filter } from '../tasks/task-view';

export type Language = 'en' | 'zh-CN';

/** Every text of the page in one language; a missing one does not compile. */
export interface Texts {
  language: Language;
  /** The other language's name for itself, and its code for the `lang` of the switch. */
  other: { name: string; language: Language };
  title: string;
  newTask: string;
  empty: string;
  emptyFilter: Record<Exclude<Filter, 'all'>, string>;
  markAll: string;
  /** The counter: what stands before and after the number. `more`: the list is not loaded to its end. */
  left(count: number, more: boolean): { before: string; number: string; after: string };
  filters: Record<Filter, string>;
  filtersLabel: string;
  listLabel: string;
  clearCompleted: string;
  info: string;
  loading: string;
  loadFailed: string;
  tryAgain: string;
  storeDown: string;
  task: {
    toggle(title: string): string;
    edit(title: string): string;
    details(title: string): string;
    remove(title: string): string;
    move(title: string): string;
    moveHint: string;
    up: string;
    down: string;
    note: string;
    notePlaceholder: string;
    due: string;
    status: { paused: string; closed: string };
    dueToday: string;
    dueTomorrow: string;
    dueOn(date: string): string;
    overdue(date: string): string;
    created(date: string): string;
    unsaved: string;
    limit(count: number): string;
  };
  message(message: Message): string;
  undo: string;
  dismiss: string;
  network: {
    saved: string;
    sending: string;
    offline(count: number): string;
    waiting(count: number): string;
    tryNow: string;
    elsewhere: string;
    /** The session cannot be verified. */
    unverified: string;
    signIn: string;
    beginAgain: string;
    /** Unsent changes of a broken record, or one of another version of the page. */
    setAside: string;
    /** The browser keeps nothing for this page. */
    keepsNothing: string;
    reload: string;
  };
  refused: {
    create(title: string, reason: string): string;
    edit(title: string, reason: string): string;
    remove(title: string, reason: string): string;
    bulk(reason: string): string;
    stale: string;
    unknown: string;
    retry: string;
    discard: string;
  };
  conflict: {
    edited: string;
    deleted: string;
    removeChanged: string;
    theirs: string;
    yours: string;
    none: string;
    useMine: string;
    useTheirs: string;
    restore: string;
    letGo: string;
    deleteAnyway: string;
    keep: string;
    fields: Record<FieldName, string>;
    statuses: Record<'open' | 'completed' | 'paused' | 'closed', string>;
  };
  account: {
    guest: string;
    /** The script of the account dialog could not be fetched. */
    loadFailed: string;
    /** On the page that follows a deleted account's. */
    deleted: string;
  };
  help: {
    open: string;
    title: string;
    keys: [keys: string, meaning: string][];
    enabled: string;
    close: string;
  };
}
