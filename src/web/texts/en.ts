import type { Texts } from './texts';

const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

export const texts: Texts = {
  language: 'en',
  other: { name: '中文', language: 'zh-CN' },
  title: 'todos',
  newTask: 'What needs to be done?',
  places: {
    label: 'Places',
    inbox: 'Inbox',
    today: 'Today',
    upcoming: 'Upcoming',
    done: 'Completed',
    trash: 'Trash',
    lists: 'Lists',
    tags: 'Tags',
    addList: 'Add a list',
    open: (late) => (late > 0 ? `open, ${late} overdue` : 'open'),
  },
  list: 'List',
  editList: 'Edit the list',
  empty: {
    inbox: 'Nothing to do yet. Type your first task above and press Enter.',
    active: 'Everything is done.',
    completed: 'Nothing is completed yet.',
    other: 'No tasks here.',
  },
  search: { label: 'Search', results: 'Search' },
  sort: { label: 'Order', hand: 'By hand', due: 'By date', name: 'By name' },
  between: (count) => `${many(count, 'task')} in between`,
  days: ['Yesterday', 'Today', 'Tomorrow'],
  markAll: 'Mark all as complete',
  left: (count, more) => ({
    before: '',
    number: `${count}${more ? '+' : ''}`,
    after: count === 1 && !more ? ' item left' : ' items left',
  }),
  filters: { all: 'All', active: 'Active', completed: 'Completed' },
  filtersLabel: 'Show',
  listLabel: 'Tasks',
  clearCompleted: 'Clear completed',
  info: 'Double-click to edit a todo',
  loading: 'Loading more tasks…',
  loadFailed: 'More tasks could not be loaded.',
  tryAgain: 'Try again',
  storeDown: 'Your tasks cannot be read right now. Nothing is lost; what you add here is kept and sent later.',
  task: {
    toggle: (title) => `Complete ${title}`,
    edit: (title) => `Edit ${title}`,
    details: (title) => `Open ${title}`,
    opened: 'Opened task',
    open: 'Open',
    rename: 'Edit the title',
    delete: 'Delete',
    remove: (title) => `Delete ${title}`,
    move: (title) => `Move ${title}`,
    moveHint: 'Drag, or press the up and down arrow keys',
    status: { paused: 'Paused', closed: 'Closed' },
    overdue: 'Overdue',
    progress: (done, total) => `${done} of ${total} done`,
    unsaved: 'Not saved yet',
    limit: (count) => `At most ${count} characters`,
  },
  message(message) {
    switch (message.kind) {
      case 'added':
        return `Added “${message.title}”`;
      case 'removed':
        return `Deleted “${message.title}”`;
      case 'completed':
        return `Completed “${message.title}”`;
      case 'skipped':
        return `Skipped “${message.title}”`;
      case 'moved-on':
        return `“${message.title}” is next due on ${message.next}`;
      case 'reopened':
        return `“${message.title}” is active again`;
      case 'saved':
        return `Changed to “${message.title}”`;
      case 'undone':
        return message.title ? `Undone: “${message.title}”` : 'Undone';
      case 'moved':
        return `Moved “${message.title}” to position ${message.position} of ${message.count}`;
      case 'list-added':
        return `Added the list “${message.title}”`;
      case 'list-archived':
        return `Archived the list “${message.title}”`;
      case 'list-restored':
        return `The list “${message.title}” is back`;
      case 'list-removed':
        return `Deleted the list “${message.title}”`;
      case 'cleared':
        return `Cleared ${many(message.count, 'item')}`;
      case 'changed':
        return `Changed “${message.title}”`;
      case 'changed-some':
        return `Changed ${many(message.count, 'task')}`;
      case 'completed-all':
        return `Marked ${many(message.count, 'item')} as complete`;
      case 'reopened-all':
        return `Marked ${many(message.count, 'item')} as active`;
      case 'merged':
        return 'This task was also changed elsewhere; both changes are kept';
      case 'moved-elsewhere':
        return 'This task was moved elsewhere; that place is kept';
      case 'sent-late':
        return 'Back online: your changes are being saved';
    }
  },
  undo: 'Undo',
  show: 'Show it',
  dismiss: 'Dismiss',
  shortcuts: 'Keyboard shortcuts',
  partFailed: 'This part of the page could not be loaded. Reload the page to try again.',
  network: {
    saved: 'All changes saved',
    sending: 'Saving…',
    offline: (count) =>
      `No connection. ${count === 1 ? '1 change is' : `${count} changes are`} kept here and sent later.`,
    waiting: (count) =>
      `The server is not ready. ${count === 1 ? '1 change is' : `${count} changes are`} kept and sent again.`,
    tryNow: 'Try now',
    reload: 'Reload',
  },
  account: {
    guest: 'Guest',
    signIn: 'Sign in',
  },
};
