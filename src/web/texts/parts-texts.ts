import type { RepeatParts } from '../tasks/repeat-words';
import type { FieldName } from '../tasks/task';

/** Texts of the second script, but for the account's. */
export interface PartsTexts {
  notices: {
    elsewhere: string;
    /** The session cannot be verified. */
    unverified: string;
    beginAgain: string;
    /** Unsent changes of a broken record, or one of another version of the page. */
    setAside: string;
    /** The browser keeps nothing for this page. */
    keepsNothing: string;
    /** On the page that follows a deleted account's. */
    deleted: string;
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
  help: {
    open: string;
    title: string;
    keys: [keys: string, meaning: string][];
    enabled: string;
    close: string;
  };
  list: {
    add: string;
    edit: string;
    name: string;
    save: string;
    close: string;
    deleteMeaning: string;
    deleteToInbox: string;
    deleteToTrash: string;
  };
  task: {
    close: string;
    title: string;
    note: string;
    notePlaceholder: string;
    list: string;
    progress: string;
    created(date: string): string;
    completed(date: string): string;
    up: string;
    down: string;
    remove: string;
  };
  due: {
    label: string;
    today: string;
    tomorrow: string;
    nextWeek: string;
    calendar: string;
    none: string;
    before: string;
    after: string;
    /** The typed date is no whole one. */
    incomplete: string;
  };
  repeat: {
    label: string;
    never: string;
    rule(parts: RepeatParts): string;
    fromCompletion: string;
    next(date: string): string;
    skip: string;
  };
}
