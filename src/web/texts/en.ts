import type { Texts } from './texts';

const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;
const because = (reason: string) => (reason ? ` ${reason}` : '');

export const texts: Texts = {
  language: 'en',
  other: { name: '中文', language: 'zh-CN' },
  title: 'todos',
  newTask: 'What needs to be done?',
  empty: 'Nothing to do yet. Type your first task above and press Enter.',
  emptyFilter: { active: 'Everything is done.', completed: 'Nothing is completed yet.' },
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
    details: (title) => `Note and due date of ${title}`,
    remove: (title) => `Delete ${title}`,
    move: (title) => `Move ${title}`,
    moveHint: 'Drag, or press the up and down arrow keys',
    up: 'Move up',
    down: 'Move down',
    note: 'Note',
    notePlaceholder: 'Anything worth remembering',
    due: 'Due date',
    status: { paused: 'Paused', closed: 'Closed' },
    dueToday: 'Due today',
    dueTomorrow: 'Due tomorrow',
    dueOn: (date) => `Due ${date}`,
    overdue: (date) => `Overdue since ${date}`,
    created: (date) => `Created ${date}`,
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
  dismiss: 'Dismiss',
  network: {
    saved: 'All changes saved',
    sending: 'Saving…',
    offline: (count) =>
      `No connection. ${count === 1 ? '1 change is' : `${count} changes are`} kept here and sent later.`,
    waiting: (count) =>
      `The server is not ready. ${count === 1 ? '1 change is' : `${count} changes are`} kept and sent again.`,
    tryNow: 'Try now',
    elsewhere: 'You are signed in as somebody else in this browser now. Reload to see that list.',
    reload: 'Reload',
    unverified: 'Your sign-in could not be verified, so nothing is sent. Your changes are kept in this browser.',
    signIn: 'Sign in',
    beginAgain: 'Begin again as a guest',
    setAside: 'Some unsent changes could not be read. They were set aside in this browser.',
    keepsNothing:
      'This browser stores nothing for this page: changes that are not saved yet are lost when you close it.',
  },
  refused: {
    create: (title, reason) => `“${title}” was not added.${because(reason)}`,
    edit: (title, reason) => `The change to “${title}” was not saved.${because(reason)}`,
    remove: (title, reason) => `“${title}” was not deleted.${because(reason)}`,
    bulk: (reason) => `The change to all tasks was not saved.${because(reason)}`,
    stale: 'It waited too long to be sent without asking.',
    unknown: 'The server had a problem.',
    retry: 'Retry',
    discard: 'Discard',
  },
  conflict: {
    edited: 'This task was changed elsewhere at the same time.',
    deleted: 'This task was deleted elsewhere while you changed it.',
    removeChanged: 'This task was changed elsewhere since you saw it.',
    theirs: 'Other version',
    yours: 'Your version',
    none: 'empty',
    useMine: 'Keep my version',
    useTheirs: 'Keep the other version',
    restore: 'Add it again with my change',
    letGo: 'Let it go',
    deleteAnyway: 'Delete anyway',
    keep: 'Keep it',
    fields: {
      title: 'Title',
      note: 'Note',
      status: 'Status',
      due: 'Due date',
      order: 'Place',
      repeat: 'Repeat',
      repeatFrom: 'Repeat from',
      list: 'List',
    },
    statuses: { open: 'active', completed: 'completed', paused: 'paused', closed: 'closed' },
  },
  account: {
    guest: 'Guest',
    loadFailed: 'Your account could not be opened. Reload the page to try again.',
    deleted: 'Your account and everything in it were deleted. You are now a guest with an empty list.',
  },
  help: {
    open: 'Keyboard shortcuts',
    title: 'Keyboard shortcuts',
    keys: [
      ['N', 'Write a new task'],
      ['J / K', 'Next or previous task'],
      ['Space', 'Complete the focused task, or make it active'],
      ['E', 'Edit its title'],
      ['O', 'Open its note and due date'],
      ['Delete', 'Delete it'],
      ['Alt + ↑ / ↓', 'Move it up or down'],
      ['Ctrl + Z', 'Undo'],
      ['1 / 2 / 3', 'All, active, completed'],
      ['?', 'This help'],
    ],
    enabled: 'Use single-key shortcuts',
    close: 'Close',
  },
};
