import type { Message } from '../message';
import type { Filter, PlaceKind, Sort } from '../tasks/place';

export type Language = 'en' | 'zh-CN';

/** Every text of the page in one language; a missing one does not compile. */
export interface Texts {
  language: Language;
  /** The other language's name for itself, and its code for the `lang` of the switch. */
  other: { name: string; language: Language };
  title: string;
  newTask: string;
  /** What the side bar leads to. */
  places: Record<Exclude<PlaceKind, 'list' | 'tag'>, string> & {
    label: string;
    lists: string;
    tags: string;
    addList: string;
    /** Follows the number of a place's open tasks. */
    open(late: number): string;
  };
  /** Stands for the name of a list that is not known. */
  list: string;
  editList: string;
  /** In place of tasks, where a place, a filter or a search has none. */
  empty: Record<'inbox' | 'active' | 'completed' | 'other', string>;
  search: { label: string; results: string };
  sort: Record<Sort, string> & { label: string };
  /** Stands for the tasks that are not drawn between others. */
  between(count: number): string;
  /** Yesterday, today, tomorrow. */
  days: readonly string[];
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
    /** The name of the panel. */
    opened: string;
    open: string;
    rename: string;
    delete: string;
    remove(title: string): string;
    move(title: string): string;
    moveHint: string;
    status: { paused: string; closed: string };
    overdue: string;
    progress(done: number, total: number): string;
    unsaved: string;
    limit(count: number): string;
  };
  message(message: Message): string;
  undo: string;
  /** On the button that leads to a new task that is not in sight. */
  show: string;
  dismiss: string;
  shortcuts: string;
  /** The second script could not be fetched. */
  partFailed: string;
  network: {
    saved: string;
    sending: string;
    offline(count: number): string;
    waiting(count: number): string;
    tryNow: string;
    reload: string;
  };
  account: {
    guest: string;
    signIn: string;
  };
}
